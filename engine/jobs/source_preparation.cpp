// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "jobs/source_preparation.h"

#include "catalog/relation_reader.h"
#include "slot/publication.h"

#include <algorithm>
#include <set>

namespace tidegate::jobs {

namespace {

constexpr int firstWithGeneratedColumns = 180000;

script::Statement onSource(std::string sql, const char *purpose, std::string comment)
{
    script::Statement statement;
    statement.sql = std::move(sql);
    statement.purpose = purpose;
    statement.comment = std::move(comment);
    statement.side = Side::Source;
    return statement;
}

std::string tables(std::size_t count)
{
    return std::to_string(count) + (count == 1 ? " table" : " tables");
}

struct Listed {
    bool exists = false;
    bool wholesale = false; ///< FOR ALL TABLES, or for schemas
    bool generated = false; ///< stored generated columns, too
    std::set<RelationName> tables; ///< with chunks named as their hypertables
};

/// The publication's own list, not what it comes to: a partitioned root is one entry, however many leaves it has.
Listed readListed(postgres::Connection &source, const std::string &publication)
{
    Listed listed;
    const auto found = source.exec("SELECT oid, puballtables FROM pg_catalog.pg_publication WHERE pubname = $1",
                                   postgres::parameters(publication));
    if (found.rows() == 0)
        return listed;
    listed.exists = true;
    const auto oid = found.text(0, 0);
    listed.wholesale = found.boolean(0, 1);
    if (source.serverVersion() >= 150000)
        listed.wholesale = listed.wholesale
                           || source.exec("SELECT EXISTS (SELECT FROM pg_catalog.pg_publication_namespace"
                                          " WHERE pnpubid = $1::oid)",
                                          postgres::parameters(oid))
                                  .boolean(0, 0);
    if (source.serverVersion() >= firstWithGeneratedColumns)
        listed.generated = source.exec("SELECT pubgencols = 's' FROM pg_catalog.pg_publication WHERE oid = $1::oid", postgres::parameters(oid)).boolean(0, 0);
    const auto members = source.exec("SELECT prrelid FROM pg_catalog.pg_publication_rel WHERE prpubid = $1::oid",
                                     postgres::parameters(oid));
    std::vector<std::uint32_t> oids;
    for (int row = 0; row < members.rows(); ++row)
        oids.push_back(static_cast<std::uint32_t>(members.integer(row, 0)));
    for (const auto &relation : catalog::RelationReader(source).readByOid(oids))
        listed.tables.insert(relation.chunkOf.value_or(relation.name));
    return listed;
}

std::vector<RelationName> without(const std::set<RelationName> &all, const std::set<RelationName> &less)
{
    std::vector<RelationName> left;
    std::set_difference(all.begin(), all.end(), less.begin(), less.end(), std::back_inserter(left));
    return left;
}

} // namespace

SourcePreparation prepareSource(postgres::Connection &source, const plan::MigrationPlan &plan)
{
    SourcePreparation found;
    found.subscription = plan.subscription;
    if (found.subscription.empty())
        found.subscription = usualSubscription(source.exec("SELECT current_database()").text(0, 0));
    found.publication = slot::ownPublicationName(found.subscription);
    std::vector<RelationName> wanted;
    for (const auto &table : plan.tables)
        wanted.push_back(table.source);
    std::set<RelationName> chosen;
    bool generated = false;
    bool inIdentity = false;
    for (const auto &relation : catalog::RelationReader(source).readByName(wanted)) {
        chosen.insert(relation.name);
        const bool hasStored = std::any_of(relation.columns.begin(), relation.columns.end(),
                                           [](const auto &column) { return column.generated && !column.generatedVirtual; });
        generated = generated || hasStored;
        inIdentity = inIdentity || (hasStored && relation.replicaIdentity == catalog::ReplicaIdentity::Full);
        if (relation.kind == catalog::RelationKind::Table && relation.replicaIdentity != catalog::ReplicaIdentity::Full
            && !relation.identityKey())
            found.withoutIdentity.push_back(relation.name);
    }
    std::copy_if(wanted.begin(), wanted.end(), std::back_inserter(found.missing),
                 [&](const RelationName &name) { return chosen.count(name) == 0; });
    const auto listed = readListed(source, found.publication);
    found.exists = listed.exists;
    found.isForeign = listed.wholesale || (listed.exists && !slot::ownPublicationExists(source, found.subscription));
    if (found.isForeign || chosen.empty())
        return found;
    const bool known = source.serverVersion() >= firstWithGeneratedColumns;
    if (!listed.exists) {
        found.script.add(onSource(slot::createPublicationSql(found.publication, {chosen.begin(), chosen.end()}, known && generated),
                                  "create-publication", "publishes " + tables(chosen.size())));
        found.script.add(onSource(slot::markAsOwnSql(found.subscription), "mark-publication",
                                  "so that cleaning up knows whose it is"));
        return found;
    }
    // Not for less: a publication that was altered does not tell a run what was sent by it meanwhile (exactness.md rule 17).
    if (known && inIdentity && !listed.generated)
        found.script.add(onSource(slot::publishGeneratedSql(found.publication), "publish-generated",
                                  "so that tables with such columns can be updated under REPLICA IDENTITY FULL; tables that a"
                                  " run has copied by this publication have to be copied again after it"));
    const auto add = without(chosen, listed.tables);
    const auto drop = without(listed.tables, chosen);
    if (!add.empty())
        found.script.add(onSource(slot::addTablesSql(found.publication, add), "add-to-publication",
                                  "publishes " + tables(add.size()) + " more"));
    if (!drop.empty())
        found.script.add(onSource(slot::dropTablesSql(found.publication, drop), "drop-from-publication",
                                  tables(drop.size()) + " are no longer chosen"));
    return found;
}

std::string usualSubscription(const std::string &database)
{
    const auto whole = slot::ownPublicationName(database).substr(std::string(slot::ownPublicationName({})).size());
    const auto isLetter = [](char c) { return c != '_'; };
    const auto first = std::find_if(whole.begin(), whole.end(), isLetter);
    const auto last = std::find_if(whole.rbegin(), whole.rend(), isLetter).base();
    return first < last ? std::string(first, last) : std::string("migration");
}

script::Statement mendStatement(const Finding &finding)
{
    script::Statement statement;
    statement.sql = finding.mend;
    statement.purpose = "mend";
    statement.comment = codeName(finding.code);
    statement.side = finding.mendSide;
    statement.transactional = finding.mend.rfind("ALTER SYSTEM", 0) != 0; // refused inside of one
    return statement;
}

} // namespace tidegate::jobs
