// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "jobs/selection_findings.h"

#include "schema/hypertable_findings.h"

#include <algorithm>
#include <map>

namespace tidegate::jobs {

namespace {

/// Updates and deletes of it can be told apart from others on the target.
bool hasIdentity(const catalog::Relation &relation)
{
    return relation.replicaIdentity == catalog::ReplicaIdentity::Full || relation.identityKey();
}

} // namespace

std::vector<Finding> selectionFindings(const SourceTables &source, const std::vector<plan::SelectedTable> &chosen)
{
    std::map<RelationName, const SourceTable *> tables;
    for (const auto &table : source.tables)
        tables.emplace(table.relation.name, &table);
    std::vector<Finding> findings;
    for (const auto &choice : chosen) {
        const auto found = tables.find(choice.source);
        if (found == tables.end())
            continue;
        const auto &relation = found->second->relation;
        if (relation.kind == catalog::RelationKind::Table && !hasIdentity(relation))
            findings.push_back({Severity::Warning, Code::NoReplicaIdentity, {relation.name.display()}, {}});
        if (relation.deferrablePrimaryKey)
            findings.push_back({Severity::Refusal, Code::DeferrableKeyIdentity,
                                {relation.name.display(), relation.deferrablePrimaryKeyName}, {}});
        if (choice.timeColumn) {
            const auto more = schema::hypertableFindings(choice, relation.column(*choice.timeColumn),
                                                         schema::obstaclesOf(relation, *choice.timeColumn),
                                                         !source.targetTimescale.empty());
            findings.insert(findings.end(), more.begin(), more.end());
        }
    }
    std::stable_sort(findings.begin(), findings.end(), [](const auto &a, const auto &b) { return a.severity > b.severity; });
    return findings;
}

} // namespace tidegate::jobs
