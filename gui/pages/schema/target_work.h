// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "frame/servers_job.h"
#include "plan/plan.h"
#include "schema/preparation.h"
#include "script/script.h"

#include <QObject>

#include <cstddef>
#include <optional>
#include <set>
#include <string>

namespace tidegate::pages {

/// What this page does with the servers, one at a time: reading what is to be made, and running a script. GUI thread.
class TargetWork : public QObject
{
    Q_OBJECT
public:
    explicit TargetWork(const frame::PageContext &context, QObject *parent = nullptr);

    void read(const plan::MigrationPlan &plan);
    /// What is pending, but for `held`: those wait for a later run, and so do foreign keys if the target and its journal say, just
    /// before, that they would act on what the stream brings (jobs::holdActingKeys()).
    void run(const script::Script &script, const std::set<std::size_t> &held, const std::string &subscription, bool keysChosen);
    void stop() { m_job.requestStop(); } ///< the end follows within a second
    void letGo() { m_job.letGo(); }
    bool isRunning() const { return m_job.isRunning(); }

signals:
    void step(tidegate::schema::PreparationStep step);
    void prepared(const tidegate::schema::TargetPreparation &preparation);
    void stateChanged(int row, tidegate::script::State state, const std::optional<tidegate::Problem> &problem);
    void ran(bool toTheEnd, int keysHeld); ///< false: a statement failed; foreign keys that `held` did not have
    void stopped();          ///< reading or running, as it was asked to
    void failed(const QString &why); ///< reading, or a run that had no server to run on

private:
    /// True: it succeeded. Otherwise it has been told.
    bool tell(const frame::ServersJob::Ending &ending);

    frame::ServersJob m_job;
};

} // namespace tidegate::pages
