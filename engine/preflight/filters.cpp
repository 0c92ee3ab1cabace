// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "postgres/quoting.h"
#include "preflight/checks.h"
#include "preflight/table_findings.h"

#include <algorithm>

namespace tidegate::preflight {

namespace {

bool sendsToast(const TablePair &pair)
{
    const auto &listed = pair.published.columns;
    return std::any_of(
        pair.source.columns.begin(), pair.source.columns.end(), [&](const catalog::Column &each) {
            return each.canBeToasted && !each.generated
                   && (listed.empty() || std::find(listed.begin(), listed.end(), each.name) != listed.end());
        });
}

} // namespace

Findings checkFilters(const Inspection &inspection)
{
    // An UPDATE that moves a row into the filter is sent as an INSERT, with unchanged TOAST values left out: the
    // target has never had them. With FULL the old row carries them (exactness.md rule 8).
    TableFindings findings;
    const auto look = [&](const TablePair &pair, const catalog::Relation &relation, const RelationName &known) {
        if (relation.replicaIdentity != catalog::ReplicaIdentity::Full)
            findings.add({Severity::Refusal,
                          Code::FilterNeedsFull,
                          {known.display()},
                          "ALTER TABLE " + postgres::quoted(known) + " REPLICA IDENTITY FULL"},
                         pair);
    };
    for (const auto &pair : inspection.tables) {
        if (!pair.published.rowFilter || !inspection.publishesUpdates(pair) || !sendsToast(pair))
            continue;
        look(pair, pair.source, pair.known());
        for (const auto &leaf : pair.leaves)
            look(pair, leaf, leaf.name);
    }
    return findings.take();
}

} // namespace tidegate::preflight
