// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "postgres/connection_parameters.h"
#include "postgres/replication_connection.h"

#include <cstdint>
#include <string>

namespace tidegate::slot {

/// Which server, and which of its histories, a walsender speaks for (exactness.md rule 14).
struct SourceIdentity {
    std::string systemIdentifier;
    std::uint64_t timeline = 0;
    std::string database;
    Lsn flushed;
};

/// IDENTIFY_SYSTEM; before startReplication().
SourceIdentity identify(postgres::ReplicationConnection &walsender);
/// The same asked of an ordinary session, of which more roles know less: an empty system identifier where the role may
/// not read it, and timeline 0 on a standby.
SourceIdentity identify(postgres::Connection &source);
/// Throws ProblemError SourceIsAnother or TimelineChanged if it is not what the journal recorded. What `found` does not
/// know is not compared.
void requireSame(const SourceIdentity &found, const std::string &recordedSystem,
                 std::uint64_t recordedTimeline);

} // namespace tidegate::slot
