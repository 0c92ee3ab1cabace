// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "postgres/quoting.h"
#include "preflight/checks.h"
#include "preflight/table_findings.h"

namespace tidegate::preflight {

namespace {

// A chunk is read under SHARE UPDATE EXCLUSIVE (exactness.md rule 4), for which reading rights are not enough.
constexpr char denied[] = R"(
SELECT c.oid, has_schema_privilege(c.relnamespace, 'USAGE'), has_table_privilege(c.oid, 'SELECT'),
       has_table_privilege(c.oid, $2), row_security_active(c.oid)
  FROM unnest($1::oid[]) WITH ORDINALITY AS w(oid, place) JOIN pg_catalog.pg_class c ON c.oid = w.oid
 WHERE NOT has_schema_privilege(c.relnamespace, 'USAGE') OR NOT has_table_privilege(c.oid, 'SELECT')
    OR NOT has_table_privilege(c.oid, $2) OR row_security_active(c.oid)
 ORDER BY w.place)";

} // namespace

Findings checkSourceRights(const Inspection &inspection)
{
    const auto &facts = inspection.sourceFacts;
    const auto role = postgres::quoted(facts.role);
    Findings findings;
    if (!facts.replicationRole)
        findings.push_back({Severity::Refusal,
                            Code::RightMissing,
                            {facts.role, "REPLICATION on the source"},
                            "ALTER ROLE " + role + " REPLICATION"});
    if (!facts.readsAllStats)
        findings.push_back(
            {Severity::Note,
             Code::NotSeen,
             {"what the sessions of other roles do that hold back a table's start", facts.role},
             "GRANT pg_read_all_stats TO " + role});
    std::vector<std::uint32_t> oids;
    std::map<std::uint32_t, const TablePair *> pairs;
    for (const auto &pair : inspection.tables) {
        pairs[pair.source.oid] = &pair;
        oids.push_back(pair.source.oid);
    }
    const auto result = inspection.source->exec(
        denied,
        postgres::parameters(postgres::idArray(oids), facts.version >= 170000 ? "UPDATE, DELETE, TRUNCATE, MAINTAIN"
                                                                 : "UPDATE, DELETE, TRUNCATE"));
    TableFindings ofTables;
    for (int row = 0; row < result.rows(); ++row) {
        const auto &pair = *pairs.at(static_cast<std::uint32_t>(result.integer(row, 0)));
        const auto say = [&](const std::string &right, const std::string &mend) {
            ofTables.add({Severity::Refusal, Code::RightMissing, {facts.role, right}, mend}, pair);
        };
        const auto &schema = pair.source.name.schema;
        const auto table = pair.known().display();
        const auto onTable = " ON " + postgres::quoted(pair.known()) + " TO " + role;
        if (!result.boolean(row, 1))
            say("USAGE on the source's schema " + schema,
                "GRANT USAGE ON SCHEMA " + postgres::quoted(schema) + " TO " + role);
        if (!result.boolean(row, 2))
            say("SELECT on the source table " + table, "GRANT SELECT" + onTable);
        else if (!result.boolean(row, 3) && pair.source.chunk)
            say("UPDATE, DELETE or TRUNCATE on the source table " + table
                    + ", to lock its chunks while they are read",
                "GRANT TRUNCATE" + onTable);
        if (result.boolean(row, 4))
            say("BYPASSRLS: row security hides rows of the source table " + table,
                "ALTER ROLE " + role + " BYPASSRLS");
    }
    for (auto &finding : ofTables.take())
        findings.push_back(std::move(finding));
    return findings;
}

} // namespace tidegate::preflight
