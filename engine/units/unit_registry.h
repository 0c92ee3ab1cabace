// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "base/relation_name.h"
#include "units/decide.h"
#include "units/key_ranges.h"

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <unordered_map>
#include <vector>

namespace tidegate::units {

/// A published table, the unit that owns its rows, and where they go.
struct OwnedRelation {
    std::uint32_t oid = 0; ///< on the source
    RelationName source;
    RelationName target;
    std::int64_t unit = 0; ///< 0 with `ranges`: each has its own
    std::shared_ptr<const KeyRanges> ranges;
    bool shared = false;  ///< no TRUNCATE, no range DELETE on the target
    bool apart = false;   ///< others feed its target, and no row of theirs ever stands in the way of its own (catalog/leaves_apart.h)
    bool stopped = false; ///< changes are not applied any more
    std::string rowFilter; ///< of the publications, empty for none: the copy reads the same rows as the stream
    std::int64_t approximateRows = -1;
    std::int64_t approximateBytes = 0;
};

/// A unit in memory. The truth about its state is its row on the target; this is the last that was read of it.
struct Unit {
    std::int64_t id = 0;
    UnitState state = UnitState::Waiting;
    bool sliced = false;
    bool alone = false; ///< one whole relation and not a list of them
    std::optional<KeyRange> range; ///< of the one relation that it holds
    int slices = 0;
    bool admitted = false;
    std::shared_ptr<const Snapshot> snapshot; ///< shared: views of it outlive a later merge
    Lsn copiedAt;
    std::vector<std::uint32_t> relations; ///< oids

    UnitView view() const { return {state, snapshot.get(), copiedAt}; }
};

/// The one structure that copiers, consumer and coordinator share: which unit owns which relation, in which state
/// it was last seen, and which copier works on it. One mutex; nothing is called while it is held. States here are
/// for scheduling, waking and display.
class UnitRegistry
{
public:
    /// Everything anew (start, or after a reconnect to the target).
    void load(std::vector<Unit> units, std::vector<OwnedRelation> relations);
    /// More tables (refresh-publication).
    void add(std::vector<Unit> units, std::vector<OwnedRelation> relations);
    void remove(const std::vector<std::uint32_t> &relations);
    /// States as just read from the target, for display and scheduling. The consumer decides by its own reading,
    /// made after its proof, never by this one: here a copier may have moved a state since.
    void merge(const std::vector<Unit> &read);
    void markStopped(std::uint32_t relation);

    // For copiers.
    /// An admitted unit that waits and that no copier of ours has, largest first; marks it as taken.
    std::optional<Unit> takeForCopy();
    /// The copier has ended: with success (state Copied) or not (Waiting again, not before `delayMs`).
    void copied(std::int64_t unit, const Snapshot &snapshot, Lsn copiedAt);
    void gaveBack(std::int64_t unit, int delayMs);

    // For the consumer.
    std::optional<OwnedRelation> owner(std::uint32_t relation) const;
    std::optional<Unit> unit(std::int64_t id) const;
    /// The relation of a unit that holds no list of them; none: it is gone.
    std::optional<OwnedRelation> soleRelation(std::int64_t unit) const;
    /// Source relations whose rows go to this target.
    std::vector<std::uint32_t> feeders(const RelationName &target) const;
    /// Counts up at each change of state; waitForChange returns when it differs from `seen` or time is over.
    std::uint64_t version() const;
    void waitForChange(std::uint64_t seen, int milliseconds) const;

    // For everybody who shows or waits.
    std::vector<OwnedRelation> relations() const;
    /// This one and those with the next higher oids, which is about the order in which they were made; `count` at most.
    std::vector<OwnedRelation> relationsFrom(std::uint32_t relation, std::size_t count) const;
    std::vector<Unit> units() const;
    std::size_t unfinished() const; ///< units not yet Ready
    std::size_t uncopied() const;   ///< units Waiting or Copying

private:
    using Clock = std::chrono::steady_clock;
    std::int64_t bytesOf(const Unit &unit) const;
    void forget(std::uint32_t relation);

    mutable std::mutex m_mutex;
    mutable std::condition_variable m_changed;
    std::uint64_t m_version = 0;
    std::map<std::int64_t, Unit> m_units;
    std::map<std::uint32_t, OwnedRelation> m_relations;
    std::map<RelationName, std::set<std::uint32_t>> m_feeders; ///< by target
    std::map<std::int64_t, Clock::time_point> m_notBefore;
    std::map<std::int64_t, bool> m_taken;
};

} // namespace tidegate::units
