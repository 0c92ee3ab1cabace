// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "ask/question.h"

#include <functional>

class QWidget;

namespace tidegate::ask {

/// The one way in which the window asks something. No call waits: the answer comes later, on the GUI thread, at most
/// once, and not at all if `asking` is gone by then. Tests give a scripted one.
class Asker
{
public:
    virtual ~Asker() = default;

    /// Answers the chosen id, or an empty string for Cancel and Escape.
    virtual void ask(QWidget *asking, const Question &question,
                     std::function<void(const QString &)> answer) = 0;
    /// Only says it; nothing follows. Its choices are not looked at.
    virtual void tell(QWidget *asking, const Question &message) = 0;
    /// Answers whether to go on.
    virtual void askDangerous(QWidget *asking, const DangerousQuestion &question,
                              std::function<void(bool)> answer) = 0;
    /// Answers a path, or an empty string.
    virtual void chooseFile(QWidget *asking, const FileQuestion &question,
                            std::function<void(const QString &)> answer) = 0;
};

} // namespace tidegate::ask
