// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "schema/hypertables.h"

#include "postgres/quoting.h"

#include <algorithm>
#include <charconv>

namespace tidegate::schema {

namespace {

using postgres::literal;
using postgres::quoted;

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

std::string interval(const plan::SelectedTable &table, const catalog::Column &column)
{
    if (isInteger(column)) {
        // Seven days in seconds; who counts otherwise says so in the plan.
        const auto wanted = table.chunkInterval.value_or("604800");
        const bool number = !wanted.empty()
            && std::all_of(wanted.begin(), wanted.end(), [](char c) { return c >= '0' && c <= '9'; });
        return (number ? wanted : literal(wanted)) + "::bigint";
    }
    return literal(table.chunkInterval.value_or("7 days")) + "::interval";
}

std::string conversion(const plan::SelectedTable &table, const catalog::Column &column, const TimescaleExtension &timescale)
{
    const auto schema = quoted(timescale.schema) + ".";
    const auto relation = literal(quoted(table.target)) + "::regclass";
    const auto name = literal(column.name) + "::name";
    // by_range() came with 2.13; before there was only the form that says the same in one call.
    const bool byRange = majorAndMinor(timescale.version) >= std::pair{2, 13};
    return "SELECT " + schema + "create_hypertable(" + relation + ", "
        + (byRange ? schema + "by_range(" + name + ", " + interval(table, column) + ")"
                   : name + ", chunk_time_interval => " + interval(table, column))
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

std::map<RelationName, HypertableObstacles> readObstacles(postgres::Connection &source,
                                                          const std::vector<plan::SelectedTable> &tables)
{
    std::vector<std::string> schemas;
    std::vector<std::string> names;
    std::vector<std::string> columns;
    for (const auto &table : tables) {
        if (!table.timeColumn)
            continue;
        schemas.push_back(table.source.schema);
        names.push_back(table.source.name);
        columns.push_back(*table.timeColumn);
    }
    std::map<RelationName, HypertableObstacles> all;
    if (names.empty())
        return all;
    const auto rows = source.exec(
        "SELECT w.schema, w.name, i.relname, x.indisprimary,"
        " array(SELECT a.attname::text FROM unnest(x.indkey) WITH ORDINALITY AS k(attnum, place)"
        "        JOIN pg_catalog.pg_attribute a ON a.attrelid = c.oid AND a.attnum = k.attnum"
        "        WHERE k.place <= x.indnkeyatts ORDER BY k.place)::text[],"
        " NULL::text"
        "  FROM unnest($1::name[], $2::name[], $3::name[]) AS w(schema, name, col)"
        "  JOIN pg_catalog.pg_namespace n ON n.nspname = w.schema"
        "  JOIN pg_catalog.pg_class c ON c.relnamespace = n.oid AND c.relname = w.name"
        "  JOIN pg_catalog.pg_index x ON x.indrelid = c.oid AND (x.indisunique OR x.indisexclusion)"
        "  JOIN pg_catalog.pg_class i ON i.oid = x.indexrelid"
        " WHERE NOT EXISTS (SELECT FROM pg_catalog.pg_attribute t WHERE t.attrelid = c.oid AND t.attname = w.col"
        "                    AND t.attnum = ANY (x.indkey))"
        " UNION ALL"
        " SELECT w.schema, w.name, NULL, NULL, NULL, rn.nspname || '.' || r.relname"
        "  FROM unnest($1::name[], $2::name[]) AS w(schema, name)"
        "  JOIN pg_catalog.pg_namespace n ON n.nspname = w.schema"
        "  JOIN pg_catalog.pg_class c ON c.relnamespace = n.oid AND c.relname = w.name"
        "  JOIN pg_catalog.pg_constraint f ON f.contype = 'f' AND f.confrelid = c.oid AND f.conparentid = 0"
        "  JOIN pg_catalog.pg_class r ON r.oid = f.conrelid"
        "  JOIN pg_catalog.pg_namespace rn ON rn.oid = r.relnamespace"
        " ORDER BY 1, 2, 4 DESC NULLS LAST, 3, 6",
        postgres::parameters(postgres::textArray(schemas), postgres::textArray(names), postgres::textArray(columns)));
    for (int row = 0; row < rows.rows(); ++row) {
        auto &obstacles = all[{rows.text(row, 0), rows.text(row, 1)}];
        if (rows.isNull(row, 2))
            obstacles.referredBy.push_back(rows.text(row, 5));
        else
            obstacles.keysWithoutTime.push_back(
                {rows.text(row, 2), rows.boolean(row, 3), postgres::parseTextArray(rows.view(row, 4))});
    }
    return all;
}

std::vector<Finding> hypertableFindings(const std::map<RelationName, HypertableObstacles> &obstacles,
                                        const std::vector<plan::SelectedTable> &tables)
{
    std::vector<Finding> findings;
    for (const auto &table : tables) {
        const auto found = obstacles.find(table.source);
        if (!table.timeColumn || found == obstacles.end())
            continue;
        for (const auto &key : found->second.keysWithoutTime) {
            auto columns = key.columns;
            columns.push_back(*table.timeColumn);
            Finding finding{Severity::Refusal, Code::HypertableKeyLacksTime,
                            {table.source.display(), key.name, *table.timeColumn}, {}};
            if (key.primary)
                finding.mend = "ALTER TABLE " + quoted(table.target) + " DROP CONSTRAINT " + quoted(key.name)
                    + ", ADD PRIMARY KEY (" + postgres::quotedList(columns) + ")";
            findings.push_back(std::move(finding));
        }
        std::string others;
        for (const auto &other : found->second.referredBy)
            others += (others.empty() ? "" : ", ") + other;
        if (!others.empty())
            findings.push_back({Severity::Warning, Code::HypertableReferred, {table.source.display(), others}, {}});
    }
    return findings;
}

script::Script hypertableScript(const std::vector<plan::SelectedTable> &tables,
                                const std::vector<catalog::Relation> &sources, const TimescaleExtension &timescale)
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
        script::Statement statement;
        statement.sql = conversion(table, *column, timescale);
        statement.purpose = "create-hypertable";
        statement.comment = table.target.display() + " becomes a hypertable by " + column->name
            + (table.chunkInterval ? ", chunks of " + *table.chunkInterval : std::string());
        script.add(std::move(statement));
    }
    return script;
}

} // namespace tidegate::schema
