// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "base/lsn.h"

#include <atomic>
#include <chrono>
#include <deque>
#include <mutex>

namespace tidegate::stream {

/// Where the stream is, shared by receiver, consumer and whoever shows it. exactness.md rule 11: what is confirmed
/// to the source is always durable on the target, and is confirmed with a delay, so that a target which fails over
/// and rewinds its journal still finds its WAL.
class Positions
{
public:
    using Clock = std::chrono::steady_clock;

    explicit Positions(std::chrono::seconds confirmDelay) : m_delay(confirmDelay) {}

    /// Receiver: bytes up to here have arrived.
    void received(Lsn lsn) { m_received.store(lsn.value, std::memory_order_relaxed); }
    Lsn received() const { return Lsn{m_received.load(std::memory_order_relaxed)}; }

    /// A new session begins at this progress: what was to be confirmed later is forgotten, since the target may have
    /// been rewound.
    void restart(Lsn stored);
    /// The same from the same target: nothing is forgotten, or sessions that follow each other would never confirm.
    void goOn(Lsn stored);

    /// Consumer: progress up to here is committed on the target.
    void stored(Lsn lsn);
    Lsn stored() const { return Lsn{m_stored.load(std::memory_order_acquire)}; }

    /// Receiver: what may be confirmed now.
    Lsn confirmable(Clock::time_point now);
    Lsn confirmed() const { return Lsn{m_confirmed.load(std::memory_order_relaxed)}; }
    /// Draining for cutover, or --confirm-delay: no delay with zero.
    void setDelay(std::chrono::seconds delay);

private:
    std::atomic<std::uint64_t> m_received{0};
    std::atomic<std::uint64_t> m_stored{0};
    std::atomic<std::uint64_t> m_confirmed{0};
    std::mutex m_mutex;
    std::chrono::seconds m_delay;
    struct Step {
        Clock::time_point at;
        Lsn lsn;
    };
    std::deque<Step> m_steps; // at most one a second of the delay
};

} // namespace tidegate::stream
