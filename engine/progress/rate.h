// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <chrono>
#include <cstdint>
#include <optional>

namespace tidegate::progress {

using Clock = std::chrono::steady_clock;

/// How fast a level (rows, bytes, WAL kept) changes, per second: an exponential moving average over about
/// `memory`. The clock is handed in, so that nothing here waits or guesses. Belongs to one thread.
class Rate
{
public:
    explicit Rate(std::chrono::milliseconds memory = std::chrono::seconds(10)) : m_memory(memory) {}

    /// Samples may come at any distance; one that is not later than the last is ignored. A level may fall
    /// (WAL kept); a counter that begins anew wants restart() first.
    void sample(Clock::time_point now, std::int64_t level);
    void restart();

    /// Absent until two samples at least a second apart were seen. May be negative.
    std::optional<double> perSecond() const;

    /// Seconds until `remaining` more have come. Absent rather than wrong: the rate must have been watched
    /// for one `memory`, must be positive, and its short and long average must agree within a factor of 1.5.
    /// Absent also beyond 30 days, where it says nothing.
    std::optional<double> secondsUntil(std::int64_t remaining) const;

private:
    /// Weighted mean; weights fall by e per `memory`. Dividing by their sum takes the start-up bias out.
    struct Average {
        double sum = 0;
        double weight = 0;
        void add(double rate, double seconds, double memorySeconds);
        double value() const { return weight > 0 ? sum / weight : 0; }
    };

    std::chrono::duration<double> m_memory;
    std::optional<Clock::time_point> m_last;
    std::int64_t m_level = 0;
    double m_watched = 0; // seconds
    Average m_short;      // one memory
    Average m_long;       // four memories
};

/// Lets something through at most once per interval: the progress snapshot goes up at most 4 times a second.
class Throttle
{
public:
    explicit Throttle(std::chrono::milliseconds interval = std::chrono::milliseconds(250))
        : m_interval(interval)
    {
    }

    /// True if `now` is due; the next is due one interval later. The first is always due.
    bool due(Clock::time_point now);

private:
    std::chrono::milliseconds m_interval;
    std::optional<Clock::time_point> m_last;
};

} // namespace tidegate::progress
