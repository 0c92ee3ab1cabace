// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QObject>
#include <QPointer>

#include <functional>

class QSystemTrayIcon;
class QWidget;

namespace tidegate::ask {
class Asker;
}
namespace tidegate::frame {
class Run;
}

namespace tidegate::shell {

/// What closing the window means while a run goes on: it is asked, never decided. Keeping the run without a window is
/// offered only where a tray can bring the window back.
class Closing : public QObject
{
    Q_OBJECT
public:
    Closing(QWidget &window, ask::Asker &asker, frame::Run &run, QObject *parent = nullptr);
    ~Closing() override;

    /// True: close now. False: somebody is asked, or the run is being stopped and the window closes after it.
    bool mayClose();
    /// Stops the run without asking and closes (SIGTERM, the end of the session).
    void closeWithoutAsking();

private:
    void ask();
    void stopAndClose();
    void hideInTray();

    QWidget &m_window;
    ask::Asker &m_asker;
    frame::Run &m_run;
    QSystemTrayIcon *m_tray = nullptr;
    bool m_asking = false;
    bool m_closing = false;
};

} // namespace tidegate::shell
