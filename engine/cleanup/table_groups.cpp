// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "cleanup/table_groups.h"

#include "cleanup/inheritance.h"
#include "postgres/quoting.h"

#include <map>
#include <numeric>

namespace tidegate::cleanup {

namespace {

using postgres::idArray;
using postgres::parameters;

/// Each takes an exclusive lock on itself, its indexes and its TOAST table: a server has about 6,400 by default.
constexpr std::size_t mostAtOnce = 500;

using Pairs = std::vector<std::pair<std::uint32_t, std::uint32_t>>;

Pairs pairs(const postgres::Result &rows)
{
    Pairs all;
    for (int row = 0; row < rows.rows(); ++row)
        all.emplace_back(static_cast<std::uint32_t>(rows.integer(row, 0)), static_cast<std::uint32_t>(rows.integer(row, 1)));
    return all;
}

class Groups
{
public:
    explicit Groups(std::size_t size) : m_of(size) { std::iota(m_of.begin(), m_of.end(), 0u); }
    std::size_t of(std::size_t table)
    {
        while (m_of[table] != table)
            table = m_of[table] = m_of[m_of[table]];
        return table;
    }
    void join(std::size_t a, std::size_t b) { m_of[of(a)] = of(b); }

private:
    std::vector<std::size_t> m_of;
};

} // namespace

void joinIntoGroups(postgres::Connection &target, std::vector<FilledTable> &tables)
{
    std::map<std::uint32_t, std::size_t> places;
    std::vector<std::uint32_t> ours;
    for (std::size_t i = 0; i < tables.size(); ++i) {
        tables[i].group = -1;
        if (tables[i].oid == 0)
            continue;
        places.emplace(tables[i].oid, i);
        ours.push_back(tables[i].oid);
    }
    Pairs partitions;
    for (const auto &each : below(target, ours)) {
        if (places.count(each.oid) > 0)
            partitions.emplace_back(each.root, each.oid);
    }
    const auto references = pairs(target.exec("SELECT conrelid, confrelid FROM pg_catalog.pg_constraint WHERE contype = 'f'"
                                              " AND conrelid = ANY ($1::oid[]) AND confrelid = ANY ($1::oid[])",
                                              parameters(idArray(ours))));
    Groups trees(tables.size());
    Groups groups(tables.size());
    const auto join = [&](Groups &into, const Pairs &joined) {
        for (const auto &[a, b] : joined) {
            if (!tables[places.at(a)].kept && !tables[places.at(b)].kept)
                into.join(places.at(a), places.at(b));
        }
    };
    join(trees, partitions);
    join(groups, partitions);
    join(groups, references);
    std::map<std::size_t, std::size_t> sizes;
    for (std::size_t i = 0; i < tables.size(); ++i)
        ++sizes[groups.of(i)];
    for (std::size_t i = 0; i < tables.size(); ++i) {
        if (!tables[i].kept)
            tables[i].group = static_cast<int>(sizes[groups.of(i)] > mostAtOnce ? trees.of(i) : groups.of(i));
    }
}

} // namespace tidegate::cleanup
