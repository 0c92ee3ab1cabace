// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "base/relation_name.h"
#include "postgres/connection.h"

#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <tuple>
#include <vector>

namespace tidegate::sequences {

struct ColumnName {
    RelationName table;
    std::string column;
    friend bool operator<(const ColumnName &a, const ColumnName &b)
    {
        return std::tie(a.table, a.column) < std::tie(b.table, b.column);
    }
    friend bool operator==(const ColumnName &, const ColumnName &) = default;
};

/// Where a sequence stands. nextval() gives `lastValue` itself if not called, else the one after it.
struct Reading {
    std::int64_t lastValue = 0;
    bool called = false;
    friend bool operator==(const Reading &, const Reading &) = default;
};

/// One sequence of one server.
struct SequenceFacts {
    RelationName name;
    std::int64_t increment = 1;
    std::int64_t minimum = 1;
    std::int64_t maximum = 0;
    bool cycle = false;
    bool identity = false;           ///< behind GENERATED … AS IDENTITY
    std::optional<ColumnName> owner; ///< OWNED BY, which serial and identity columns set
    std::set<ColumnName> users;      ///< columns whose DEFAULT calls it
    std::string extension;           ///< that has made it; empty: a user has
    bool mayRead = false;
    bool maySet = false;
    std::optional<Reading> reading; ///< absent if it may not be read
};

/// Every sequence that a user or an extension made: not those of TimescaleDB's internals, of the journal, and
/// no temporary ones. Ordered by name. With readings, taken from the sequence relations themselves, since
/// pg_sequences hides what is not called and pg_sequence_last_value() does too. A few round trips, however
/// many sequences there are. Not inside a transaction: a sequence dropped meanwhile would break that.
std::vector<SequenceFacts> readSequences(postgres::Connection &connection);

/// The tables, and all that they are partitions, chunks or children of.
std::set<RelationName> withAncestors(postgres::Connection &connection, const std::set<RelationName> &tables);

} // namespace tidegate::sequences
