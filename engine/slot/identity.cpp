// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "slot/identity.h"

#include "base/problem.h"

namespace tidegate::slot {

SourceIdentity identify(postgres::ReplicationConnection &walsender)
{
    const auto row = walsender.connection().exec("IDENTIFY_SYSTEM");
    return {row.text(0, 0), static_cast<std::uint64_t>(row.integer(0, 1)), row.text(0, 3), row.lsn(0, 2)};
}

void requireSame(const SourceIdentity &found, const std::string &recordedSystem,
                 std::uint64_t recordedTimeline)
{
    if (found.systemIdentifier != recordedSystem)
        throw ProblemError(Code::SourceIsAnother, {recordedSystem, found.systemIdentifier});
    if (found.timeline != recordedTimeline)
        throw ProblemError(Code::TimelineChanged,
                           {std::to_string(recordedTimeline), std::to_string(found.timeline)});
}

} // namespace tidegate::slot
