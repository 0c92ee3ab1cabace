// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

// What stands in the way of tables that join midway.

#include "catalog/published_terms.h"
#include "catalog/relation_reader.h"
#include "definition/definition.h"
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
    const auto findings = preflight::inspectTables(inspection, oids);
    const auto refused = refusals(findings, oids);
    std::erase_if(fresh, [&](const preflight::TablePair &pair) {
        const auto found = refused.find(pair.source.oid);
        if (found == refused.end())
            return false;
        change.refused.push_back(pair.source.name.display() + ": " + found->second);
        oids.erase(pair.source.oid);
        return true;
    });
    for (const auto &finding : findings) {
        const auto joins = [&oids](std::uint32_t oid) { return oids.count(oid) > 0; };
        if (finding.severity != Severity::Refusal && std::any_of(finding.tables.begin(), finding.tables.end(), joins))
            change.findings.push_back(finding);
    }
}

std::map<std::uint32_t, std::string> Membership::refusals(const std::vector<Finding> &findings, const std::set<std::uint32_t> &tables)
{
    std::map<std::uint32_t, std::string> refused;
    for (const auto &finding : findings) {
        if (finding.severity != Severity::Refusal)
            continue;
        for (const auto oid : finding.tables.empty() ? std::vector(tables.begin(), tables.end()) : finding.tables)
            refused.emplace(oid, phrases::sentence(finding));
    }
    return refused;
}

bool Membership::hasSameColumns(const definition::Known &known, const definition::Definition &sent)
{
    return known.columns.size() == sent.columns.size()
        && std::all_of(sent.columns.begin(), sent.columns.end(), [&known](const auto &column) {
               const auto *before = known.numbered(column.number);
               return before && before->name == column.name;
           });
}

Membership::PublishedAnew Membership::noteTerms(const std::vector<std::uint32_t> &tables)
{
    auto inspection = gather(m_record.publications, plan::tableMapOf(m_record.tableMap));
    const auto known = journal::readUnits(m_target, m_fence.subscription()).relations;
    goOnWhereTheyWent(inspection.tables, known);
    const std::set<std::uint32_t> oids(tables.begin(), tables.end());
    auto findings = preflight::inspectTables(inspection, oids);
    // What they do not bring about themselves; and for a column their copy waits and shows what mends it.
    std::erase_if(findings, [](const Finding &finding) { return finding.tables.empty() || finding.code == Code::TargetColumnMissing; });
    std::erase_if(inspection.tables, [&oids](const auto &pair) { return oids.count(pair.source.oid) == 0; });
    PublishedAnew anew;
    anew.refused = refusals(findings, oids);
    std::vector<std::uint32_t> ranged;
    for (const auto &row : known) {
        if (row.unit == 0 && oids.count(row.oid) > 0)
            ranged.push_back(row.oid);
    }
    if (!ranged.empty()) {
        const auto remembered = definition::readKnown(m_target, m_fence.subscription(), ranged);
        const auto sources = definition::read(m_source, ranged);
        for (const auto &pair : inspection.tables) {
            const auto before = remembered.find(pair.source.oid);
            const auto now = sources.find(pair.source.oid);
            if (before != remembered.end() && now != sources.end()
                && !hasSameColumns(before->second, definition::sent(now->second, pair.published.columns)))
                anew.refused.emplace(pair.source.oid, "other columns of it are published than when it was divided into ranges of a key");
        }
    }
    if (m_letGo)
        m_letGo(tables);
    journal::FencedTransaction transaction(m_fence, m_target);
    const auto waiting = journal::withdrawAdmission(m_target, m_fence, tables);
    for (const auto &pair : inspection.tables) {
        const auto oid = pair.source.oid;
        if (std::count(waiting.begin(), waiting.end(), oid) == 0 || anew.refused.count(oid) > 0)
            continue;
        journal::recordTerms(m_target, m_fence, oid, catalog::recordedTerms(pair.published));
        anew.noted.push_back(oid);
    }
    transaction.commit();
    std::erase_if(anew.refused, [&waiting](const auto &entry) { return std::count(waiting.begin(), waiting.end(), entry.first) == 0; });
    return anew;
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
