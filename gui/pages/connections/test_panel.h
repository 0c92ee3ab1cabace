// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "endpoint/connection_test.h"

#include <QWidget>

class QScrollArea;

namespace tidegate::widgets {
class StatusBadge;
}

namespace tidegate::pages {

class ConnectionTester;
class StagesView;

/// A connection test while it goes on and after it: how it stands, and its stages. The tester is given by whoever
/// starts tests, and outlives the panel.
class TestPanel : public QWidget
{
    Q_OBJECT
public:
    TestPanel(ConnectionTester &tester, QWidget *parent = nullptr);

    /// Before a test begins: forgets the last one. `heading` says which server it is about.
    void begin(const QString &heading);
    /// Instead of a test: why there is none.
    void showReason(const QString &reason);
    void clear();

private:
    void showEnd(const endpoint::TestReport &report);

    QString m_heading;
    widgets::StatusBadge *m_state;
    StagesView *m_stages;
    QScrollArea *m_scroll;
};

} // namespace tidegate::pages
