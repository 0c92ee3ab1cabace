// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "cleanup/emptying.h"

#include "base/failpoint.h"
#include "base/problem.h"
#include "cleanup/acting_triggers.h"
#include "definition/held_tables.h"
#include "journal/subscription.h"
#include "journal/unit_rows.h"
#include "postgres/empty_table.h"
#include "postgres/error.h"
#include "postgres/quoting.h"
#include "postgres/replica_role.h"

#include <algorithm>
#include <set>

namespace tidegate::cleanup {

namespace {

constexpr int lockTries = 4;
// Whoever comes after us waits as long, and for each lock of many that are held by then.
constexpr char waitBriefly[] = "SET LOCAL lock_timeout = '500ms'";
constexpr char waitLonger[] = "SET LOCAL lock_timeout = '3s'";

std::string list(const std::vector<FilledTable> &tables)
{
    std::string text;
    for (const auto &table : tables)
        text += (text.empty() ? "" : ", ") + table.rows;
    return text;
}

class Transaction
{
public:
    Transaction(postgres::Connection &target, const journal::Fence &fence, const std::vector<FilledTable> &tables,
                const std::vector<FilledTable> &all, Emptying how)
        : m_target(target), m_fence(fence), m_tables(tables), m_all(all), m_how(how), m_isReplica(postgres::mayBeReplica(target))
    {
        for (const auto &table : tables) {
            m_oids.push_back(table.oid);
            m_written.emplace_back(table.oid, table.name);
            m_sources.insert(m_sources.end(), table.sources.begin(), table.sources.end());
        }
    }

    std::optional<Kept> once() const
    {
        journal::FencedTransaction transaction(m_fence, m_target);
        const auto record = journal::readSlot(m_target, m_fence.subscription());
        if (record)
            requireStartableAnew(*record, m_fence.subscription());
        // The tables before the units, as whoever copies does: what commits at this moment is then among the rows that go,
        // and what has not begun to write finds no unit.
        m_target.exec(m_how == Emptying::Truncate ? waitBriefly : waitLonger);
        m_target.exec("LOCK TABLE " + list(m_tables) + " IN ACCESS EXCLUSIVE MODE");
        failpoint::reach("cleanup.locked");
        const definition::HeldTables held(m_target, m_written);
        if (const auto kept = keptByNow())
            return kept;
        journal::removeRelations(m_target, m_fence, m_sources); // not as replica yet, or the journal's own keys would not act
        if (m_isReplica)
            m_target.exec("SET LOCAL session_replication_role = replica");
        removeRows();
        failpoint::reach("cleanup.emptied");
        held.verify(m_target);
        transaction.commit();
        return std::nullopt;
    }

private:
    /// Whoever takes a table up after this has to wait for our lock with his rows.
    std::optional<Kept> keptByNow() const
    {
        auto tables = m_tables;
        const auto relatives = this->relatives();
        for (const auto &table : m_all) {
            if (table.kept && relatives.count(table.oid != 0 ? table.oid : table.namesake) > 0)
                tables.push_back(table);
        }
        lookAgain(m_target, m_fence.subscription(), tables, m_isReplica);
        for (const auto oid : m_oids) {
            const auto found = std::find_if(tables.begin(), tables.end(), [&](const auto &table) { return table.oid == oid; });
            if (found == tables.end())
                return Kept::Unknown;
            if (found->kept)
                return found->kept;
        }
        return std::nullopt;
    }

    /// What is above or below them.
    std::set<std::uint32_t> relatives() const
    {
        const auto rows = m_target.exec(
            "WITH RECURSIVE under(oid) AS (SELECT i.inhrelid FROM pg_catalog.pg_inherits i WHERE i.inhparent = ANY ($1::oid[])"
            " UNION SELECT i.inhrelid FROM under u JOIN pg_catalog.pg_inherits i ON i.inhparent = u.oid),"
            " above(oid) AS (SELECT i.inhparent FROM pg_catalog.pg_inherits i WHERE i.inhrelid = ANY ($1::oid[])"
            " UNION SELECT i.inhparent FROM above o JOIN pg_catalog.pg_inherits i ON i.inhrelid = o.oid)"
            " SELECT oid FROM under UNION SELECT oid FROM above",
            postgres::parameters(postgres::idArray(m_oids)));
        std::set<std::uint32_t> oids;
        for (int row = 0; row < rows.rows(); ++row)
            oids.insert(static_cast<std::uint32_t>(rows.integer(row, 0)));
        return oids;
    }

    void removeRows() const
    {
        const auto refused = postgres::truncateBriefly(m_target, list(m_tables));
        if (!refused)
            return;
        // Not supported: among others, because a foreign key of another table refers to it.
        const bool mayBeByDelete = refused->sqlstate == postgres::sqlstate::featureNotSupported
            || refused->sqlstate == postgres::sqlstate::insufficientPrivilege;
        if (m_how == Emptying::Truncate || !mayBeByDelete || !m_isReplica || !withTriggers(m_target, m_oids, Removal::Delete, true).empty())
            throw postgres::SqlError(*refused);
        for (const auto &table : m_tables)
            m_target.exec("DELETE FROM " + table.rows);
    }

    postgres::Connection &m_target;
    const journal::Fence &m_fence;
    const std::vector<FilledTable> &m_tables;
    const std::vector<FilledTable> &m_all;
    const Emptying m_how;
    const bool m_isReplica;
    std::vector<std::uint32_t> m_oids;
    std::vector<std::uint32_t> m_sources;
    std::vector<definition::Written> m_written;
};

} // namespace

std::string emptyingSql(const std::vector<FilledTable> &group)
{
    return "TRUNCATE " + list(group);
}

std::optional<Kept> emptyTables(postgres::Connection &target, const journal::Fence &fence, const std::vector<FilledTable> &tables,
                                const std::vector<FilledTable> &all, Emptying how)
{
    const Transaction emptying(target, fence, tables, all, how);
    for (int attempt = 1;; ++attempt) {
        try {
            return emptying.once();
        } catch (const postgres::SqlError &error) {
            const bool isInTheWay = error.is(postgres::sqlstate::lockNotAvailable) || error.is(postgres::sqlstate::deadlockDetected);
            if (!isInTheWay || how == Emptying::Truncate || attempt == lockTries)
                throw;
        }
    }
}

} // namespace tidegate::cleanup
