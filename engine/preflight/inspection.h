// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "catalog/relation.h"
#include "catalog/server_facts.h"
#include "plan/table_map.h"
#include "postgres/connection.h"

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace tidegate::preflight {

/// A published table and where its rows are to go.
struct TablePair {
    catalog::PublishedTable published;
    catalog::Relation source;
    std::optional<catalog::Relation>
        sourceRoot;                        ///< for a partition its topmost root, for a chunk its hypertable
    std::vector<catalog::Relation> leaves; ///< for a root published through the root: what holds its rows
    RelationName targetName;
    std::optional<catalog::Relation> target; ///< none: the target has no such relation

    /// What a person calls this table: the hypertable of a chunk, else the relation itself.
    const RelationName &known() const { return source.chunkOf ? *source.chunkOf : source.name; }
    /// Rows can be written to tables and to their roots. A view or foreign table of that name is no such table.
    bool hasTargetTable() const;
    /// The topmost source relation that the rows belong to.
    const RelationName &root() const;
};

/// Everything that the checks look at. The connections are used only where a look is needed that no value can
/// hold; they must be idle (outside of a transaction) and of the thread that calls.
struct Inspection {
    postgres::Connection *source = nullptr;
    postgres::Connection *target = nullptr;
    catalog::ServerFacts sourceFacts;
    catalog::ServerFacts targetFacts;
    std::string subscription;
    std::string applicationName; ///< of our walsender
    bool copyData = true;
    std::vector<std::string> publicationNames;      ///< as asked for
    std::vector<catalog::Publication> publications; ///< those of them that exist
    std::vector<TablePair> tables;
    std::vector<std::string> allowNonempty; ///< target tables, "schema.name"
    /// Of one copier, in bytes of the source's disk a second; absent: not measured (copy_pace.h).
    std::optional<double> copyPace;

    /// What the publications of this table send of updates and deletes: both need a replica identity.
    bool publishesUpdates(const TablePair &pair) const;
    bool publishesDeletes(const TablePair &pair) const;
};

/// What a run was asked to do.
struct Request {
    std::string subscription;
    std::string applicationName;
    std::vector<std::string> publications;
    plan::TableMap tableMap;
    bool copyData = true;
    std::vector<std::string> allowNonempty;
};

/// Reads all of it, in a handful of round trips on each side, whatever the number of tables. A chunk goes where its
/// hypertable goes. A partition that is published by itself goes where its own name maps; if the target has no such
/// table and no map names the partition, it goes where its root's name maps.
Inspection gather(postgres::Connection &source, postgres::Connection &target, const Request &request);

} // namespace tidegate::preflight
