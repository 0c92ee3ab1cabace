// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <cstdint>
#include <functional>
#include <mutex>
#include <unordered_map>

namespace tidegate::progress {

/// Row changes by the source relation's oid.
using ChangeTally = std::unordered_map<std::uint32_t, std::uint64_t>;

/// Changes that this session's stream has brought and that are not yet on the target. With those that are applied they
/// make what was captured: whatever comes a second time, after a session that ended, was forgotten by restart() and is
/// counted once. Thread-safe; told by blocks and batches, never by single rows. For display only.
class InFlight
{
public:
    /// By the receiver, before the consumer can see them.
    void add(const ChangeTally &received);
    /// By the consumer: applied, or skipped. `count` counts what was applied, so that no reader sees a change in both
    /// places, or in none.
    void finish(const ChangeTally &done, const std::function<void()> &count = {});
    /// A session begins: what was in flight will be received again.
    void restart();
    /// `also` reads what `count` counts, at the same moment.
    ChangeTally read(const std::function<void()> &also = {}) const;

private:
    mutable std::mutex m_mutex;
    ChangeTally m_changes;
};

} // namespace tidegate::progress
