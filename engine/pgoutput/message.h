// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "base/lsn.h"

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

// The messages of logical replication protocol 1 (PostgreSQL: "Logical Replication Message Formats").
// Times are microseconds since 2000-01-01 (timestamp.h). Every std::string_view and every Tuple here borrows:
// see Decoder::decode for how long.

namespace tidegate::pgoutput {

/// The first of every transaction; `finalLsn` is where its commit record begins.
struct Begin {
    Lsn finalLsn;
    std::int64_t commitTime = 0;
    std::uint32_t xid = 0;
};

/// The last of a transaction. Order, skip and save progress by `endLsn` alone: it only ever grows from one
/// transaction to the next, and a restart is asked for with it, nothing added.
struct Commit {
    Lsn commitLsn;
    Lsn endLsn;
    std::int64_t commitTime = 0;
};

/// Follows Begin where the transaction came to the source by replication; `commitLsn` is the origin's and may
/// be zero. The protocol allows several in one transaction.
struct Origin {
    Lsn commitLsn;
    std::string_view name;
};

struct Column {
    /// Part of the replica identity; with identity full, every column is.
    bool key = false;
    std::string name;
    std::uint32_t typeOid = 0;
    std::int32_t typmod = -1;
};

/// Sent before the first change of a relation on a connection and again after any change of its definition:
/// always replace what was known. The columns are the published ones in the source's order, without dropped
/// and (unless the publication includes them) generated ones; tuples follow them by position.
struct Relation {
    std::uint32_t oid = 0;
    /// The wire's empty name for pg_catalog is already replaced.
    std::string schema;
    std::string name;
    /// As pg_class.relreplident: 'd' default, 'n' nothing, 'f' full, 'i' index.
    char replicaIdentity = 'd';
    std::vector<Column> columns;
};

/// Sent before the Relation that first uses a type which is not built in. For a domain, the oid is the
/// domain's and the name its base type's.
struct Type {
    std::uint32_t oid = 0;
    std::string schema;
    std::string name;
};

enum class ValueKind : unsigned char {
    Null,
    /// The value is unchanged and was stored out of line, so the server did not send it: not NULL.
    UnchangedToast,
    Text,
    Binary,
};

struct Value {
    ValueKind kind = ValueKind::Null;
    /// Of Text and Binary, without a closing zero byte.
    std::string_view bytes;
};

using Tuple = std::span<const Value>;

struct Insert {
    std::uint32_t relation = 0;
    Tuple newTuple;
};

enum class OldKind : unsigned char {
    /// The identity did not change: the new tuple's identity columns find the row.
    None,
    /// `oldTuple` holds the old identity; its other columns are placeholders of kind Null that say nothing.
    /// Sent where the identity changed, and also where a value of it is stored out of line, even unchanged:
    /// then that value is here, and UnchangedToast in the new tuple.
    Key,
    /// `oldTuple` holds the whole old row (identity full), with no UnchangedToast in it.
    Full,
};

/// With an old tuple, both tuples have equally many values.
struct Update {
    std::uint32_t relation = 0;
    OldKind oldKind = OldKind::None;
    Tuple oldTuple;
    Tuple newTuple;
};

/// `oldKind` is never None.
struct Delete {
    std::uint32_t relation = 0;
    OldKind oldKind = OldKind::Key;
    Tuple oldTuple;
};

/// One TRUNCATE statement, which must stay one: the relations may reference each other.
struct Truncate {
    bool cascade = false;
    bool restartIdentity = false;
    std::vector<std::uint32_t> relations;
};

/// Of pg_logical_emit_message, from anybody: `content` is arbitrary bytes. One that is not transactional
/// comes between transactions, whatever becomes of the one that wrote it.
struct LogicalMessage {
    bool transactional = false;
    Lsn lsn;
    std::string_view prefix;
    std::string_view content;
};

using Message =
    std::variant<Begin, Commit, Origin, Relation, Type, Insert, Update, Delete, Truncate, LogicalMessage>;

} // namespace tidegate::pgoutput
