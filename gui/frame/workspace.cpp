// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "frame/workspace.h"

#include "settings/connection_store.h"
#include "settings/file_saver.h"
#include "settings/profile.h"
#include "settings/settings.h"

#include <utility>

namespace tidegate::frame {

Workspace::Workspace(settings::Settings &settings, settings::ConnectionStore &connections,
                     const settings::Profile &profile, settings::FileSaver &saver, QObject *parent)
    : QObject(parent),
      m_settings(settings),
      m_connections(connections),
      m_plan(profile.planFile(), saver),
      m_milestones(settings),
      m_source(settings.source()),
      m_target(settings.target())
{
    dropLostRoles();
    m_log.follow(m_run);
    connect(&saver, &settings::FileSaver::notSaved, this,
            [this](const QString &, const QString &why) { m_log.add(EventLog::Level::Problem, why); });
    m_subscription = subscription();
    connect(&m_run, &Run::started, this, &Workspace::noteSubscription);
    connect(&m_run, &Run::forgotten, this, &Workspace::noteSubscription);
    connect(&m_plan, &PlanFile::changed, this, &Workspace::noteSubscription);
    connect(&m_run, &Run::started, this, [this] {
        m_milestones.set(Milestone::Begun, true);
        m_milestones.forget(Milestone::CutOver);
        m_milestones.forget(Milestone::Cleaned);
    });
    connect(&m_run, &Run::finished, this, [this](migration::Outcome outcome, const std::optional<Problem> &problem) {
        // Or it had been before, and this window was killed before it could remember that.
        if (outcome == migration::Outcome::CutOver || (problem && problem->code == Code::AlreadyCutOver))
            m_milestones.set(Milestone::CutOver, true);
    });
    connect(&connections, &settings::ConnectionStore::changed, this, [this] {
        dropLostRoles();
        emit rolesChanged();
    });
}

const settings::SavedConnection *Workspace::source() const
{
    return m_connections.find(m_source);
}

const settings::SavedConnection *Workspace::target() const
{
    return m_connections.find(m_target);
}

std::string Workspace::subscription() const
{
    return m_run.elsewhere() ? m_run.elsewhere()->subscription : m_plan.value().subscription;
}

std::vector<std::string> Workspace::publications() const
{
    return m_run.elsewhere() ? m_run.elsewhere()->publications : m_plan.value().publications;
}

bool Workspace::planIsInWork() const
{
    const auto &plan = m_plan.value();
    return plan.subscription == subscription() && plan.publications == publications();
}

void Workspace::noteSubscription()
{
    if (std::exchange(m_subscription, subscription()) == subscription())
        return;
    for (const auto milestone : {Milestone::Begun, Milestone::CutOver, Milestone::Cleaned})
        m_milestones.forget(milestone); // they were another's
    emit subscriptionChanged();
}

bool Workspace::setSource(const QUuid &id)
{
    return setRoles(id, id == m_target ? QUuid() : m_target);
}

bool Workspace::setTarget(const QUuid &id)
{
    return setRoles(id == m_source ? QUuid() : m_source, id);
}

bool Workspace::exchangeRoles()
{
    return setRoles(m_target, m_source);
}

bool Workspace::setRoles(const QUuid &source, const QUuid &target)
{
    if (m_run.isRunning())
        return false;
    m_run.forget();
    takeRoles(source, target);
    emit rolesChanged();
    return true;
}

void Workspace::takeRoles(const QUuid &source, const QUuid &target)
{
    if (source != m_source || target != m_target)
        m_milestones.forgetAll();
    m_source = source;
    m_target = target;
    m_settings.setRoles(source, target);
}

void Workspace::dropLostRoles()
{
    takeRoles(m_connections.find(m_source) ? m_source : QUuid(), m_connections.find(m_target) ? m_target : QUuid());
}

} // namespace tidegate::frame
