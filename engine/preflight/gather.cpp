// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "catalog/relation_reader.h"
#include "preflight/inspection.h"

#include <set>
#include <unordered_map>

namespace tidegate::preflight {

namespace {

using catalog::Relation;
using ByName = std::unordered_map<RelationName, Relation>;

ByName byName(std::vector<Relation> relations)
{
    ByName map;
    for (auto &relation : relations)
        map.emplace(relation.name, std::move(relation));
    return map;
}

std::vector<RelationName> list(const std::set<RelationName> &names)
{
    return {names.begin(), names.end()};
}

/// The tables that hold the rows of a root which is published as one.
void addLeaves(catalog::RelationReader &reader, std::vector<TablePair> &tables)
{
    std::vector<std::uint32_t> oids;
    for (const auto &pair : tables) {
        for (const auto &partition : pair.published.partitions)
            oids.push_back(partition.oid);
    }
    if (oids.empty())
        return;
    std::unordered_map<std::uint32_t, Relation> known;
    for (auto &relation : reader.readByOid(oids))
        known.emplace(relation.oid, std::move(relation));
    for (auto &pair : tables) {
        for (const auto &partition : pair.published.partitions) {
            const auto found = known.find(partition.oid);
            if (found != known.end() && found->second.kind == catalog::RelationKind::Table)
                pair.leaves.push_back(found->second);
        }
    }
}

void addSources(postgres::Connection &source, const Request &request, Inspection &inspection)
{
    catalog::RelationReader reader(source);
    inspection.publications = reader.publications(request.publications);
    auto published = reader.publishedTables(request.publications);
    std::vector<std::uint32_t> oids;
    for (const auto &table : published)
        oids.push_back(table.oid);
    std::unordered_map<std::uint32_t, Relation> relations;
    std::set<RelationName> roots;
    for (auto &relation : reader.readByOid(oids)) {
        if (relation.partitionOf)
            roots.insert(*relation.partitionOf);
        if (relation.chunkOf)
            roots.insert(*relation.chunkOf);
        relations.emplace(relation.oid, std::move(relation));
    }
    const auto rootRelations = roots.empty() ? ByName() : byName(reader.readByName(list(roots)));
    for (auto &table : published) {
        const auto found = relations.find(table.oid);
        if (found == relations.end())
            continue; // dropped since; the next refresh does not see it either
        TablePair pair;
        pair.published = std::move(table);
        pair.source = std::move(found->second);
        if (pair.source.partitionOf || pair.source.chunkOf) {
            const auto root = rootRelations.find(pair.root());
            if (root != rootRelations.end())
                pair.sourceRoot = root->second;
        }
        inspection.tables.push_back(std::move(pair));
    }
    addLeaves(reader, inspection.tables);
}

void addTargets(postgres::Connection &target, const plan::TableMap &map, std::vector<TablePair> &tables)
{
    std::set<RelationName> wanted;
    for (auto &pair : tables) {
        pair.targetName = map.target(pair.known());
        wanted.insert(pair.targetName);
        if (pair.source.partitionOf && pair.targetName == pair.source.name)
            wanted.insert(map.target(pair.root()));
    }
    const auto found = byName(catalog::RelationReader(target).readByName(list(wanted)));
    for (auto &pair : tables) {
        if (pair.source.partitionOf && pair.targetName == pair.source.name && !found.count(pair.targetName)) {
            const auto root = map.target(pair.root());
            if (found.count(root))
                pair.targetName = root;
        }
        if (const auto relation = found.find(pair.targetName); relation != found.end())
            pair.target = relation->second;
    }
}

} // namespace

Inspection gather(postgres::Connection &source, postgres::Connection &target, const Request &request)
{
    Inspection inspection;
    inspection.source = &source;
    inspection.target = &target;
    inspection.subscription = request.subscription;
    inspection.applicationName = request.applicationName;
    inspection.copyData = request.copyData;
    inspection.publicationNames = request.publications;
    inspection.allowNonempty = request.allowNonempty;
    inspection.sourceFacts = catalog::readServerFacts(source);
    inspection.targetFacts = catalog::readServerFacts(target);
    addSources(source, request, inspection);
    addTargets(target, request.tableMap, inspection.tables);
    return inspection;
}

} // namespace tidegate::preflight
