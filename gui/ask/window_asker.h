// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "ask/asker.h"

namespace tidegate::ask {

/// Asks by dialogs: window-modal, opened without an event loop of their own, gone with the widget that asks.
class WindowAsker : public Asker
{
public:
    void ask(QWidget *asking, const Question &question, std::function<void(const QString &)> answer) override;
    void tell(QWidget *asking, const Question &message) override;
    void askDangerous(QWidget *asking, const DangerousQuestion &question,
                      std::function<void(bool)> answer) override;
    void chooseFile(QWidget *asking, const FileQuestion &question,
                    std::function<void(const QString &)> answer) override;
};

} // namespace tidegate::ask
