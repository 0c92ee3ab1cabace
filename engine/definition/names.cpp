// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "definition/names.h"

#include "definition/memory.h"
#include "definition/problem.h"
#include "definition/rename_order.h"
#include "definition/statements.h"
#include "journal/unit_rows.h"
#include "postgres/quoting.h"

#include <algorithm>

namespace tidegate::definition {

namespace {

constexpr char selectNames[] = "SELECT c.oid, n.nspname, c.relname FROM pg_catalog.pg_class c"
                               " JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace WHERE ";

void take(const postgres::Result &rows, std::map<std::uint32_t, RelationName> &names)
{
    for (int row = 0; row < rows.rows(); ++row)
        names.emplace(static_cast<std::uint32_t>(rows.integer(row, 0)), RelationName{rows.text(row, 1), rows.text(row, 2)});
}

struct NameLists {
    std::vector<std::string> schemas;
    std::vector<std::string> names;

    void add(const RelationName &name)
    {
        schemas.push_back(name.schema);
        names.push_back(name.name);
    }
};

} // namespace

std::map<std::uint32_t, RelationName> readNames(postgres::Connection &connection, const std::vector<std::uint32_t> &oids)
{
    std::map<std::uint32_t, RelationName> names;
    take(connection.exec(std::string(selectNames) + "c.oid = ANY ($1::oid[])", postgres::parameters(postgres::idArray(oids))), names);
    return names;
}

Names Names::read(postgres::Connection &source, postgres::Connection &target, const std::string &subscription)
{
    std::vector<Followed> followed;
    std::vector<std::uint32_t> oids;
    for (const auto &row : journal::readUnits(target, subscription).relations) {
        followed.push_back({row.oid, row.source, row.target, 0});
        oids.push_back(row.oid);
    }
    const auto known = readKnown(target, subscription, oids);
    auto onSource = readNames(source, oids);
    NameLists wanted;
    std::vector<std::uint32_t> there;
    for (auto &table : followed) {
        if (const auto found = known.find(table.oid); found != known.end())
            table.there = found->second.target;
        there.push_back(table.there);
        wanted.add(table.target);
        if (const auto found = onSource.find(table.oid); found != onSource.end())
            wanted.add(found->second);
    }
    auto onTarget = readNames(target, there);
    take(target.exec(std::string(selectNames)
                         + "(n.nspname, c.relname) IN (SELECT w.schema, w.name FROM unnest($1::name[], $2::name[]) AS w(schema, name))"
                           " AND c.relkind IN ('r', 'p', 'f')",
                     postgres::parameters(postgres::textArray(wanted.schemas), postgres::textArray(wanted.names))),
         onTarget);
    return {std::move(followed), std::move(onSource), std::move(onTarget)};
}

Names::Names(std::vector<Followed> followed, std::map<std::uint32_t, RelationName> onSource,
             std::map<std::uint32_t, RelationName> onTarget)
    : m_followed(std::move(followed)), m_onSource(std::move(onSource)), m_onTarget(std::move(onTarget))
{
    for (const auto &[oid, name] : m_onTarget)
        m_named.emplace(name, oid);
    for (const auto &table : m_followed)
        m_remembered.insert(table.there);
}

const RelationName &Names::latest(const Followed &table) const
{
    const auto found = m_onSource.find(table.oid);
    return found == m_onSource.end() ? table.source : found->second;
}

std::optional<RelationName> Names::placeOf(const Followed &table) const
{
    // As long as it is there, whatever stands under its old name is another table.
    if (const auto remembered = m_onTarget.find(table.there); remembered != m_onTarget.end())
        return remembered->second;
    const auto stands = [&](const RelationName &name) { return m_named.count(name) > 0; };
    const auto free = [&](const RelationName &name) { return stands(name) && m_remembered.count(m_named.at(name)) == 0; };
    // Of relations that share a target one may be remembered and another not.
    if (table.there == 0 ? stands(table.target) : free(table.target))
        return table.target;
    const auto &name = latest(table);
    return table.source == table.target && free(name) ? std::optional(name) : std::nullopt;
}

std::optional<RelationName> Names::placeOf(std::uint32_t oid) const
{
    const auto found = std::find_if(m_followed.begin(), m_followed.end(), [oid](const auto &table) { return table.oid == oid; });
    return found == m_followed.end() ? std::nullopt : placeOf(*found);
}

std::vector<Followed> Names::moved() const
{
    std::vector<Followed> all;
    for (const auto &table : m_followed) {
        const auto place = placeOf(table);
        if (!place)
            continue;
        auto now = table;
        now.target = *place;
        if (latest(table) == *place || table.source != table.target)
            now.source = latest(table);
        if (!(now == table))
            all.push_back(std::move(now));
    }
    return all;
}

std::vector<std::string> Names::renames() const
{
    struct Move {
        RelationName from;
        RelationName to;
    };
    std::vector<Move> wanted;
    std::set<RelationName> left;
    for (const auto &table : m_followed) {
        const auto place = placeOf(table);
        if (table.source != table.target || !place || *place == latest(table) || latest(table) == table.source)
            continue;
        wanted.push_back({*place, latest(table)});
        left.insert(*place);
    }
    return renamesInOrder(wanted, [&left](const RelationName &name) { return left.count(name) > 0; },
                          [](const RelationName &name) { return RelationName{name.schema, name.name + " (moved)"}; }, renameTable);
}

} // namespace tidegate::definition
