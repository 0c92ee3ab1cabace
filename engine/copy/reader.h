// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "base/lsn.h"
#include "base/relation_name.h"
#include "base/snapshot.h"
#include "catalog/relation.h"
#include "postgres/connection.h"
#include "units/key_ranges.h"

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace tidegate::copy {

/// What is expected of a relation that is to be read.
struct ReadRequest {
    std::uint32_t oid = 0; ///< which it is, whatever it is called by now
    RelationName name;     ///< for people
    std::string rowFilter; ///< as planned; empty for none
    std::optional<units::KeyRange> range = {}; ///< these of its rows alone
};

/// What it is in the snapshot.
struct ReadRelation {
    catalog::Relation definition;
    std::vector<std::string> columns; ///< published and writable: no generated ones; in attnum order
    std::string rowFilter;
    std::string partitions; ///< catalog::recordedPartitions() as of the snapshot
    std::optional<units::KeyRange> range; ///< ReadRequest::range, its column called as it is in the snapshot
    bool withChildren = false; ///< read without ONLY: a partitioned root or a hypertable's chunk
    bool empty = false; ///< it had no page after S and under the lock, so that no row of S can be in it
};

/// Pages [from, to) of the heap; without `to` up to its end, whatever that is.
struct PageRange {
    std::int64_t from = 0;
    std::optional<std::int64_t> to;
};

/// A unit's own snapshot on the source (exactness.md rule 4): locks first, since TRUNCATE, a rewriting
/// ALTER TABLE and COPY FREEZE are not safe under an older snapshot; then the snapshot S and F_u; then the
/// definitions, in the same transaction. Holds the transaction until close() or the end of its life.
/// Belongs to the connection's thread.
class SnapshotReader
{
public:
    explicit SnapshotReader(postgres::Connection &source) : m_source(source) {}
    ~SnapshotReader();
    SnapshotReader(const SnapshotReader &) = delete;
    SnapshotReader &operator=(const SnapshotReader &) = delete;

    /// Throws SqlError lockNotAvailable after 500 ms (give the unit back, try again later), TableError
    /// UnitDefinitionChanged if a relation is no longer what was planned. With `publications`, column lists
    /// and row filters are theirs as of the snapshot, and a table that they no longer publish has changed;
    /// without, all columns are read and the requests' filters taken.
    void open(const std::vector<ReadRequest> &requests, const std::vector<std::string> &publications);
    /// For others to import. The reader must stay open while they do.
    std::string exportSnapshot();
    /// A worker's share of an open reader: locks the relations, then imports its snapshot.
    void join(const std::string &exportedSnapshot, const std::vector<ReadRelation> &relations);

    const Snapshot &snapshot() const { return m_snapshot; }
    Lsn copiedAt() const { return m_copiedAt; }                                ///< F_u
    const std::vector<ReadRelation> &relations() const { return m_relations; } ///< in the requests' order

    /// COPY (SELECT …) TO STDOUT of these columns.
    static std::string copySql(const ReadRelation &relation, const std::vector<std::string> &columns,
                               bool binary, const std::optional<PageRange> &pages = {});
    /// Nothing locks the name of a schema, and rows are read by names. Throws UnitDefinitionChanged, to be tried again, if one
    /// has another by now: then what this session has read may be another table's.
    void requireNames() const;
    /// Ends the transaction and with it the locks. Throws what requireNames() does.
    void close();

private:
    void readDefinitions(const std::vector<ReadRequest> &requests, const std::vector<std::string> &publications,
                         const std::map<std::uint32_t, RelationName> &locked);
    void readEmptiness();

    postgres::Connection &m_source;
    Snapshot m_snapshot;
    Lsn m_copiedAt;
    std::vector<ReadRelation> m_relations;
    bool m_open = false;
};

} // namespace tidegate::copy
