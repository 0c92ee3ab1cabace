// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "apply/change_count.h"

#include <unordered_map>
#include <utility>

namespace tidegate::apply {

ChangeCount::~ChangeCount()
{
    // Rolled back with the transaction; it will be received, and counted, again.
    for (const auto &[counters, changes] : m_inAdvance)
        counters->takeBackApplied(changes.inserts, changes.updates, changes.deletes);
}

void ChangeCount::skipped(const progress::ChangeTally &changes)
{
    for (const auto &[relation, count] : changes)
        m_skipped[relation] += count;
}

void ChangeCount::held(const RelationName &source, std::chrono::steady_clock::duration time)
{
    const auto milliseconds = std::chrono::duration_cast<std::chrono::milliseconds>(time).count();
    m_counters.of(source)->addHeld(static_cast<std::uint64_t>(milliseconds));
}

void ChangeCount::count(const Batch &batch, bool inAdvance)
{
    std::unordered_map<const TargetTable *, Counted> all;
    Counted *counted = nullptr;
    const TargetTable *table = nullptr;
    auto finished = std::exchange(m_skipped, {});
    for (const auto &change : batch.changes) {
        if (change.parkedFor != 0)
            continue;
        if (change.table.get() != table) {
            table = change.table.get();
            counted = &all[table];
            if (!counted->counters)
                counted->counters = m_counters.of(table->source());
        }
        counted->changes.inserts += change.kind == ChangeKind::Insert;
        counted->changes.updates += change.kind == ChangeKind::Update;
        counted->changes.deletes += change.kind == ChangeKind::Delete;
    }
    for (const auto &[applied, each] : all)
        finished[applied->oid()] += each.changes.applied();
    m_inFlight.finish(finished, [&all] {
        for (const auto &[applied, each] : all)
            each.counters->addApplied(each.changes.inserts, each.changes.updates, each.changes.deletes);
    });
    if (!inAdvance)
        return;
    for (auto &[applied, each] : all)
        m_inAdvance.push_back(std::move(each));
}

} // namespace tidegate::apply
