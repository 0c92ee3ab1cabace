// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "cleanup/copied_again.h"

#include "base/problem.h"
#include "catalog/published_terms.h"
#include "catalog/relation_reader.h"
#include "slot/identity.h"

#include <algorithm>
#include <map>
#include <string>

namespace tidegate::cleanup {

namespace {

std::string display(const std::string &system, const std::string &database)
{
    return (system.empty() ? "none" : system) + " (database " + database + ")";
}

void requireSameServer(const slot::SourceIdentity &found, const journal::SlotRecord &record)
{
    const bool isKnown = !found.systemIdentifier.empty();
    if ((isKnown && found.systemIdentifier != record.sourceSystem) || found.database != record.sourceDatabase)
        throw ProblemError(Code::SourceIsAnother, {display(record.sourceSystem, record.sourceDatabase),
                                                   display(found.systemIdentifier, found.database)});
}

bool hasAllOperations(const catalog::PublishedTable &table, const std::vector<catalog::Publication> &publications)
{
    return std::all_of(publications.begin(), publications.end(), [&](const auto &publication) {
        const auto &names = table.publications;
        return std::find(names.begin(), names.end(), publication.name) == names.end()
            || (publication.inserts && publication.updates && publication.deletes && publication.truncates);
    });
}

bool hasItsPartitions(const std::string &recorded, const catalog::PublishedTable &now)
{
    if (!now.viaRoot)
        return true;
    const auto changes = catalog::changedPartitions(recorded, now);
    return changes && changes->detached.empty();
}

} // namespace

std::uint64_t requireItsSource(postgres::Connection &source, const journal::SlotRecord &record)
{
    postgres::ReplicationConnection walsender(source.parameters(), {"source", "tidegate job"}, source.stopToken());
    const auto identity = slot::identify(walsender);
    requireSameServer(identity, record);
    // A name may lead elsewhere at each connection.
    const auto session = slot::identify(source);
    requireSameServer(session, record);
    if (session.timeline == 0)
        throw ProblemError(Code::SourceIsStandby, {source.parameters().display()});
    if (session.timeline != identity.timeline)
        throw ProblemError(Code::SourceIsAnother, {"timeline " + std::to_string(identity.timeline),
                                                   "timeline " + std::to_string(session.timeline)});
    return identity.timeline;
}

std::map<std::uint32_t, definition::Definition> copiedAgain(postgres::Connection &source, const journal::SlotRecord &record,
                                                            const std::vector<journal::RelationRow> &relations)
{
    if (relations.empty())
        return {};
    std::vector<std::uint32_t> oids;
    for (const auto &relation : relations)
        oids.push_back(relation.oid);
    const postgres::Transaction look(source, catalog::beginBriefLook);
    catalog::RelationReader reader(source);
    const auto publications = reader.publications(record.publications);
    std::map<std::uint32_t, catalog::PublishedTable> published;
    for (auto &table : reader.publishedTables(record.publications, oids))
        published.emplace(table.oid, std::move(table));
    auto definitions = definition::read(source, oids);
    std::map<std::uint32_t, definition::Definition> again;
    for (const auto &relation : relations) {
        const auto found = published.find(relation.oid);
        if (found != published.end() && !relation.stopped && catalog::looksTheSame(relation.terms, found->second)
            && catalog::sameAttachment(relation.terms, found->second) && hasAllOperations(found->second, publications) && hasItsPartitions(relation.terms, found->second))
            again.emplace(relation.oid, definition::sent(std::move(definitions[relation.oid]), found->second.columns));
    }
    return again;
}

} // namespace tidegate::cleanup
