// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

// What stands in the way of tables that join midway.

#include "catalog/relation_reader.h"
#include "migration/membership.h"
#include "phrases/phrases.h"
#include "postgres/empty_table.h"
#include "preflight/preflight.h"

#include <algorithm>
#include <map>
#include <set>

namespace tidegate::migration {

std::optional<std::string> Membership::missing(postgres::Connection &source, const std::vector<std::string> &publications)
{
    const auto found = catalog::RelationReader(source).publications(publications);
    const auto absent = std::find_if(publications.begin(), publications.end(), [&found](const auto &name) {
        return std::none_of(found.begin(), found.end(), [&name](const auto &each) { return each.name == name; });
    });
    return absent == publications.end() ? std::nullopt : std::optional(*absent);
}

void Membership::keepAcceptable(const preflight::Inspection &inspection, std::vector<preflight::TablePair> &fresh, Change &change)
{
    std::set<std::uint32_t> oids;
    for (const auto &pair : fresh)
        oids.insert(pair.source.oid);
    if (oids.empty())
        return;
    std::map<std::uint32_t, const Finding *> refusals; // the first of each
    const auto findings = preflight::inspectTables(inspection, oids);
    for (const auto &finding : findings) {
        if (finding.severity != Severity::Refusal)
            continue;
        for (const auto oid : finding.tables.empty() ? std::vector(oids.begin(), oids.end()) : finding.tables)
            refusals.emplace(oid, &finding);
    }
    std::erase_if(fresh, [&](const preflight::TablePair &pair) {
        const auto found = refusals.find(pair.source.oid);
        if (found == refusals.end())
            return false;
        change.refused.push_back(pair.source.name.display() + ": " + phrases::sentence(*found->second));
        oids.erase(pair.source.oid);
        return true;
    });
    for (const auto &finding : findings) {
        const auto joins = [&oids](std::uint32_t oid) { return oids.count(oid) > 0; };
        if (finding.severity != Severity::Refusal && std::any_of(finding.tables.begin(), finding.tables.end(), joins))
            change.findings.push_back(finding);
    }
}

void Membership::goOnWhereTheyWent(std::vector<preflight::TablePair> &pairs, const std::vector<journal::RelationRow> &followed)
{
    std::map<std::uint32_t, RelationName> went;
    for (const auto &relation : followed)
        went.emplace(relation.oid, relation.target);
    std::map<RelationName, std::vector<preflight::TablePair *>> elsewhere;
    for (auto &pair : pairs) {
        const auto found = went.find(pair.source.oid);
        if (found == went.end() || found->second == pair.targetName)
            continue;
        pair.targetName = found->second;
        pair.target.reset();
        elsewhere[pair.targetName].push_back(&pair);
    }
    if (elsewhere.empty())
        return;
    std::vector<RelationName> names;
    for (const auto &entry : elsewhere)
        names.push_back(entry.first);
    for (const auto &relation : catalog::RelationReader(m_target).readByName(names)) {
        for (auto *pair : elsewhere.at(relation.name))
            pair->target = relation;
    }
}

std::set<RelationName> Membership::targetsWithRows(const std::vector<preflight::TablePair> &pairs,
                                                   const std::set<std::uint32_t> &known, const std::set<RelationName> &ours)
{
    std::vector<std::string> tables;
    std::vector<RelationName> names;
    for (const auto &pair : pairs) {
        if (!pair.target || known.count(pair.source.oid) || ours.count(pair.targetName))
            continue;
        tables.push_back(pair.target->ownRows());
        names.push_back(pair.targetName);
    }
    std::set<RelationName> found;
    for (const auto index : postgres::whichHaveRows(m_target, tables))
        found.insert(names[index]);
    return found;
}

} // namespace tidegate::migration
