// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "base/relation_name.h"
#include "progress/copy_pace.h"

#include <atomic>
#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <vector>

namespace tidegate::progress {

/// One table's counts as a value, read at one moment.
struct TableCounts {
    std::uint64_t rowsCopied = 0;
    std::uint64_t bytesCopied = 0;
    std::uint64_t inserts = 0; ///< applied from the stream
    std::uint64_t updates = 0;
    std::uint64_t deletes = 0;
    std::uint64_t heldMs = 0; ///< so long the stream waited for its copy

    std::uint64_t applied() const { return inserts + updates + deletes; }
};

/// One table's counters. Any thread may add; the counts are for display and order nothing, hence relaxed.
class TableCounters
{
public:
    void addCopied(std::uint64_t rows, std::uint64_t bytes);
    /// What was counted and then rolled back.
    void takeBackCopied(std::uint64_t rows, std::uint64_t bytes);
    void addApplied(std::uint64_t inserts, std::uint64_t updates, std::uint64_t deletes);
    /// What was counted in advance and then rolled back.
    void takeBackApplied(std::uint64_t inserts, std::uint64_t updates, std::uint64_t deletes);
    void addHeld(std::uint64_t milliseconds) { m_heldMs.fetch_add(milliseconds, std::memory_order_relaxed); }
    /// The table is copied anew, or `start` is what the journal knows from earlier runs.
    void restart(const TableCounts &start = {});
    TableCounts read() const;

private:
    std::atomic<std::uint64_t> m_rowsCopied{0};
    std::atomic<std::uint64_t> m_bytesCopied{0};
    std::atomic<std::uint64_t> m_inserts{0};
    std::atomic<std::uint64_t> m_updates{0};
    std::atomic<std::uint64_t> m_deletes{0};
    std::atomic<std::uint64_t> m_heldMs{0};
};

/// All tables' counters, by source table. Shared by every worker of a run; thread-safe. Workers keep the
/// pointer that of() gives instead of asking per row.
class Counters
{
public:
    std::shared_ptr<TableCounters> of(const RelationName &source);
    /// The counts of all tables, ordered by name.
    std::vector<std::pair<RelationName, TableCounts>> read() const;
    CopyPace &pace() { return m_pace; }

private:
    CopyPace m_pace;
    mutable std::mutex m_mutex;
    std::map<RelationName, std::shared_ptr<TableCounters>> m_tables;
};

/// Counts what a transaction copies while it copies, and takes it back unless keep() is reached: the numbers
/// on the screen move at once and are right after a rollback.
class CopyTally
{
public:
    explicit CopyTally(std::shared_ptr<TableCounters> counters) : m_counters(std::move(counters)) {}
    ~CopyTally();
    CopyTally(const CopyTally &) = delete;
    CopyTally &operator=(const CopyTally &) = delete;

    void add(std::uint64_t rows, std::uint64_t bytes);
    void keep() { m_counters.reset(); }

private:
    std::shared_ptr<TableCounters> m_counters;
    std::uint64_t m_rows = 0;
    std::uint64_t m_bytes = 0;
};

} // namespace tidegate::progress
