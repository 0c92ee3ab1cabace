// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "base/lsn.h"

#include <array>
#include <cstdint>
#include <string_view>
#include <variant>

// The framing inside CopyData after START_REPLICATION (PostgreSQL: "Streaming Replication Protocol").
// Times are microseconds since 2000-01-01 (timestamp.h).

namespace tidegate::pgoutput {

/// One pgoutput message; `payload` is what Decoder::decode takes and points into the parsed bytes.
struct XLogData {
    Lsn start;
    /// The server's WAL end as it knew it. Of a logical walsender both positions are the change's own, so
    /// they go back and forth between transactions: never a progress mark.
    Lsn walEnd;
    std::int64_t sendTime = 0;
    std::string_view payload;
};

/// A sign of life. `walEnd` may be confirmed only while nothing is in flight, and never moves what was
/// applied: a keepalive is not a transaction.
struct PrimaryKeepalive {
    Lsn walEnd;
    std::int64_t sendTime = 0;
    /// Answer at once, else the server ends the connection after wal_sender_timeout or waits at shutdown.
    bool replyRequested = false;
};

using CopyData = std::variant<XLogData, PrimaryKeepalive>;

/// Reads the bytes of one CopyData message; throws ProtocolError.
CopyData parseCopyData(std::string_view bytes);

/// What the receiver holds. The server may forget all WAL before `flushed`, so that one is a promise:
/// everything before it is durable here. Positions are of the first byte not yet held: a commit's endLsn as
/// it is, with nothing added.
struct StandbyStatus {
    Lsn written;
    Lsn flushed;
    Lsn applied;
    std::int64_t sendTime = 0;
    bool replyRequested = false;
};

/// The 'r' message, ready for PQputCopyData.
std::array<char, 34> standbyStatusUpdate(const StandbyStatus &status);

} // namespace tidegate::pgoutput
