// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "schema/hypertable_findings.h"

#include "base/joined.h"
#include "postgres/quoting.h"
#include "schema/sql_lexer.h"

#include <algorithm>

namespace tidegate::schema {

namespace {

const plan::SelectedTable *tableOf(const Finding &finding, const std::vector<plan::SelectedTable> &tables)
{
    const auto found = std::find_if(tables.begin(), tables.end(), [&finding](const auto &each) {
        return !finding.arguments.empty() && each.source.display() == finding.arguments.front();
    });
    return found == tables.end() ? nullptr : &*found;
}

bool isRefused(const script::Statement &statement)
{
    return statement.state == script::State::Skipped && statement.leftOut == script::LeftOut::Refused;
}

/// The opening parenthesis of a key's columns: behind PRIMARY KEY, UNIQUE, or an index's USING method.
std::optional<std::size_t> columnsOf(const std::vector<Token> &all)
{
    const auto isWord = [&all](std::size_t at, std::string_view word) {
        return at < all.size() && all[at].kind == Token::Kind::Word && all[at].text == word;
    };
    const auto opens = [&all](std::size_t at) { return at < all.size() && all[at].text == "("; };
    for (std::size_t at = 0; at < all.size(); ++at) {
        if (isWord(at, "KEY") && opens(at + 1))
            return at + 1;
        if (isWord(at, "UNIQUE") && opens(at + 1))
            return at + 1;
        if (isWord(at, "DISTINCT") && opens(at + 1)) // UNIQUE NULLS [NOT] DISTINCT
            return at + 1;
        if (isWord(at, "USING") && opens(at + 2))
            return at + 2;
    }
    return std::nullopt;
}

} // namespace

std::map<RelationName, HypertableObstacles> readObstacles(postgres::Connection &connection,
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
    const auto rows = connection.exec(
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

HypertableObstacles obstaclesOf(const catalog::Relation &relation, const std::string &timeColumn)
{
    HypertableObstacles obstacles;
    for (const auto &key : relation.keys) {
        if (!std::count(key.columns.begin(), key.columns.end(), timeColumn))
            obstacles.keysWithoutTime.push_back({key.name, key.primary, key.columns});
    }
    return obstacles;
}

std::vector<Finding> hypertableFindings(const plan::SelectedTable &table, bool columnIsThere,
                                        const HypertableObstacles &obstacles, bool targetHasTimescale)
{
    const auto name = table.source.display();
    const auto &column = *table.timeColumn;
    std::vector<Finding> findings;
    if (!columnIsThere)
        findings.push_back({Severity::Refusal, Code::TimeColumnMissing, {name, column}, {}});
    if (!targetHasTimescale)
        findings.push_back({Severity::Refusal, Code::TimescaleMissing, {name}, "CREATE EXTENSION IF NOT EXISTS timescaledb"});
    for (const auto &key : obstacles.keysWithoutTime) {
        auto columns = key.columns;
        columns.push_back(column);
        Finding finding{Severity::Refusal, Code::HypertableKeyLacksTime, {name, key.name, column}, {}};
        if (key.primary)
            finding.mend = "ALTER TABLE " + postgres::quoted(table.target) + " DROP CONSTRAINT " + postgres::quoted(key.name)
                + ", ADD PRIMARY KEY (" + postgres::quotedList(columns) + ")";
        findings.push_back(std::move(finding));
    }
    if (!obstacles.referredBy.empty())
        findings.push_back({Severity::Warning, Code::HypertableReferred, {name, joined(obstacles.referredBy)}, {}});
    return findings;
}

Decisive decisive(const Finding &finding, const script::Script &before, const std::vector<plan::SelectedTable> &tables)
{
    Decisive found;
    const auto *table = tableOf(finding, tables);
    if (!table)
        return found;
    const auto name = table->target.display();
    for (std::size_t at = 0; at < before.size(); ++at) {
        const auto &statement = before.at(at);
        if (statement.table != name)
            continue;
        if (statement.purpose == "create-hypertable")
            found.hypertable = at;
        const bool isKey = statement.purpose == "create-key" || statement.purpose == "create-index";
        if (isKey && finding.code == Code::HypertableKeyLacksTime && statement.object == finding.arguments.at(1))
            found.key = at;
    }
    return found;
}

std::vector<Finding> unanswered(const std::vector<Finding> &findings, const script::Script &before,
                                const std::vector<plan::SelectedTable> &tables)
{
    std::vector<Finding> open;
    for (const auto &finding : findings) {
        if (const auto *table = tableOf(finding, tables); table && !table->timeColumn)
            continue;
        const auto where = decisive(finding, before, tables);
        const auto *key = where.key ? &before.at(*where.key) : nullptr;
        const auto *hypertable = where.hypertable ? &before.at(*where.hypertable) : nullptr;
        const bool keyAnswers = key && (isRefused(*key) || key->original);
        const bool isPlain = hypertable && (isRefused(*hypertable) || hypertable->state == script::State::Done);
        const bool isWarning = finding.severity != Severity::Refusal;
        if (!isPlain && (isWarning || !keyAnswers))
            open.push_back(finding);
    }
    return open;
}

std::optional<std::string> widenedKey(const std::string &sql, const std::string &column)
{
    const auto all = tokens(sql);
    const auto open = columnsOf(all);
    if (!open)
        return std::nullopt;
    int depth = 0;
    for (std::size_t at = *open; at < all.size(); ++at) {
        depth += all[at].text == "(" ? 1 : all[at].text == ")" ? -1 : 0;
        if (depth == 0) {
            auto widened = sql;
            return widened.insert(all[at].begin, ", " + postgres::quoted(column));
        }
    }
    return std::nullopt;
}

} // namespace tidegate::schema
