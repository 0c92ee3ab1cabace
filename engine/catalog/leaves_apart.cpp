// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "catalog/leaves_apart.h"

#include "postgres/quoting.h"

#include <algorithm>
#include <string>

namespace tidegate::catalog {

namespace {

using Columns = std::set<std::string>;

struct Divided {
    std::uint32_t top = 0; ///< the topmost root
    Columns columns;       ///< by which all that is above the partition is divided
};

/// By partition. Absent: no partition, or divided by an expression.
std::map<std::uint32_t, Divided> divided(postgres::Connection &source, const std::vector<std::uint32_t> &leaves)
{
    const auto result = source.exec(R"(
WITH RECURSIVE up(leaf, parent, level) AS (
    SELECT h.inhrelid, h.inhparent, 1 FROM pg_catalog.pg_inherits h WHERE h.inhrelid = ANY ($1::oid[])
     UNION ALL
    SELECT u.leaf, h.inhparent, u.level + 1 FROM up u JOIN pg_catalog.pg_inherits h ON h.inhrelid = u.parent)
SELECT u.leaf, u.parent, a.attname, k.attnum IS NULL OR k.attnum = 0
  FROM up u
  LEFT JOIN pg_catalog.pg_partitioned_table p ON p.partrelid = u.parent
  LEFT JOIN LATERAL unnest(p.partattrs::int2[]) AS k(attnum) ON true
  LEFT JOIN pg_catalog.pg_attribute a ON a.attrelid = u.parent AND a.attnum = k.attnum
 ORDER BY u.leaf, u.level)",
                                    postgres::parameters(postgres::idArray(leaves)));
    std::map<std::uint32_t, Divided> leavesFound;
    std::set<std::uint32_t> otherwise;
    for (int row = 0; row < result.rows(); ++row) {
        const auto leaf = static_cast<std::uint32_t>(result.integer(row, 0));
        auto &found = leavesFound[leaf];
        found.top = static_cast<std::uint32_t>(result.integer(row, 1));
        if (result.boolean(row, 3))
            otherwise.insert(leaf);
        else
            found.columns.insert(result.text(row, 2));
    }
    for (const auto leaf : otherwise)
        leavesFound.erase(leaf);
    return leavesFound;
}

/// Of each unique index on a target, or on what is below it, the columns; none of an exclusion constraint, which need not be
/// about equal values. In the order of the targets.
std::vector<std::map<std::uint32_t, Columns>> uniqueIndexes(postgres::Connection &target, const std::vector<RelationName> &names)
{
    std::vector<std::string> schemas;
    std::vector<std::string> relations;
    for (const auto &name : names) {
        schemas.push_back(name.schema);
        relations.push_back(name.name);
    }
    const auto result = target.exec(R"(
WITH RECURSIVE below(place, oid) AS (
    SELECT w.place, c.oid
      FROM unnest($1::name[], $2::name[]) WITH ORDINALITY AS w(schema, name, place)
      JOIN pg_catalog.pg_namespace n ON n.nspname = w.schema
      JOIN pg_catalog.pg_class c ON c.relnamespace = n.oid AND c.relname = w.name
     UNION ALL
    SELECT b.place, h.inhrelid FROM below b JOIN pg_catalog.pg_inherits h ON h.inhparent = b.oid)
SELECT b.place, x.indexrelid, a.attname
  FROM below b
  JOIN pg_catalog.pg_index x ON x.indrelid = b.oid AND (x.indisunique OR x.indisexclusion)
  LEFT JOIN pg_catalog.pg_attribute a ON a.attrelid = x.indrelid AND NOT x.indisexclusion
        AND a.attnum = ANY ((x.indkey::int2[])[0:x.indnkeyatts - 1]) AND a.attnum > 0)",
                                    postgres::parameters(postgres::textArray(schemas), postgres::textArray(relations)));
    std::vector<std::map<std::uint32_t, Columns>> indexes(names.size());
    for (int row = 0; row < result.rows(); ++row) {
        auto &columns = indexes.at(static_cast<std::size_t>(result.integer(row, 0) - 1))[static_cast<std::uint32_t>(result.integer(row, 1))];
        if (!result.isNull(row, 2))
            columns.insert(result.text(row, 2));
    }
    return indexes;
}

} // namespace

std::set<RelationName> fedApart(postgres::Connection &source, postgres::Connection &target, const Feeders &feeders)
{
    std::vector<RelationName> names;
    std::vector<std::uint32_t> leaves;
    for (const auto &[name, oids] : feeders) {
        if (oids.size() < 2)
            continue;
        names.push_back(name);
        leaves.insert(leaves.end(), oids.begin(), oids.end());
    }
    if (names.empty())
        return {};
    const auto trees = divided(source, leaves);
    const auto unique = uniqueIndexes(target, names);
    std::set<RelationName> apart;
    for (std::size_t i = 0; i < names.size(); ++i) {
        Columns all;
        std::set<std::uint32_t> tops; // 0: no partition
        for (const auto oid : feeders.at(names[i])) {
            const auto found = trees.find(oid);
            tops.insert(found == trees.end() ? 0 : found->second.top);
            if (found != trees.end())
                all.insert(found->second.columns.begin(), found->second.columns.end());
        }
        const bool held = std::all_of(unique[i].begin(), unique[i].end(), [&all](const auto &index) {
            return std::includes(index.second.begin(), index.second.end(), all.begin(), all.end());
        });
        if (held && tops.size() == 1 && tops.count(0) == 0)
            apart.insert(names[i]);
    }
    return apart;
}

} // namespace tidegate::catalog
