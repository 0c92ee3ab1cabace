// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "base/log.h"
#include "base/stop_token.h"
#include "postgres/connection.h"
#include "progress/in_flight.h"
#include "stream/block_queue.h"
#include "stream/positions.h"

#include <atomic>
#include <cstdint>
#include <string>
#include <vector>

namespace tidegate::stream {

struct ReceiverOptions {
    postgres::ConnectionParameters source;
    std::string applicationName; ///< must not be in synchronous_standby_names (rule 0)
    std::string slot;
    std::vector<std::string> publications;
    Lsn from; ///< the stored progress
    std::string sourceSystem;         ///< what the journal recorded of the source (rule 14)
    std::uint64_t sourceTimeline = 0; ///< the same
};

/// Takes the stream from the walsender and puts it into the queue, and tells the source how far we are: from here,
/// because this thread never waits for the target. When the queue is full it stops reading but goes on telling, so
/// that wal_sender_timeout never strikes. Runs on one thread, until stopped or an error is thrown. Where the walsender fails at a
/// change and always will: PublicationMissing, before PostgreSQL 18, by a server that does not find one in the catalog of then;
/// ColumnListsDiffer where two of them gave different columns of a table then. Of the latter only the server's words say which
/// table it was, as it was called then, and nobody which publications.
class Receiver
{
public:
    Receiver(ReceiverOptions options, BlockQueue &queue, Positions &positions, progress::InFlight &inFlight, StopToken stop);
    void run();

    /// Ask the server for its position with the next status (a keepalive comes back): the consumer wants to get
    /// past a position on a source that is idle.
    void wantPosition() { m_wantPosition.store(true, std::memory_order_relaxed); }

private:
    class Session;

    ReceiverOptions m_options;
    BlockQueue &m_queue;
    Positions &m_positions;
    progress::InFlight &m_inFlight;
    StopToken m_stop;
    std::atomic<bool> m_wantPosition{false};
};

} // namespace tidegate::stream
