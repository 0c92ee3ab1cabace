// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "units/unit_registry.h"

#include <algorithm>

namespace tidegate::units {

void UnitRegistry::load(std::vector<Unit> units, std::vector<OwnedRelation> relations)
{
    {
        const std::lock_guard lock(m_mutex);
        m_units.clear();
        m_relations.clear();
        m_feeders.clear();
        m_notBefore.clear();
        m_taken.clear();
        ++m_version;
    }
    add(std::move(units), std::move(relations));
}

void UnitRegistry::add(std::vector<Unit> units, std::vector<OwnedRelation> relations)
{
    const std::lock_guard lock(m_mutex);
    for (auto &unit : units)
        m_units[unit.id] = std::move(unit);
    for (auto &relation : relations) {
        forget(relation.oid); // under another target, perhaps
        m_feeders[relation.target].insert(relation.oid);
        m_relations.emplace(relation.oid, std::move(relation));
    }
    ++m_version;
    m_changed.notify_all();
}

void UnitRegistry::forget(std::uint32_t relation)
{
    const auto found = m_relations.find(relation);
    if (found == m_relations.end())
        return;
    const auto feeders = m_feeders.find(found->second.target);
    feeders->second.erase(relation);
    if (feeders->second.empty())
        m_feeders.erase(feeders);
    m_relations.erase(found);
}

void UnitRegistry::remove(const std::vector<std::uint32_t> &relations)
{
    const std::lock_guard lock(m_mutex);
    for (const auto oid : relations) {
        const auto found = m_relations.find(oid);
        if (found == m_relations.end())
            continue;
        if (found->second.ranges) {
            for (const auto &part : found->second.ranges->parts())
                m_units.erase(part.unit);
        }
        const auto unit = m_units.find(found->second.unit);
        if (unit != m_units.end()) {
            auto &list = unit->second.relations;
            list.erase(std::remove(list.begin(), list.end(), oid), list.end());
            if (list.empty())
                m_units.erase(unit);
        }
        forget(oid);
    }
    ++m_version;
    m_changed.notify_all();
}

void UnitRegistry::merge(const std::vector<Unit> &read)
{
    const std::lock_guard lock(m_mutex);
    for (const auto &unit : read) {
        const auto found = m_units.find(unit.id);
        if (found == m_units.end())
            continue;
        found->second.state = unit.state;
        found->second.admitted = unit.admitted;
        found->second.snapshot = unit.snapshot;
        found->second.copiedAt = unit.copiedAt;
    }
    ++m_version;
    m_changed.notify_all();
}

void UnitRegistry::markStopped(std::uint32_t relation)
{
    const std::lock_guard lock(m_mutex);
    const auto found = m_relations.find(relation);
    if (found != m_relations.end())
        found->second.stopped = true;
    ++m_version;
}

std::int64_t UnitRegistry::bytesOf(const Unit &unit) const
{
    std::int64_t bytes = 0;
    for (const auto oid : unit.relations) {
        const auto found = m_relations.find(oid);
        if (found == m_relations.end())
            continue;
        const auto &ranges = found->second.ranges;
        bytes += found->second.approximateBytes / (ranges ? static_cast<std::int64_t>(ranges->parts().size()) : 1);
    }
    return bytes;
}

std::optional<Unit> UnitRegistry::takeForCopy()
{
    const std::lock_guard lock(m_mutex);
    const auto now = Clock::now();
    const Unit *best = nullptr;
    std::int64_t bestBytes = -1;
    for (const auto &[id, unit] : m_units) {
        const auto notBefore = m_notBefore.find(id);
        if (!unit.admitted || m_taken.count(id) || unit.state == UnitState::Copied || unit.state == UnitState::Ready
            || (notBefore != m_notBefore.end() && notBefore->second > now))
            continue;
        const auto bytes = bytesOf(unit);
        if (bytes > bestBytes) {
            best = &unit;
            bestBytes = bytes;
        }
    }
    if (!best)
        return std::nullopt;
    m_taken[best->id] = true;
    return *best;
}

void UnitRegistry::copied(std::int64_t unit, const Snapshot &snapshot, Lsn copiedAt)
{
    const std::lock_guard lock(m_mutex);
    m_taken.erase(unit);
    const auto found = m_units.find(unit);
    if (found == m_units.end() || found->second.state == UnitState::Ready)
        return;
    found->second.state = UnitState::Copied;
    found->second.snapshot = std::make_shared<const Snapshot>(snapshot);
    found->second.copiedAt = copiedAt;
    ++m_version;
    m_changed.notify_all();
}

void UnitRegistry::gaveBack(std::int64_t unit, int delayMs)
{
    const std::lock_guard lock(m_mutex);
    m_taken.erase(unit);
    m_notBefore[unit] = Clock::now() + std::chrono::milliseconds(delayMs);
    const auto found = m_units.find(unit);
    if (found != m_units.end() && found->second.state == UnitState::Copying)
        found->second.state = UnitState::Waiting;
    ++m_version;
    m_changed.notify_all();
}

std::optional<OwnedRelation> UnitRegistry::owner(std::uint32_t relation) const
{
    const std::lock_guard lock(m_mutex);
    const auto found = m_relations.find(relation);
    return found == m_relations.end() ? std::nullopt : std::optional(found->second);
}

std::optional<Unit> UnitRegistry::unit(std::int64_t id) const
{
    const std::lock_guard lock(m_mutex);
    const auto found = m_units.find(id);
    return found == m_units.end() ? std::nullopt : std::optional(found->second);
}

std::optional<OwnedRelation> UnitRegistry::soleRelation(std::int64_t unit) const
{
    const std::lock_guard lock(m_mutex);
    const auto found = m_units.find(unit);
    if (found == m_units.end() || found->second.relations.size() != 1)
        return std::nullopt;
    const auto relation = m_relations.find(found->second.relations.front());
    return relation == m_relations.end() ? std::nullopt : std::optional(relation->second);
}

std::vector<std::uint32_t> UnitRegistry::feeders(const RelationName &target) const
{
    const std::lock_guard lock(m_mutex);
    const auto found = m_feeders.find(target);
    return found == m_feeders.end() ? std::vector<std::uint32_t>() : std::vector(found->second.begin(), found->second.end());
}

std::uint64_t UnitRegistry::version() const
{
    const std::lock_guard lock(m_mutex);
    return m_version;
}

void UnitRegistry::waitForChange(std::uint64_t seen, int milliseconds) const
{
    std::unique_lock lock(m_mutex);
    m_changed.wait_for(lock, std::chrono::milliseconds(milliseconds), [&] { return m_version != seen; });
}

std::vector<OwnedRelation> UnitRegistry::relations() const
{
    const std::lock_guard lock(m_mutex);
    std::vector<OwnedRelation> all;
    for (const auto &[oid, relation] : m_relations)
        all.push_back(relation);
    return all;
}

std::vector<OwnedRelation> UnitRegistry::relationsFrom(std::uint32_t relation, std::size_t count) const
{
    const std::lock_guard lock(m_mutex);
    std::vector<OwnedRelation> some;
    for (auto next = m_relations.lower_bound(relation); next != m_relations.end() && some.size() < count; ++next)
        some.push_back(next->second);
    return some;
}

std::vector<Unit> UnitRegistry::units() const
{
    const std::lock_guard lock(m_mutex);
    std::vector<Unit> all;
    for (const auto &[id, unit] : m_units)
        all.push_back(unit);
    return all;
}

std::size_t UnitRegistry::unfinished() const
{
    const std::lock_guard lock(m_mutex);
    return static_cast<std::size_t>(std::count_if(m_units.begin(), m_units.end(), [](const auto &entry) {
        return entry.second.state != UnitState::Ready;
    }));
}

std::size_t UnitRegistry::uncopied() const
{
    const std::lock_guard lock(m_mutex);
    return static_cast<std::size_t>(std::count_if(m_units.begin(), m_units.end(), [](const auto &entry) {
        return entry.second.state == UnitState::Waiting || entry.second.state == UnitState::Copying;
    }));
}

} // namespace tidegate::units
