// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "base/relation_name.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tidegate::catalog {

/// pg_class.relreplident.
enum class ReplicaIdentity : char { Default = 'd', Nothing = 'n', Full = 'f', Index = 'i' };
/// pg_class.relkind, as far as rows can be in it.
enum class RelationKind : char {
    Table = 'r',
    Partitioned = 'p',
    Foreign = 'f',
    View = 'v',
    MaterializedView = 'm'
};

/// One live column (pg_attribute), in attnum order.
struct Column {
    std::string name;
    std::uint32_t typeOid = 0;
    /// What follows :: in SQL: schema-qualified where it needs to be, and without the length or precision, since
    /// an explicit cast to varchar(5) would cut a longer value silently where an assignment refuses it. Of a domain that has
    /// one, what it is over: a cast to the domain would cut, too.
    std::string typeName;
    std::int32_t typmod = -1;
    bool notNull = false;
    bool generated = false;    ///< GENERATED ALWAYS AS (…) STORED or VIRTUAL: never written
    bool generatedVirtual = false;
    char identity = '\0';      ///< pg_attribute.attidentity: 'a' always, 'd' by default, or none
    /// The type, or what it is a domain over, has a cast from text that somebody has made: it need not do what the type's input
    /// function does, by which every value is read that comes as it is written.
    bool ownTextCast = false;
    bool canBeToasted = false; ///< attlen -1 and storage other than plain
    bool binaryIsPortable =
        false; ///< built-in type whose binary wire format is the same on every server 13-18
};

/// A unique index that can name rows: valid, immediate, not partial, no expressions.
struct Key {
    std::string name;
    bool primary = false;
    bool identity = false; ///< the replica identity in force
    bool columnsNotNull = false;
    std::vector<std::string> columns; ///< key columns only, in index order
    std::vector<std::string> equals;  ///< OPERATOR(schema.=) of each, from the index's operator class
};

/// What is known of one relation on one server. A value; filled by RelationReader.
struct Relation {
    std::uint32_t oid = 0;
    RelationName name;
    RelationKind kind = RelationKind::Table;
    ReplicaIdentity replicaIdentity = ReplicaIdentity::Default;
    bool unlogged = false;
    bool hypertable = false; ///< a TimescaleDB hypertable's root
    bool chunk = false;      ///< a TimescaleDB chunk
    bool rowSecurity = false;
    std::optional<RelationName> partitionOf; ///< the topmost partitioned root, for a partition
    std::optional<RelationName> chunkOf;     ///< the hypertable, for a chunk
    std::string owner;
    std::vector<Column> columns;
    std::vector<Key> keys;
    bool deferrablePrimaryKey = false;
    std::string deferrablePrimaryKeyName; ///< empty if there is none
    /// Every column in any unique or exclusion index, also partial and expression ones (then all their columns);
    /// of a partitioned root or hypertable also those of indexes that only a partition or chunk has.
    std::vector<std::string> uniqueColumns;
    /// ENABLE ALWAYS or REPLICA: they act although we write as replica. Of a partitioned root or hypertable also
    /// those of its partitions or chunks.
    std::vector<std::string> actingTriggers;
    std::vector<std::string> actingRules;
    std::int64_t heapPages = 0;  ///< pg_relation_size / block size, not the stale relpages; 0 for a root
    std::int64_t totalBytes = 0; ///< with TOAST, without indexes; of a partitioned root: all its leaves
    double estimatedRows = -1;   ///< reltuples; -1 unknown; of a partitioned root: all its leaves

    /// Its rows and nobody else's, for FROM, UPDATE, DELETE and TRUNCATE: quoted, with ONLY unless they are in partitions
    /// or chunks. Tables that inherit from it have rows of their own.
    std::string ownRows() const;
    const Column *column(std::string_view columnName) const;
    /// The key whose columns pgoutput sends as the old key: null for FULL and NOTHING.
    const Key *identityKey() const;
    /// The best key to find one row by: primary first, then any whose columns are all NOT NULL.
    const Key *rowKey() const;
};

/// What is attached below a partitioned table, at any depth.
struct Partition {
    std::uint32_t oid = 0;
    RelationName name;
    std::uint32_t attachedBy = 0; ///< the transaction (pg_inherits.xmin): detached and attached again, it is another
    /// It came by CREATE TABLE … PARTITION OF, and so did all that is between it and the root: no row was in it before it
    /// was a partition. False also where the catalog no longer shows that.
    bool alwaysAttached = false;
};

/// A table as the publications publish it (pg_publication_tables; row filter and columns from 15 on).
struct PublishedTable {
    RelationName name;
    std::uint32_t oid = 0;
    std::vector<std::string> publications;
    std::vector<std::string> columns; ///< the column list, empty for all
    std::vector<std::string> disagreeing; ///< two of the publications that give it different columns; none: all give the same
    std::optional<std::string>
        rowFilter;        ///< union of the publications' filters: none as soon as one has none
    bool generatedToo = false; ///< every stored generated column is sent as well, which is possible from 18 on
    bool viaRoot = false; ///< a partitioned root under publish_via_partition_root
    /// By which memberships (their oids) and for which operations it is published. A table that left and came back,
    /// and one whose row filter or column list was set anew, is so by another membership: what was sent before can
    /// then not be told from these terms, but that they differ can (exactness.md rule 17). To be compared only.
    std::string terms;
    std::vector<Partition> partitions; ///< of a root under publish_via_partition_root; see published_terms.h
    /// Of a partition that some publication sends only because of what it is part of: its way up, "parent@attachedBy …".
    /// Outside of it, nothing that is done to its rows is sent.
    std::string attachment;
};

/// What a publication sends.
struct Publication {
    std::string name;
    bool allTables = false;
    bool viaRoot = false;
    bool inserts = true;
    bool updates = true;
    bool deletes = true;
    bool truncates = true;
};

} // namespace tidegate::catalog
