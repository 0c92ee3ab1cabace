// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QDeadlineTimer>
#include <QDir>
#include <QTimer>

#include <functional>
#include <vector>

class QWidget;

namespace tidegate::shell {
class MainWindow;
}

namespace tidegate::demo {

/// Does with the window what a user does for a migration: five clicks, each on a button that is in sight and in nobody's
/// way, and a picture of what each brought. Closes the window after the last; if something does not come in time it says
/// what, and ends the program with 1. GUI thread; not Qt Test, so that it can be of a release build.
class Hand
{
public:
    /// `pictures` is there. `patience` is for each thing that is waited for.
    Hand(shell::MainWindow &window, const QDir &pictures, std::chrono::seconds patience);

private:
    struct Sight {
        QString name; ///< of the picture
        std::function<bool()> isThere;
    };
    struct Click {
        QString name;
        std::function<QWidget *()> button; ///< null while it is not there
        std::vector<Sight> then;           ///< what is to be seen after it, in this order
    };

    std::vector<Click> clicks();
    void look();
    void goOn();
    void giveUp(const QString &missing);
    void save(const QString &name);

    shell::MainWindow &m_window;
    QDir m_pictures;
    std::chrono::seconds m_patience;
    std::vector<Click> m_clicks;
    std::size_t m_click = 0;
    std::size_t m_seen = 0;   ///< of the sights after that click
    bool m_isClicked = false; ///< that one
    int m_saved = 0;
    QDeadlineTimer m_limit;
    QTimer m_tick;
};

} // namespace tidegate::demo
