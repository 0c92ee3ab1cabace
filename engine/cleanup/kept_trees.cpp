// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "cleanup/kept_trees.h"

#include "catalog/relation_reader.h"
#include "cleanup/inheritance.h"
#include "definition/memory.h"
#include "journal/subscription.h"
#include "journal/unit_rows.h"
#include "postgres/quoting.h"

#include <map>
#include <set>

namespace tidegate::cleanup {

namespace {

using postgres::parameters;

using Oids = std::set<std::uint32_t>;

void add(Oids &oids, const postgres::Result &rows)
{
    for (int row = 0; row < rows.rows(); ++row)
        oids.insert(static_cast<std::uint32_t>(rows.integer(row, 0)));
}

/// The tables that other migrations and subscriptions go to, or went to: by number, by what is remembered, and by name.
Oids filledByOthers(postgres::Connection &target, const std::string &subscription)
{
    Oids oids;
    add(oids, target.exec("SELECT srrelid FROM pg_catalog.pg_subscription_rel"));
    add(oids, target.exec("SELECT c.oid FROM _tidegate.subscription_rel r"
                          " JOIN pg_catalog.pg_namespace n ON n.nspname = r.target_schema"
                          " JOIN pg_catalog.pg_class c ON c.relnamespace = n.oid AND c.relname = r.target_table WHERE r.subname <> $1",
                          parameters(subscription)));
    std::vector<RelationName> names;
    // Each has its own rows of what was dropped beside it: those of another may tell of this one, in an earlier life.
    const auto addLeft = [&](const std::string &name, bool ofOthers) {
        for (const auto &left : journal::readLeftBehind(target, name)) {
            if (ofOthers == (left.oid != 0)) {
                oids.insert(left.there);
                if (left.there == 0)
                    names.push_back(left.target);
            }
        }
    };
    for (const auto &other : journal::subscriptions(target)) {
        if (other == subscription)
            continue;
        Oids sources;
        add(sources, target.exec("SELECT rrelid FROM _tidegate.subscription_rel WHERE subname = $1", parameters(other)));
        for (const auto &known : definition::readKnown(target, other, {sources.begin(), sources.end()}))
            oids.insert(known.second.target);
        addLeft(other, true);
    }
    addLeft(subscription, false); // the last, since another that is forgotten meanwhile has left it here
    for (const auto &relation : catalog::RelationReader(target).readByName(names))
        oids.insert(relation.oid);
    oids.erase(0);
    return oids;
}

class Trees
{
public:
    Trees(postgres::Connection &target, std::vector<FilledTable> &tables) : m_tables(tables)
    {
        for (std::size_t i = 0; i < tables.size(); ++i) {
            if (const auto oid = tables[i].oid != 0 ? tables[i].oid : tables[i].namesake; oid != 0)
                m_places.emplace(oid, i);
        }
        std::vector<std::uint32_t> roots;
        for (const auto &[oid, place] : m_places)
            roots.push_back(oid);
        m_below = below(target, roots);
        for (const auto &[root, partitions] : catalog::RelationReader(target).partitionsOf(roots)) {
            for (const auto &partition : partitions) {
                if (partition.alwaysAttached)
                    m_made.emplace(root, partition.oid);
            }
        }
    }

    void keepForeignAndLate()
    {
        for (const auto &each : m_below) {
            if (each.foreign)
                keepTree(each.root, Kept::PartKept);
            else if (each.late && m_made.count({each.root, each.oid}) == 0)
                keepTree(each.root, Kept::PartAttached);
        }
    }
    void keepOfOthers(const Oids &theirs, const std::vector<Below> &belowTheirs)
    {
        for (const auto oid : theirs)
            keep(oid, Kept::OfAnother);
        for (const auto &each : m_below) {
            if (theirs.count(each.oid) > 0)
                keepTree(each.root, Kept::OfAnother);
        }
        for (const auto &each : belowTheirs)
            keep(each.oid, Kept::OfAnother);
    }
    /// Until nothing is left that has a part of what is kept.
    void keepWhole()
    {
        for (bool more = true; more;) {
            more = false;
            for (const auto &each : m_below) {
                if (isKept(each.oid))
                    more = keepTree(each.root, Kept::PartKept) || more;
                if (isKept(each.root) && isTree(each.root))
                    more = keep(each.oid, Kept::RootKept) || more;
            }
        }
    }

private:
    bool isKept(std::uint32_t oid) const
    {
        const auto place = m_places.find(oid);
        return place != m_places.end() && m_tables[place->second].kept;
    }
    /// With what its rows are in: what stands under the name of an unknown table may be anything.
    bool isTree(std::uint32_t oid) const
    {
        const auto &table = m_tables[m_places.at(oid)];
        return table.tree || table.oid == 0;
    }
    bool keep(std::uint32_t oid, Kept why)
    {
        const auto place = m_places.find(oid);
        if (place == m_places.end() || m_tables[place->second].kept)
            return false;
        m_tables[place->second].kept = why;
        return true;
    }
    bool keepTree(std::uint32_t root, Kept why) { return isTree(root) && keep(root, why); }

    std::vector<FilledTable> &m_tables;
    std::map<std::uint32_t, std::size_t> m_places;
    std::vector<Below> m_below;
    std::set<std::pair<std::uint32_t, std::uint32_t>> m_made; ///< root, and what is below it since it was made
};

} // namespace

std::vector<journal::LeftBehind> whatStays(postgres::Connection &target, const std::string &subscription)
{
    auto all = journal::readLeftBehind(target, subscription);
    std::erase_if(all, [](const auto &left) { return left.oid == 0; }); // known to all whom it concerns
    const auto relations = journal::readUnits(target, subscription).relations;
    std::vector<std::uint32_t> oids;
    for (const auto &relation : relations)
        oids.push_back(relation.oid);
    const auto known = definition::readKnown(target, subscription, oids);
    for (const auto &relation : relations) {
        const auto found = known.find(relation.oid);
        all.push_back({relation.oid, relation.source, relation.target, found == known.end() ? 0 : found->second.target});
    }
    return all;
}

void keepTrees(postgres::Connection &target, const std::string &subscription, std::vector<FilledTable> &tables)
{
    Trees trees(target, tables);
    const auto theirs = filledByOthers(target, subscription);
    trees.keepOfOthers(theirs, below(target, {theirs.begin(), theirs.end()}));
    trees.keepForeignAndLate();
    trees.keepWhole();
}

} // namespace tidegate::cleanup
