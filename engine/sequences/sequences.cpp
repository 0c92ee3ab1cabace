// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "sequences/sequences.h"

#include "postgres/quoting.h"

#include <algorithm>
#include <map>

namespace tidegate::sequences {

namespace {

constexpr std::size_t setAtOnce = 50;

std::string currentRole(postgres::Connection &connection)
{
    return connection.exec("SELECT current_user").text(0, 0);
}

std::string setvalOf(const PreviewRow &row)
{
    return "SELECT pg_catalog.setval(" + postgres::literal(postgres::quoted(*row.target))
           + "::pg_catalog.regclass, " + std::to_string(row.newValue->lastValue) + ", "
           + (row.newValue->called ? "true" : "false") + ");\n";
}

} // namespace

std::vector<TablePair> tablePairs(const std::vector<journal::RelationRow> &relations)
{
    std::vector<TablePair> pairs;
    for (const auto &relation : relations)
        pairs.push_back({relation.source, relation.target});
    return pairs;
}

NameMap mapOf(const std::vector<TablePair> &pairs)
{
    std::map<std::string, std::set<std::string>> schemas;
    for (const auto &pair : pairs)
        schemas[pair.source.schema].insert(pair.target.schema);
    return [schemas](const RelationName &name) {
        const auto found = schemas.find(name.schema);
        const bool moves = found != schemas.end() && found->second.size() == 1;
        return RelationName{moves ? *found->second.begin() : name.schema, name.name};
    };
}

std::vector<PreviewRow> preview(postgres::Connection &source, postgres::Connection &target,
                                const std::vector<TablePair> &pairs, const NameMap &map)
{
    std::set<RelationName> tables;
    for (const auto &pair : pairs)
        tables.insert(pair.source);
    const auto migrated = withAncestors(source, tables);
    const auto there = readSequences(target);
    const auto here = readSequences(source);
    const Matching matching(migrated, pairs, map, there);
    return decide(here, there, matching, currentRole(source), currentRole(target));
}

script::Script toScript(const std::vector<PreviewRow> &rows)
{
    std::vector<const PreviewRow *> changing;
    for (const auto &row : rows) {
        if (row.changes())
            changing.push_back(&row);
    }
    script::Script script;
    for (std::size_t first = 0; first < changing.size(); first += setAtOnce) {
        const auto end = std::min(first + setAtOnce, changing.size());
        script::Statement statement;
        statement.purpose = "set-sequences";
        statement.comment = "Set sequences to the source's values (" + std::to_string(first + 1) + " to "
                            + std::to_string(end) + " of " + std::to_string(changing.size()) + ")";
        for (auto index = first; index < end; ++index)
            statement.sql += setvalOf(*changing[index]);
        script.add(std::move(statement));
    }
    return script;
}

Outcome copySequences(postgres::Connection &source, postgres::Connection &target,
                      const std::vector<TablePair> &pairs, const NameMap &map,
                      const script::Runner::Report &report)
{
    Outcome outcome;
    outcome.rows = preview(source, target, pairs, map);
    outcome.script = toScript(outcome.rows);
    outcome.done = script::Runner(nullptr, &target, report).run(outcome.script);
    for (const auto &row : outcome.rows) {
        if (row.changes() && outcome.done)
            ++outcome.set;
        else if (row.newValue && !row.changes())
            ++outcome.inPlace;
    }
    return outcome;
}

std::vector<std::string> missingOnTarget(postgres::Connection &source, postgres::Connection &target,
                                         const std::vector<journal::RelationRow> &relations)
{
    const auto pairs = tablePairs(relations);
    std::vector<std::string> missing;
    for (const auto &row : preview(source, target, pairs, mapOf(pairs))) {
        if (!row.target)
            missing.push_back(row.source.display());
    }
    return missing;
}

} // namespace tidegate::sequences
