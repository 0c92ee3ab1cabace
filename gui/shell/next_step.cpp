// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "shell/next_step.h"

#include "frame/workspace.h"
#include "pages/sync/fresh_start.h"
#include "settings/saved_connection.h"

#include <QCoreApplication>

namespace tidegate::shell {

namespace {

using progress::Phase;

const auto connections = QStringLiteral("connections");
const auto source = QStringLiteral("source");
const auto tables = QStringLiteral("tables");
const auto schema = QStringLiteral("schema");
const auto sync = QStringLiteral("sync");
const auto cutover = QStringLiteral("cutover");
const auto cleanup = QStringLiteral("cleanup");

struct Steps {
    Q_DECLARE_TR_FUNCTIONS(tidegate::shell::NextStep)
public:
    static NextStep whileActive(const Standing &now)
    {
        if (!now.phase)
            return {tr("wait until the engine has started."), {}, {}};
        switch (*now.phase) {
        case Phase::InSync:
            if (now.hasKeys == false)
                return {tr("make the indexes and foreign keys that were left for after the copy."),
                        tr("After the copy"), schema};
            if (now.isReadOnly)
                return {tr("whoever runs it can cut over; to do it from here, take control first."), tr("See the run"), sync};
            return {tr("cut over when you are ready. You are asked first."), tr("Cut over…"), cutover, true};
        case Phase::Draining:
            return {tr("wait; the last changes are being applied."), {}, {}};
        case Phase::Paused:
            return {tr("resume; while paused the source keeps its WAL."), tr("See the run"), sync};
        case Phase::Retrying:
        case Phase::Failed:
            return {tr("see what went wrong; nothing that was committed is lost."), tr("See the run"), sync};
        default:
            return {tr("wait; the target is not yet in sync."), tr("See the run"), sync};
        }
    }

    static NextStep toPlan(const Standing &now)
    {
        if (!now.isTested)
            return {tr("test both connections."), tr("Test them"), connections};
        return {tr("choose the tables that move."), tr("Choose tables"), tables};
    }

    static NextStep toCheck(const Standing &now)
    {
        if (!now.isChecked)
            return {tr("check both servers; that changes nothing on them."), tr("Check"), source, true};
        if (now.hasTarget == false)
            return {tr("make the tables on the target; you read each statement before it runs."), tr("Prepare the target"),
                    schema, true};
        return {tr("settle what stands in the way, then check again."), tr("See what it is"), source};
    }
};

bool hasPassed(const settings::SavedConnection &connection)
{
    return connection.lastTest && connection.lastTest->outcome != settings::TestRecord::Outcome::Failed;
}

} // namespace

Standing standing(frame::Workspace &workspace)
{
    using frame::Milestone;
    const auto *from = workspace.source();
    const auto *to = workspace.target();
    const auto &plan = workspace.plan().value();
    const auto &milestones = workspace.milestones();
    const auto &run = workspace.run();
    Standing now;
    now.hasServers = from && to;
    now.isTested = now.hasServers && hasPassed(*from) && hasPassed(*to);
    now.hasTables = !plan.tables.empty();
    now.hasPublication = !plan.publications.empty();
    now.isChecked = milestones.of(Milestone::Checked);
    now.hasTarget = milestones.of(Milestone::TablesMade);
    now.hasKeys = milestones.of(Milestone::KeysMade);
    now.hasBegun = milestones.isReached(Milestone::Begun);
    now.isCutOver = milestones.isReached(Milestone::CutOver);
    now.isCleaned = milestones.isReached(Milestone::Cleaned);
    now.isActive = run.isActive();
    now.isReadOnly = run.isReadOnly();
    const auto &snapshot = run.snapshot();
    now.needsFreshStart = !now.isActive && snapshot && snapshot->problem && pages::needsFreshStart(snapshot->problem->code);
    if (now.isActive && snapshot)
        now.phase = snapshot->phase;
    return now;
}

NextStep nextStep(const Standing &now)
{
    if (!now.hasServers)
        return {Steps::tr("save both servers as connections and choose the source and the target."),
                Steps::tr("Choose servers"), connections};
    if (now.isActive)
        return Steps::whileActive(now);
    if (now.isCutOver && now.isCleaned)
        return {Steps::tr("nothing; the migration is over."), {}, {}};
    if (now.isCutOver)
        return {Steps::tr("clean up, once nobody needs the source any more."), Steps::tr("Clean up…"), cleanup};
    if (now.hasBegun && now.needsFreshStart)
        return {Steps::tr("see what went wrong; everything must be copied again."), Steps::tr("See the run"), sync};
    if (now.hasBegun && now.hasPublication)
        return {Steps::tr("start again; the migration goes on exactly where it stopped."), Steps::tr("Go on"), sync, true};
    if (!now.hasTables && !now.hasPublication)
        return Steps::toPlan(now);
    if (now.isChecked != true)
        return Steps::toCheck(now);
    if (!now.hasPublication)
        return {Steps::tr("publish the chosen tables; you read the SQL first."), Steps::tr("Publish"), source};
    return {Steps::tr("start the migration. You are asked first."), Steps::tr("Start…"), sync, true};
}

} // namespace tidegate::shell
