// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "cutover/publication_drift.h"

#include "base/joined.h"
#include "catalog/published_terms.h"
#include "catalog/relation_reader.h"
#include "definition/label_memory.h"
#include "postgres/quoting.h"

#include <algorithm>
#include <map>
#include <set>

namespace tidegate::cutover {

namespace {

/// Those that may hold rows of which the stream has not told. A file that is empty now, after it was attached, held none
/// that are still there; that of a foreign table is elsewhere.
std::string withRowsOfTheirOwn(postgres::Connection &source, const std::vector<catalog::Partition> &attached)
{
    std::vector<std::uint32_t> suspects;
    for (const auto &partition : attached) {
        if (!partition.alwaysAttached)
            suspects.push_back(partition.oid);
    }
    if (suspects.empty())
        return {};
    const auto found = source.exec("SELECT c.oid FROM pg_catalog.pg_class c WHERE c.oid = ANY ($1::oid[])"
                                   " AND (c.relkind = 'f' OR c.relkind <> 'p' AND pg_relation_size(c.oid) > 0)",
                                   postgres::parameters(postgres::idArray(suspects)));
    std::set<std::uint32_t> filled;
    for (int row = 0; row < found.rows(); ++row)
        filled.insert(static_cast<std::uint32_t>(found.integer(row, 0)));
    std::vector<std::string> names;
    for (const auto &partition : attached) {
        if (filled.count(partition.oid))
            names.push_back(partition.name.display());
    }
    return joined(names);
}

std::string whyDetached(postgres::Connection &source, const std::vector<std::uint32_t> &detached)
{
    const auto still = catalog::RelationReader(source).readByOid(detached);
    std::vector<std::string> names;
    for (const auto &relation : still)
        names.push_back(relation.name.display());
    if (still.size() < detached.size())
        names.push_back(std::to_string(detached.size() - still.size()) + " dropped");
    return "partitions were detached from it (" + joined(names) + "), and their rows are still on the target";
}

/// A root that was copied, against its partitions as they were read then. One that is not is read with those of its copy's
/// snapshot.
void comparePartitions(postgres::Connection &source, const journal::RelationRow &followed,
                       const catalog::PublishedTable &published, PublicationDrift &drift)
{
    const auto changes = catalog::changedPartitions(followed.terms, published);
    if (changes && changes->empty())
        return;
    if (changes && !changes->detached.empty()) {
        drift.drifted.push_back({followed.oid, followed.source, whyDetached(source, changes->detached)});
        return;
    }
    const auto filled = changes ? withRowsOfTheirOwn(source, changes->attached) : std::string();
    if (filled.empty())
        drift.repartitioned.push_back({followed.oid, catalog::recordedTerms(published)});
    else
        drift.drifted.push_back({followed.oid, followed.source,
                                 "partitions were attached to it with rows (" + filled
                                     + "), of which the stream does not tell"});
}

std::string whyOther(const std::string &recorded, const catalog::PublishedTable &now)
{
    if (catalog::alteredAndBack(recorded, now))
        return "its publication was altered, or it was in another schema than the published one, and looks as before: meanwhile, changes may"
               " have been left out (ALTER PUBLICATION … OWNER TO and RENAME cannot be told from a SET that was taken back)";
    return "it left its publication and came back, or row filter, columns or operations of the publication "
           "were changed, or it was attached as a partition or detached, perhaps for a moment";
}

/// Of one that is not copied yet, its copy asks.
void compareLabels(postgres::Connection &source, postgres::Connection &target, const std::string &subscription,
                   const std::vector<journal::RelationRow> &followed, PublicationDrift &drift)
{
    auto remembered = definition::readLabelled(target, subscription);
    std::map<std::uint32_t, RelationName> copied;
    std::set<std::uint32_t> ready; // of the others, changes that were put aside may still be made
    for (const auto &table : followed) {
        if (table.state == 'r')
            ready.insert(table.oid);
        if (!table.stopped && (table.state == 'f' || table.state == 'r'))
            copied.emplace(table.oid, table.source);
    }
    for (const auto &table : drift.drifted)
        copied.erase(table.oid);
    std::erase_if(remembered, [&copied](const auto &entry) { return copied.count(entry.first) == 0; });
    auto labels = definition::compareLabels(source, target, remembered);
    for (auto &[oid, why] : labels.exchanged)
        drift.drifted.push_back({oid, copied.at(oid), std::move(why)});
    for (auto &[oid, now] : labels.agreed) {
        if (ready.count(oid) > 0)
            drift.relabelled.push_back({oid, remembered.at(oid), std::move(now)});
    }
}

} // namespace

PublicationDrift comparePublications(const std::vector<journal::RelationRow> &followed,
                                     const std::vector<catalog::PublishedTable> &published)
{
    std::map<std::uint32_t, const catalog::PublishedTable *> now;
    for (const auto &table : published)
        now.emplace(table.oid, &table);
    PublicationDrift drift;
    for (const auto &table : followed) {
        const auto found = now.find(table.oid);
        const bool left = found == now.end();
        const auto *isNow = left ? nullptr : found->second;
        // The copy will read what is there then, and record how it is attached; ranges of it may have been copied.
        const bool copiedLater = table.unit != 0 && !table.copied;
        const bool same = !left && (copiedLater ? catalog::sameMemberships : catalog::sameTerms)(table.terms, *isNow);
        if (!left)
            now.erase(found);
        if (same || table.stopped)
            continue;
        (!left && !table.copied ? drift.waiting : drift.drifted)
            .push_back({table.oid, table.source, left ? "no publication of this subscription holds it any more" : whyOther(table.terms, *isNow)});
    }
    for (const auto &[oid, table] : now)
        drift.unfollowed.push_back(table->name.display());
    return drift;
}

PublicationDrift lookForDrift(postgres::Connection &source, postgres::Connection &target,
                              const std::string &subscription, const std::vector<std::string> &publications)
{
    // The journal first: a table that joins between the two looks is then unfollowed for a moment, and none drifted.
    const auto followed = journal::readUnits(target, subscription).relations;
    const postgres::Transaction transaction(source, catalog::beginBriefLook);
    auto published = catalog::RelationReader(source).publishedTables(publications);
    auto drift = comparePublications(followed, published);
    compareLabels(source, target, subscription, followed, drift);
    std::set<std::uint32_t> differ;
    for (const auto &table : drift.drifted)
        differ.insert(table.oid);
    for (const auto &table : published) {
        if (!table.viaRoot || differ.count(table.oid))
            continue;
        const auto row = std::find_if(followed.begin(), followed.end(),
                                      [&table](const auto &each) { return each.oid == table.oid; });
        if (row != followed.end() && !row->stopped && (row->state == 'f' || row->state == 'r'))
            comparePartitions(source, *row, table, drift);
    }
    drift.published = std::move(published);
    return drift;
}

} // namespace tidegate::cutover
