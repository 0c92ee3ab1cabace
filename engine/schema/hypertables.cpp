// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "schema/hypertables.h"

#include "postgres/quoting.h"

#include <algorithm>
#include <charconv>
#include <cstdint>

namespace tidegate::schema {

namespace {

using postgres::literal;

/// "2.19.3" as {2, 19}; {0, 0} for anything else.
std::pair<int, int> majorAndMinor(const std::string &version)
{
    const auto number = [&version](std::size_t at) {
        int value = 0;
        if (at < version.size())
            std::from_chars(version.data() + at, version.data() + version.size(), value);
        return value;
    };
    const auto dot = version.find('.');
    return {number(0), dot == std::string::npos ? 0 : number(dot + 1)};
}

/// int2, int4 or int8: its chunks are measured in the column's own unit.
bool isInteger(const catalog::Column &column)
{
    return column.typeOid == 20 || column.typeOid == 21 || column.typeOid == 23;
}

std::string interval(const plan::SelectedTable &table, const catalog::Column &column, const std::string &usual)
{
    const auto wanted = table.chunkInterval.value_or(usual);
    if (isInteger(column)) {
        const bool number = !wanted.empty()
            && std::all_of(wanted.begin(), wanted.end(), [](char c) { return c >= '0' && c <= '9'; });
        return (number ? wanted : literal(wanted)) + "::bigint";
    }
    return literal(wanted) + "::interval";
}

std::string conversion(const plan::SelectedTable &table, const catalog::Column &column, const std::string &usual,
                       const TimescaleExtension &timescale)
{
    const auto schema = postgres::quoted(timescale.schema) + ".";
    const auto relation = literal(postgres::quoted(table.target)) + "::regclass";
    const auto name = literal(column.name) + "::name";
    // by_range() came with 2.13; before there was only the form that says the same in one call.
    const bool byRange = majorAndMinor(timescale.version) >= std::pair{2, 13};
    return "SELECT " + schema + "create_hypertable(" + relation + ", "
        + (byRange ? schema + "by_range(" + name + ", " + interval(table, column, usual) + ")"
                   : name + ", chunk_time_interval => " + interval(table, column, usual))
        + ", create_default_indexes => false)";
}

} // namespace

std::optional<TimescaleExtension> readTimescale(postgres::Connection &target)
{
    const auto row = target.exec("SELECT e.extversion, n.nspname FROM pg_catalog.pg_extension e"
                                 " JOIN pg_catalog.pg_namespace n ON n.oid = e.extnamespace"
                                 " WHERE e.extname = 'timescaledb'");
    if (row.rows() == 0)
        return std::nullopt;
    return TimescaleExtension{row.text(0, 0), row.text(0, 1)};
}

ChosenTimes readChosenTimes(postgres::Connection &source, const std::vector<plan::SelectedTable> &tables,
                            const std::vector<catalog::Relation> &sources)
{
    ChosenTimes chosen;
    std::map<RelationName, const plan::SelectedTable *> wanted;
    for (const auto &table : tables) {
        if (table.timeColumn)
            wanted.emplace(table.source, &table);
    }
    std::vector<std::uint32_t> oids;
    for (const auto &relation : sources) {
        if (wanted.count(relation.name))
            oids.push_back(relation.oid);
    }
    const auto facts = catalog::readTimeColumns(source, oids);
    for (const auto &relation : sources) {
        const auto found = facts.find(relation.oid);
        if (found == facts.end())
            continue;
        for (const auto &column : catalog::rankTimeColumns(found->second)) {
            if (column.name == *wanted.at(relation.name)->timeColumn)
                chosen.emplace(relation.name, column);
        }
    }
    return chosen;
}

std::string hypertableId(const RelationName &source)
{
    return "HYPERTABLE " + source.display();
}

script::Script hypertableScript(const std::vector<plan::SelectedTable> &tables,
                                const std::vector<catalog::Relation> &sources, const ChosenTimes &times,
                                const TimescaleExtension &timescale, const std::set<RelationName> &hypertables)
{
    script::Script script;
    for (const auto &table : tables) {
        if (!table.timeColumn)
            continue;
        const auto source = std::find_if(sources.begin(), sources.end(),
                                         [&](const auto &relation) { return relation.name == table.source; });
        const auto *column = source == sources.end() ? nullptr : source->column(*table.timeColumn);
        if (!column)
            continue; // a finding says so
        const auto time = times.find(table.source);
        // A column that ranks among no candidates: its type is known, its unit is not.
        const auto usual = catalog::usualChunkInterval(
            time != times.end() ? time->second
                                : catalog::TimeColumn{column->name,
                                                      isInteger(*column) ? catalog::TimeType::Integer : catalog::TimeType::Timestamptz,
                                                      {}, 0, {}});
        script::Statement statement;
        statement.sql = conversion(table, *column, usual, timescale);
        statement.purpose = "create-hypertable";
        statement.comment = table.target.display() + " becomes a hypertable by " + column->name + ", chunks of "
            + table.chunkInterval.value_or(usual);
        statement.id = hypertableId(table.source);
        statement.object = statement.table = table.target.display();
        script.add(std::move(statement));
        if (hypertables.count(table.target))
            script.skip(script.size() - 1, script::LeftOut::Exists);
    }
    return script;
}

} // namespace tidegate::schema
