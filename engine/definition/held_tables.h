// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "base/relation_name.h"
#include "catalog/relation.h"
#include "definition/definition.h"
#include "postgres/connection.h"

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <vector>

namespace tidegate::definition {

/// A table of the target that is written to, as it was looked up: SQL has but names for what is meant by numbers.
class Written
{
public:
    Written() = default; ///< none
    /// `columns`: those that are written, where what is known of them is older than the lock.
    explicit Written(const catalog::Relation &table, const std::vector<Place> &columns = {});
    Written(std::uint32_t oid, RelationName name);

    std::uint32_t oid() const { return m_oid; }
    const RelationName &name() const { return m_name; }

private:
    friend class HeldTables;
    std::uint32_t m_oid = 0;
    RelationName m_name;
    std::string m_row; ///< oid and names, and of the columns numbers, types and names, in SQL
};

/// What one transaction of the target writes to, held by its names: two tables or columns that exchange theirs after they were
/// looked up must not exchange rows or values. Locks as whoever writes does, which nobody renames under. What cannot be locked
/// is asked about again at the end: a schema's name, and a table that the role may write to but not lock; one that is renamed
/// and renamed back in between is not seen. Of the connection's thread.
class HeldTables
{
public:
    /// For tables that somebody holds. ForFirst: for one alone while none is held, and for none of the others
    /// (lockNotAvailable), since who waits while holding can make the server end a user's DDL.
    enum class Wait { ForAll, ForFirst };

    HeldTables() = default;
    /// Waits for all of them.
    HeldTables(postgres::Connection &connection, const std::vector<Written> &tables);

    /// Begins a transaction and holds all of them in it, as soon as nobody is in the way of any. Until then one is waited for
    /// after the other, and none is held meanwhile.
    static HeldTables begin(postgres::Connection &connection, const std::vector<Written> &tables);

    /// Of those that are not held yet; a table may be described several times, and each description must be right. `before`:
    /// statements that are run with it. False, and nothing done, if there are none. Throws SqlError, and ProblemError
    /// RelationChanged, to be tried again, if another table has one of the names, or another column one of the columns', or it
    /// is of another type.
    bool hold(postgres::Connection &connection, const std::vector<const Written *> &tables, Wait wait, const std::string &before = {});
    /// The same by a savepoint. Those that cannot be locked are remembered: from now on they are only asked about.
    void holdWhatCanBe(postgres::Connection &connection, const std::vector<const Written *> &tables);
    /// Asked after the last write, it has no row if the names still mean what they did; empty: nothing is held.
    std::string lastQuestion() const;
    /// Throws RelationChanged if this answer to lastQuestion() has a row.
    static void verify(const postgres::Result &answer);
    /// For callers that ask by itself.
    void verify(postgres::Connection &connection) const;
    /// A transaction has ended.
    void clear();

private:
    std::map<std::uint32_t, const Written *> toBeLocked(const std::vector<const Written *> &tables) const;

    std::set<std::uint32_t> m_locked;
    std::set<std::string> m_asked;              ///< rows
    std::map<std::string, std::string> m_again; ///< rows to be asked about again; one of each schema
    std::set<std::uint32_t> m_unlockable;       ///< of all transactions
};

} // namespace tidegate::definition
