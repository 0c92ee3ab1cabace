// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "base/relation_name.h"
#include "postgres/connection.h"

#include <algorithm>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tidegate::definition {

/// A column as far as its definition can change under a stream.
struct Column {
    int number = 0; ///< pg_attribute.attnum, which a new name keeps and a dropped column takes with it; 0: not known
    std::string name;
    std::uint32_t typeOid = 0;
    std::int32_t typmod = -1;
    std::string type; ///< format_type() with its length, as SQL writes it
    bool notNull = false;
    bool generated = false;
    char identity = '\0';
    std::string defaultText; ///< the expression; empty for none
    bool defaultVaries = false; ///< calls something that gives each row a value of its own
    /// It has a default, and the table's rows, or some leaf's, have been written anew at some time, so that what older rows hold may
    /// be in them although `missing` has nothing (a type that a domain checks, another column's type altered with it, VACUUM FULL).
    bool rewritten = false;
    std::string version; ///< pg_attribute.xmin: the transaction that altered the column last; empty: not known
    /// What a row holds that is older than the column: the default's value when the column was added (attmissingval), of a root
    /// that of the leaves that have one.
    std::optional<std::string> missing;
};

/// Where a column goes on the target.
struct Place {
    int number = 0;            ///< pg_attribute.attnum
    std::string name = {};     ///< empty: it is gone
    std::uint32_t typeOid = 0; ///< on the target
};

/// Among the columns of a table; null: not there.
template <typename Column>
const Column *columnNamed(const std::vector<Column> &columns, std::string_view name)
{
    const auto found = std::find_if(columns.begin(), columns.end(), [&](const Column &each) { return each.name == name; });
    return found == columns.end() ? nullptr : &*found;
}
/// 0 is nobody's number.
template <typename Column>
const Column *columnNumbered(const std::vector<Column> &columns, int number)
{
    const auto found = std::find_if(columns.begin(), columns.end(),
                                    [&](const Column &each) { return number != 0 && each.number == number; });
    return found == columns.end() ? nullptr : &*found;
}

/// A table on one server. Columns in their order there, those that were dropped left out.
struct Definition {
    std::uint32_t oid = 0;
    RelationName name;
    RelationName alteredBy; ///< the topmost root of a partition, on which its columns are altered; else itself
    char replicaIdentity = 'd';
    bool keepsRows = true; ///< false: a root without leaves has none, and what a foreign table has is known elsewhere
    /// Of the table, or of the oldest of its leaves: its oid, where its rows are (another file once they were written anew), and its
    /// TOAST table (0: none), which is another one after an ALTER TABLE that wrote them, but not after VACUUM FULL, CLUSTER, TRUNCATE.
    std::string file;
    std::string writtenBy; ///< the transaction that did that, as the TOAST table's row has it, or an index's: little else alters those
    int lastNumber = 0; ///< the greatest of its columns, generated ones as well; 0: not known
    std::vector<Column> columns;

    const Column *named(std::string_view column) const { return columnNamed(columns, column); }
    const Column *numbered(int number) const { return columnNumbered(columns, number); }
};

/// As the server's catalog is now; those that are not there are left out. Takes no lock.
std::map<std::uint32_t, Definition> read(postgres::Connection &connection, const std::vector<std::uint32_t> &oids);
std::optional<Definition> read(postgres::Connection &connection, std::uint32_t oid);
std::map<RelationName, Definition> read(postgres::Connection &connection, const std::vector<RelationName> &names);
/// As a copy or a Relation message describes it: without generated columns, and of a column list, unless that is empty, those in it.
Definition sent(Definition whole, const std::vector<std::string> &columnList);
/// Fills in what format_type() says of each column's type and length; "-" for a type that is gone.
void nameTypes(postgres::Connection &connection, std::vector<Column> &columns);

} // namespace tidegate::definition
