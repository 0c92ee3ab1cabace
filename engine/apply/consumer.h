// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "apply/batch_committer.h"
#include "apply/unit_observer.h"
#include "base/log.h"
#include "base/stop_token.h"
#include "journal/fence.h"
#include "pgoutput/decoder.h"
#include "progress/counters.h"
#include "progress/in_flight.h"
#include "stream/block_queue.h"
#include "stream/positions.h"
#include "units/unit_registry.h"

#include <atomic>
#include <chrono>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <unordered_map>

namespace tidegate::apply {

struct ConsumerOptions {
    postgres::ConnectionParameters source;
    postgres::ConnectionParameters target;
    std::string applicationName;
    journal::Fence fence;
    std::string sourceSystem;         ///< what the journal recorded of the source (rule 14)
    std::uint64_t sourceTimeline = 0; ///< the same
    Lsn from; ///< where the stream begins; all before it is on the target
    bool replicaRole = true;
    bool parking = false; ///< the journal can put changes aside (journal/parked.h)
    bool lenient = false; ///< --copy-data false: rows that are not there are counted
    bool copyAgain = false; ///< --on-definition-change recopy: a table that is defined otherwise now is stopped, others go on
};

/// What others may ask of a running consumer; thread-safe.
class ConsumerStatus
{
public:
    void addMarker(const std::string &nonce);
    bool hasMarker(const std::string &nonce) const;
    void setCommitTime(std::int64_t unixMicroseconds) { m_commitTime = unixMicroseconds; }
    std::int64_t commitTime() const { return m_commitTime; } ///< of the last transaction applied, Unix µs; 0 none
    /// Positions are then stored at once, not every 10 s, even if only keepalives come.
    void wantPositions(bool want) { m_wantPositions = want; }
    bool positionsWanted() const { return m_wantPositions; }
    /// There were rows for which the connections' buffers have grown, a while ago, and nothing is in hand now: whoever ends
    /// the session gives the memory back.
    void setMayGiveBack(bool may) { m_mayGiveBack = may; }
    bool mayGiveBack() const { return m_mayGiveBack; }

private:
    mutable std::mutex m_mutex;
    std::set<std::string> m_markers;
    std::atomic<std::int64_t> m_commitTime{0};
    std::atomic<bool> m_wantPositions{false};
    std::atomic<bool> m_mayGiveBack{false};
};

/// Takes transactions from the queue, decides each change by its unit (units/decide.h), gathers what is to be
/// applied and commits it with the progress. Never waits for a unit while a target transaction that has written is
/// open (rule 7): what is complete is committed first, and of a transaction larger than a batch the part that is
/// there, with its count. Runs on one thread with two connections of its own until stopped or an error is thrown.
class Consumer
{
public:
    Consumer(ConsumerOptions options, stream::BlockQueue &queue, stream::Positions &positions,
             units::UnitRegistry &registry, progress::Counters &counters, progress::InFlight &inFlight,
             ConsumerStatus &status, Log log,
             StopToken stop);
    ~Consumer();
    void run();

private:
    class Session;

    ConsumerOptions m_options;
    stream::BlockQueue &m_queue;
    stream::Positions &m_positions;
    units::UnitRegistry &m_registry;
    progress::Counters &m_counters;
    progress::InFlight &m_inFlight;
    ConsumerStatus &m_status;
    Log m_log;
    StopToken m_stop;
};

} // namespace tidegate::apply
