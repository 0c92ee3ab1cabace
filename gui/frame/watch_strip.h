// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "frame/page_context.h"

#include <QWidget>

class QAction;

namespace tidegate::widgets {
class Banner;
}

namespace tidegate::frame {

/// Over a page of a run that lives elsewhere: where that is, that it is read-only, and the way to control it. Hidden
/// while nothing is watched.
class WatchStrip : public QWidget
{
    Q_OBJECT
public:
    explicit WatchStrip(const PageContext &context, QWidget *parent = nullptr);

private:
    void showRun();
    void askForControl();
    QString place() const;

    const PageContext m_context;
    QAction *m_control;
    QAction *m_leave;
    widgets::Banner *m_banner;
};

} // namespace tidegate::frame
