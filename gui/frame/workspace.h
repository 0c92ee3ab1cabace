// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "frame/event_log.h"
#include "frame/milestones.h"
#include "frame/plan_file.h"
#include "frame/run.h"

#include <QObject>
#include <QUuid>

#include <string>

namespace tidegate::settings {
class ConnectionStore;
class FileSaver;
class Profile;
class Settings;
struct SavedConnection;
} // namespace tidegate::settings

namespace tidegate::frame {

/// What all pages work on: which saved connection is the source, which the target, and the run. GUI thread.
class Workspace : public QObject
{
    Q_OBJECT
public:
    /// Roles and plan are those of the last time, as far as their connections are still there. The saver outlives it;
    /// what it cannot write is told in the log.
    Workspace(settings::Settings &settings, settings::ConnectionStore &connections, const settings::Profile &profile,
              settings::FileSaver &saver, QObject *parent = nullptr);

    /// Null where none is chosen; valid until the store's next change.
    const settings::SavedConnection *source() const;
    const settings::SavedConnection *target() const;
    /// One connection has one role: it loses the other. Refused (false) while this window's engine runs; a run that is
    /// watched is let go of.
    bool setSource(const QUuid &id);
    bool setTarget(const QUuid &id);
    bool exchangeRoles();

    /// What is to be migrated and how.
    PlanFile &plan() { return m_plan; }

    /// The migration in work: the one that is watched, else the plan's.
    std::string subscription() const;
    std::vector<std::string> publications() const; ///< its
    /// The plan is that of the migration in work, and not only its namesake's.
    bool planIsInWork() const;

    Run &run() { return m_run; }
    const Run &run() const { return m_run; }

    /// What has been done so far; forgotten when other servers are chosen.
    Milestones &milestones() { return m_milestones; }

    /// What happened since the window was opened.
    EventLog &log() { return m_log; }

signals:
    void rolesChanged(); ///< or what is saved about a connection in a role
    void subscriptionChanged();

private:
    bool setRoles(const QUuid &source, const QUuid &target);
    void takeRoles(const QUuid &source, const QUuid &target);
    void dropLostRoles();
    void noteSubscription();

    settings::Settings &m_settings;
    settings::ConnectionStore &m_connections;
    PlanFile m_plan;
    Milestones m_milestones;
    EventLog m_log;
    Run m_run;
    QUuid m_source;
    QUuid m_target;
    std::string m_subscription; ///< as last told
};

} // namespace tidegate::frame
