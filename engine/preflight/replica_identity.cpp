// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "postgres/quoting.h"
#include "preflight/checks.h"
#include "preflight/table_findings.h"

#include <algorithm>
#include <optional>

namespace tidegate::preflight {

namespace {

using catalog::Relation;
using catalog::ReplicaIdentity;

std::string alter(const RelationName &name)
{
    return "ALTER TABLE " + postgres::quoted(name) + " REPLICA IDENTITY ";
}

/// None: it has no key that could be one.
std::optional<std::string> mendByKey(const Relation &relation, const RelationName &name)
{
    for (const auto &key : relation.keys) {
        if (key.primary)
            return alter(name) + "DEFAULT";
    }
    for (const auto &key : relation.keys) {
        if (key.columnsNotNull)
            return alter(name) + "USING INDEX " + postgres::quoted(key.name);
    }
    return std::nullopt;
}

/// The smallest change that gives the relation an identity.
std::string mend(const Relation &relation, const RelationName &name)
{
    return mendByKey(relation, name).value_or(alter(name) + "FULL");
}

bool hasIdentity(const Relation &relation)
{
    return relation.replicaIdentity == ReplicaIdentity::Full || relation.identityKey();
}

constexpr int firstThatRefuses = 180000;

/// Of a replica identity FULL, a column that does not come with old rows.
const catalog::Column *unpublished(const Relation &relation, const catalog::PublishedTable &published)
{
    if (relation.replicaIdentity != ReplicaIdentity::Full)
        return nullptr;
    const auto found = std::find_if(relation.columns.begin(), relation.columns.end(), [&](const catalog::Column &column) {
        return column.generated && (column.generatedVirtual || !published.generatedToo);
    });
    return found == relation.columns.end() ? nullptr : &*found;
}

/// By a key, if there is one: a virtual column cannot be published.
std::string mendGenerated(const Relation &relation, const RelationName &name, const catalog::Column &column,
                          const catalog::PublishedTable &published)
{
    if (const auto byKey = mendByKey(relation, name))
        return *byKey;
    if (column.generatedVirtual || published.publications.empty())
        return {};
    return "ALTER PUBLICATION " + postgres::quoted(published.publications.front()) + " SET (publish_generated_columns = stored)";
}

} // namespace

Findings checkReplicaIdentity(const Inspection &inspection)
{
    // A warning: such a table can be copied and its inserts applied. What fails is the application's UPDATE, and
    // it fails as soon as the table is published, whether anybody reads the publication or not.
    TableFindings findings;
    const auto look = [&](const TablePair &pair, const Relation &relation, const RelationName &known, const Relation &mended) {
        if (hasIdentity(relation))
            return;
        const bool deferrable =
            relation.deferrablePrimaryKey && relation.replicaIdentity == ReplicaIdentity::Default;
        Finding finding{Severity::Warning, Code::NoReplicaIdentity, {known.display()}, mend(mended, known)};
        if (deferrable) {
            finding.code = Code::DeferrableKeyIdentity;
            finding.arguments.push_back(relation.deferrablePrimaryKeyName);
        }
        findings.add(std::move(finding), pair);
    };
    for (const auto &pair : inspection.tables) {
        if (!inspection.publishesUpdates(pair) && !inspection.publishesDeletes(pair))
            continue;
        // The identity of a partitioned root does not reach its partitions; they are what is written to. That of
        // a hypertable does reach its chunks, old and new.
        const bool chunk = pair.source.chunkOf && pair.sourceRoot;
        const auto lookAtGenerated = [&](const Relation &relation, const RelationName &known) {
            const auto *column = inspection.sourceFacts.version >= firstThatRefuses ? unpublished(relation, pair.published) : nullptr;
            if (column)
                findings.add({Severity::Warning, Code::GeneratedInIdentity, {known.display(), column->name},
                              mendGenerated(relation, known, *column, pair.published)},
                             pair);
        };
        if (!pair.published.viaRoot) {
            look(pair, pair.source, pair.known(), chunk ? *pair.sourceRoot : pair.source);
            lookAtGenerated(pair.source, pair.known());
        }
        for (const auto &leaf : pair.leaves) {
            look(pair, leaf, leaf.name, leaf);
            lookAtGenerated(leaf, leaf.name);
        }
    }
    return findings.take();
}

} // namespace tidegate::preflight
