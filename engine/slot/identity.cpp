// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "slot/identity.h"

#include "base/failpoint.h"
#include "base/problem.h"

namespace tidegate::slot {

SourceIdentity identify(postgres::ReplicationConnection &walsender)
{
    const auto row = walsender.connection().exec("IDENTIFY_SYSTEM");
    return {row.text(0, 0), static_cast<std::uint64_t>(row.integer(0, 1)), row.text(0, 3), row.lsn(0, 2)};
}

SourceIdentity identify(postgres::Connection &source)
{
    // The timeline being written: the control file's is that of the last checkpoint, old for a while after a promotion.
    const auto row = source.exec(
        "SELECT CASE WHEN NOT pg_is_in_recovery() THEN substr(pg_walfile_name(pg_current_wal_lsn()), 1, 8) END,"
        " current_database(), has_function_privilege('pg_control_system()', 'EXECUTE')");
    SourceIdentity found;
    if (const auto timeline = row.optional(0, 0))
        found.timeline = std::stoull(*timeline, nullptr, 16);
    found.database = row.text(0, 1);
    if (row.boolean(0, 2))
        found.systemIdentifier = source.exec("SELECT system_identifier FROM pg_control_system()").text(0, 0);
    return found;
}

void requireSame(const SourceIdentity &found, const std::string &recordedSystem,
                 std::uint64_t recordedTimeline)
{
    if (failpoint::ruleOff("14"))
        return;
    if (!found.systemIdentifier.empty() && found.systemIdentifier != recordedSystem)
        throw ProblemError(Code::SourceIsAnother, {recordedSystem, found.systemIdentifier});
    if (found.timeline != 0 && found.timeline != recordedTimeline)
        throw ProblemError(Code::TimelineChanged,
                           {std::to_string(recordedTimeline), std::to_string(found.timeline)});
}

} // namespace tidegate::slot
