// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "jobs/after_switch.h"
#include "jobs/status.h"

#include <QWidget>

class QAction;
class QLabel;
class QLineEdit;
class QTreeWidget;

namespace tidegate::widgets {
class ScriptView;
class StatusBadge;
} // namespace tidegate::widgets

namespace tidegate::pages {

/// After the switch: who decided it and when, where the applications go now, who is still on which server, and the
/// first write on the target that is not ours.
class AfterSwitchView : public QWidget
{
    Q_OBJECT
public:
    explicit AfterSwitchView(QAction *copy, QWidget *parent = nullptr);

    /// `uri`: where the applications go; without a password.
    void showCutover(const jobs::StatusReport &status, const QString &uri, const QString &report);
    void showLook(const jobs::AfterSwitch &look);

    QString uri() const;

private:
    void addSessions(const QString &server, const std::vector<jobs::SessionGroup> &groups);

    QLabel *m_who;
    QLabel *m_report;
    QLineEdit *m_uri;
    QWidget *m_closed;
    widgets::ScriptView *m_undo;
    widgets::StatusBadge *m_writes;
    QTreeWidget *m_sessions;
};

} // namespace tidegate::pages
