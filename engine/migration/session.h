// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "apply/consumer.h"
#include "journal/fence.h"
#include "migration/migration.h"
#include "migration/worker_thread.h"
#include "progress/counters.h"
#include "progress/in_flight.h"
#include "stream/receiver.h"
#include "units/unit_registry.h"

#include <functional>
#include <memory>
#include <optional>

namespace tidegate::migration {

/// What outlives a session: shared by all threads of a run.
struct Shared {
    explicit Shared(int confirmDelaySeconds) : positions(std::chrono::seconds(confirmDelaySeconds)) {}

    units::UnitRegistry registry;
    std::shared_ptr<progress::Counters> counters = std::make_shared<progress::Counters>();
    progress::InFlight inFlight;
    stream::Positions positions;
    apply::ConsumerStatus consumer;
};

/// One stretch of receiving and consuming, from the journal's progress until something ends it. Any failure of either
/// ends the whole session, and the next one begins by reading the journal again: that is the only way back, for lost
/// connections, restarted servers and changes that could not be made alike. Copiers live beside it. Made and destroyed on the coordinator's thread.
class Session
{
public:
    struct Options {
        const RunOptions &run;
        journal::Fence fence;
        std::string slot;
        std::string sourceSystem;
        std::uint64_t sourceTimeline = 0;
        std::vector<std::string> publications;
        Lsn from;
        bool replicaRole = true;
        bool copyData = true;
        bool parking = false; ///< ConsumerOptions::parking
    };

    Session(const Options &options, Shared &shared);
    /// Stops all threads and waits for them, within a second.
    ~Session();

    bool ended() const;
    std::optional<Problem> problem() const;
    void wantPosition() { m_receiver.wantPosition(); }

private:
    /// One thread's end is the other's: a consumer that waits inside an open transaction must not hold the fence for
    /// a receiver that is gone.
    void untilEnd(const std::function<void()> &body);

    StopToken m_stop;
    stream::BlockQueue m_queue;
    stream::Receiver m_receiver;
    apply::Consumer m_consumer;
    WorkerThread m_receiverThread;
    WorkerThread m_consumerThread;
};

} // namespace tidegate::migration
