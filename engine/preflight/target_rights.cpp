// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "postgres/quoting.h"
#include "preflight/checks.h"
#include "preflight/table_findings.h"

#include <map>

namespace tidegate::preflight {

namespace {

constexpr char denied[] = R"(
SELECT c.oid, has_schema_privilege(c.relnamespace, 'USAGE'),
       concat_ws(', ', CASE WHEN NOT has_table_privilege(c.oid, 'SELECT') THEN 'SELECT' END,
                 CASE WHEN NOT has_table_privilege(c.oid, 'INSERT') THEN 'INSERT' END,
                 CASE WHEN NOT has_table_privilege(c.oid, 'UPDATE') THEN 'UPDATE' END,
                 CASE WHEN NOT has_table_privilege(c.oid, 'DELETE') THEN 'DELETE' END,
                 CASE WHEN NOT has_table_privilege(c.oid, 'TRUNCATE') THEN 'TRUNCATE' END),
       row_security_active(c.oid)
  FROM unnest($1::oid[]) WITH ORDINALITY AS w(oid, place) JOIN pg_catalog.pg_class c ON c.oid = w.oid
 ORDER BY w.place)";

// The journal is a schema of its own, made at the first run.
constexpr char journal[] = R"(
SELECT has_database_privilege(current_database(), 'CREATE')
       OR EXISTS (SELECT FROM pg_catalog.pg_namespace n
                   WHERE n.nspname = '_tidegate' AND has_schema_privilege(n.oid, 'USAGE')))";

} // namespace

Findings checkTargetRights(const Inspection &inspection)
{
    const auto &facts = inspection.targetFacts;
    const auto role = postgres::quoted(facts.role);
    Findings findings;
    if (!inspection.target->exec(journal).boolean(0, 0))
        findings.push_back({Severity::Refusal,
                            Code::RightMissing,
                            {facts.role, "CREATE in the target database, for the schema _tidegate"},
                            "GRANT CREATE ON DATABASE " + postgres::quoted(facts.database) + " TO " + role});
    std::vector<std::uint32_t> oids;
    std::map<std::uint32_t, std::vector<const TablePair *>> feeders;
    for (const auto &pair : inspection.tables) {
        if (!pair.target)
            continue;
        auto &pairs = feeders[pair.target->oid];
        if (pairs.empty())
            oids.push_back(pair.target->oid);
        pairs.push_back(&pair);
    }
    TableFindings ofTables;
    const auto result = inspection.target->exec(denied, postgres::parameters(postgres::idArray(oids)));
    for (int row = 0; row < result.rows(); ++row) {
        const auto &pairs = feeders.at(static_cast<std::uint32_t>(result.integer(row, 0)));
        const auto &table = pairs.front()->targetName;
        const auto say = [&](const std::string &right, const std::string &mend) {
            for (const auto *pair : pairs)
                ofTables.add({Severity::Refusal, Code::RightMissing, {facts.role, right}, mend}, *pair);
        };
        const auto missing = result.text(row, 2);
        if (!result.boolean(row, 1))
            say("USAGE on the target's schema " + table.schema,
                "GRANT USAGE ON SCHEMA " + postgres::quoted(table.schema) + " TO " + role);
        if (!missing.empty())
            say(missing + " on the target table " + table.display(),
                "GRANT " + missing + " ON " + postgres::quoted(table) + " TO " + role);
        if (result.boolean(row, 3))
            say("BYPASSRLS: row security acts on the target table " + table.display(),
                "ALTER ROLE " + role + " BYPASSRLS");
    }
    for (auto &finding : ofTables.take())
        findings.push_back(std::move(finding));
    return findings;
}

} // namespace tidegate::preflight
