// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "jobs/cutover_outlook.h"

#include "base/problem.h"
#include "jobs/sequences_job.h"
#include "postgres/quoting.h"

namespace tidegate::jobs {

namespace {

cutover::StopWrites how(cutover::StopWritesBy by)
{
    cutover::StopWrites stop;
    stop.by = by;
    return stop;
}

} // namespace

CutoverOutlook readCutoverOutlook(postgres::Connection &source, postgres::Connection &target,
                                  const std::string &subscription, const cutover::ReadinessOptions &options)
{
    CutoverOutlook outlook;
    outlook.status = readStatus(target, &source, subscription);
    outlook.readiness = cutover::readReadiness(source, target, subscription, options);
    outlook.open = cutover::planOpen(source);
    outlook.readOnly = cutover::planStop(source, how(cutover::StopWritesBy::ReadOnly));
    return outlook;
}

script::Script cutoverScript(postgres::Connection &source, postgres::Connection &target,
                             const std::string &subscription, cutover::StopWritesBy by, bool sequences)
{
    auto script = cutover::planStop(source, how(by)).stop;
    if (sequences)
        script.append(sequences::toScript(previewSequences(source, target, subscription)));
    script::Statement record;
    record.sql = "UPDATE \"_tidegate\".\"slot\" SET cut_over_at = now(), cut_over_by = current_user WHERE subname = "
                 + postgres::literal(subscription);
    record.purpose = "record-cutover";
    record.comment = "the last changes are applied; the migration is over";
    record.side = Side::Target;
    script.add(record);
    return script;
}

void openSource(postgres::Connection &source, postgres::Connection &target, const std::string &subscription)
{
    // A row that is written now would come behind the marker, and a target that counts takes no changes of the source.
    const auto status = readStatus(target, nullptr, subscription);
    if (!status.cutOverAt.empty())
        throw ProblemError(Code::AlreadyCutOver, {subscription, status.cutOverAt});
    if (status.isCuttingOver())
        throw ProblemError(Code::CommandRefused, {"open the source", "a cutover is going on; call it off instead"});
    const auto script = cutover::planOpen(source);
    for (const auto &statement : script.statements())
        source.exec(statement.sql);
}

} // namespace tidegate::jobs
