// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "postgres/quoting.h"
#include "preflight/checks.h"

#include <set>

namespace tidegate::preflight {

namespace {

constexpr int compared = 10'000;
constexpr std::size_t mended = 100;

/// What comes with its extension (RelationReader::publishedTables()), but for rows that people have added to it: those that
/// meet the extension's own condition, which pg_dump asks as well.
constexpr char tables[] = R"(
SELECT n.nspname, c.relname, e.extname, x.condition,
       has_schema_privilege(n.oid, 'USAGE') AND has_table_privilege(c.oid, 'SELECT')
  FROM pg_catalog.pg_extension e
 CROSS JOIN LATERAL unnest(e.extconfig, e.extcondition) AS x(oid, condition)
  JOIN pg_catalog.pg_class c ON c.oid = x.oid AND c.relkind = 'r'
  JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
 WHERE x.condition <> '' AND e.extname <> 'timescaledb' AND c.oid <> ALL ($2::oid[])
   AND EXISTS (SELECT FROM pg_catalog.pg_publication_tables t
                WHERE t.pubname = ANY ($1::name[]) AND t.schemaname = n.nspname AND t.tablename = c.relname)
 ORDER BY n.nspname, c.relname)";

/// The extension may be in another schema there.
constexpr char counterpart[] = R"(
SELECT n.nspname, c.relname, has_schema_privilege(n.oid, 'USAGE') AND has_table_privilege(c.oid, 'SELECT')
  FROM pg_catalog.pg_extension e
  JOIN pg_catalog.pg_depend d ON d.refclassid = 'pg_catalog.pg_extension'::regclass AND d.refobjid = e.oid AND d.deptype = 'e'
  JOIN pg_catalog.pg_class c ON d.classid = 'pg_catalog.pg_class'::regclass AND c.oid = d.objid AND c.relkind = 'r'
  JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
 WHERE e.extname = $1::name AND c.relname = $2::name)";

std::set<std::string> rowsOf(postgres::Connection &connection, const RelationName &table, const std::string &condition)
{
    const auto result = connection.exec("SELECT row_to_json(t) FROM ONLY " + postgres::quoted(table) + " t " + condition + " LIMIT "
                                        + std::to_string(compared + 1));
    std::set<std::string> rows;
    for (int row = 0; row < result.rows(); ++row)
        rows.insert(result.text(row, 0));
    return rows;
}

std::string insertion(const RelationName &table, const std::set<std::string> &rows)
{
    std::string all;
    for (const auto &row : rows)
        all += (all.empty() ? "[" : ",") + row;
    const auto name = postgres::quoted(table);
    return "INSERT INTO " + name + " SELECT * FROM json_populate_recordset(NULL::" + name + ", " + postgres::literal(all + "]")
        + ") ON CONFLICT DO NOTHING";
}

} // namespace

Findings checkExtensionRows(const Inspection &inspection)
{
    std::vector<std::uint32_t> followed;
    for (const auto &pair : inspection.tables)
        followed.push_back(pair.source.oid);
    const auto found = inspection.source->exec(
        tables, postgres::parameters(postgres::textArray(inspection.publicationNames), postgres::idArray(followed)));
    Findings findings;
    for (int row = 0; row < found.rows(); ++row) {
        const RelationName table{found.text(row, 0), found.text(row, 1)};
        const auto extension = found.text(row, 2);
        const auto notSeen = [&](const std::string &side, const catalog::ServerFacts &facts) {
            findings.push_back({Severity::Note, Code::NotSeen, {"which rows were added to " + table.display() + " on the " + side, facts.role}, {}});
        };
        if (!found.boolean(row, 4)) {
            notSeen("source", inspection.sourceFacts);
            continue;
        }
        const auto there = inspection.target->exec(counterpart, postgres::parameters(extension, table.name));
        std::set<std::string> have;
        auto condition = found.text(row, 3);
        auto target = table;
        if (there.rows() > 0) {
            if (!there.boolean(0, 2)) {
                notSeen("target", inspection.targetFacts);
                continue;
            }
            target = {there.text(0, 0), there.text(0, 1)};
            have = rowsOf(*inspection.target, target, {});
            if (have.empty())
                condition.clear(); // somebody has emptied it
        }
        auto missing = rowsOf(*inspection.source, table, condition);
        const bool isMore = missing.size() > compared;
        if (!isMore && have.size() > compared)
            have = rowsOf(*inspection.target, target, condition);
        for (const auto &each : have)
            missing.erase(each);
        if (missing.empty())
            continue;
        const auto count = isMore ? "more than " + std::to_string(compared) : std::to_string(missing.size());
        findings.push_back({Severity::Warning,
                            Code::TableNotFollowed,
                            {table.display() + " (which comes with the extension " + extension
                             + "; rows that were added to it and that the target lacks: " + count + ")"},
                            isMore || missing.size() > mended ? std::string() : insertion(target, missing)});
    }
    return findings;
}

} // namespace tidegate::preflight
