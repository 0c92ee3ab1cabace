// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "progress/counters.h"

namespace tidegate::progress {

namespace {

constexpr auto relaxed = std::memory_order_relaxed;

} // namespace

void TableCounters::addCopied(std::uint64_t rows, std::uint64_t bytes)
{
    m_rowsCopied.fetch_add(rows, relaxed);
    m_bytesCopied.fetch_add(bytes, relaxed);
}

void TableCounters::takeBackCopied(std::uint64_t rows, std::uint64_t bytes)
{
    m_rowsCopied.fetch_sub(rows, relaxed);
    m_bytesCopied.fetch_sub(bytes, relaxed);
}

void TableCounters::addApplied(std::uint64_t inserts, std::uint64_t updates, std::uint64_t deletes)
{
    m_inserts.fetch_add(inserts, relaxed);
    m_updates.fetch_add(updates, relaxed);
    m_deletes.fetch_add(deletes, relaxed);
}

void TableCounters::takeBackApplied(std::uint64_t inserts, std::uint64_t updates, std::uint64_t deletes)
{
    m_inserts.fetch_sub(inserts, relaxed);
    m_updates.fetch_sub(updates, relaxed);
    m_deletes.fetch_sub(deletes, relaxed);
}

void TableCounters::restart(const TableCounts &start)
{
    m_rowsCopied.store(start.rowsCopied, relaxed);
    m_bytesCopied.store(start.bytesCopied, relaxed);
    m_inserts.store(start.inserts, relaxed);
    m_updates.store(start.updates, relaxed);
    m_deletes.store(start.deletes, relaxed);
    m_heldMs.store(start.heldMs, relaxed);
}

TableCounts TableCounters::read() const
{
    return {m_rowsCopied.load(relaxed), m_bytesCopied.load(relaxed), m_inserts.load(relaxed),
            m_updates.load(relaxed), m_deletes.load(relaxed), m_heldMs.load(relaxed)};
}

std::shared_ptr<TableCounters> Counters::of(const RelationName &source)
{
    const std::lock_guard lock(m_mutex);
    auto &counters = m_tables[source];
    if (!counters)
        counters = std::make_shared<TableCounters>();
    return counters;
}

std::vector<std::pair<RelationName, TableCounts>> Counters::read() const
{
    std::vector<std::pair<RelationName, TableCounts>> counts;
    const std::lock_guard lock(m_mutex);
    counts.reserve(m_tables.size());
    for (const auto &[source, counters] : m_tables)
        counts.emplace_back(source, counters->read());
    return counts;
}

CopyTally::~CopyTally()
{
    if (m_counters)
        m_counters->takeBackCopied(m_rows, m_bytes);
}

void CopyTally::add(std::uint64_t rows, std::uint64_t bytes)
{
    m_rows += rows;
    m_bytes += bytes;
    if (m_counters)
        m_counters->addCopied(rows, bytes);
}

} // namespace tidegate::progress
