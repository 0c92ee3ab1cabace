// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "schema/preparation.h"

#include "catalog/relation_reader.h"
#include "postgres/quoting.h"
#include "schema/sql_lexer.h"

#include <algorithm>
#include <array>
#include <map>
#include <set>
#include <string_view>

namespace tidegate::schema {

namespace {

using Names = std::map<RelationName, RelationName>;

/// Target names by source names: the chosen tables, and the sequences that are theirs, which move with them.
Names targetNames(const std::vector<DumpEntry> &entries, const plan::MigrationPlan &plan)
{
    Names names;
    for (const auto &table : plan.tables)
        names.emplace(table.source, table.target);
    for (const auto &entry : entries) {
        if (!entry.sequence || !entry.table)
            continue;
        if (const auto owner = names.find(*entry.table); owner != names.end())
            names.emplace(*entry.sequence, RelationName{owner->second.schema, entry.sequence->name});
    }
    for (auto name = names.begin(); name != names.end();)
        name = name->first == name->second ? names.erase(name) : std::next(name);
    return names;
}

struct Purpose {
    std::string_view type;
    const char *purpose;
};

const char *purposeOf(const DumpEntry &entry)
{
    static constexpr std::array purposes = {
        Purpose{"SCHEMA", "create-schema"},        Purpose{"EXTENSION", "create-extension"},
        Purpose{"TYPE", "create-type"},            Purpose{"DOMAIN", "create-type"},
        Purpose{"FUNCTION", "create-function"},    Purpose{"PROCEDURE", "create-function"},
        Purpose{"AGGREGATE", "create-function"},   Purpose{"TABLE", "create-table"},
        Purpose{"TABLE ATTACH", "create-table"},   Purpose{"SEQUENCE", "create-sequence"},
        Purpose{"DEFAULT", "create-table"},        Purpose{"CONSTRAINT", "create-key"},
        Purpose{"CHECK CONSTRAINT", "create-table"}, Purpose{"FK CONSTRAINT", "create-foreign-key"},
        Purpose{"INDEX", "create-index"},          Purpose{"INDEX ATTACH", "create-index"},
        Purpose{"TRIGGER", "create-trigger"},      Purpose{"EVENT TRIGGER", "create-trigger"},
        Purpose{"RULE", "create-trigger"},         Purpose{"VIEW", "create-view"},
        Purpose{"MATERIALIZED VIEW", "create-view"}, Purpose{"MATERIALIZED VIEW DATA", "create-view"},
    };
    const auto found = std::find_if(purposes.begin(), purposes.end(),
                                    [&](const auto &purpose) { return purpose.type == entry.type; });
    return found == purposes.end() ? "create-other" : found->purpose;
}

bool isView(const DumpEntry &entry)
{
    return std::string_view(purposeOf(entry)) == "create-view";
}

/// Acts on what is written to the target: not before the last change of the source is there.
bool actsOnRows(const DumpEntry &entry)
{
    return std::string_view(purposeOf(entry)) == "create-trigger";
}

/// The stream finds rows by it: a primary key, a unique constraint, and the index of a replica identity.
bool findsRows(const DumpEntry &entry)
{
    return entry.type == "CONSTRAINT" || entry.sql.find("REPLICA IDENTITY USING INDEX") != std::string::npos
        || (entry.type == "INDEX" && entry.sql.rfind("CREATE UNIQUE INDEX", 0) == 0);
}

/// Each part by itself: what is made after the copy belongs to tables that are there by then.
bool exists(const DumpEntry &entry, const Names &names, const Existing &existing)
{
    const auto moved = [&names](const RelationName &name) {
        const auto found = names.find(name);
        return found == names.end() ? name : found->second;
    };
    const auto &type = entry.type;
    if (type == "SEQUENCE")
        return entry.sequence && existing.relations.count(moved(*entry.sequence)) > 0;
    if (type == "TYPE" || type == "DOMAIN")
        return existing.types.count({entry.schema, entry.name}) > 0;
    if (std::string_view(purposeOf(entry)) == "create-function")
        return existing.hasFunction(entry.schema, entry.name);
    if (isView(entry))
        return existing.relations.count({entry.schema, entry.name}) > 0;
    if (!entry.table)
        return false;
    const auto table = moved(*entry.table);
    if (!entry.own.empty())
        return existing.ofTables.count({table, entry.own}) > 0;
    if (type == "TABLE ATTACH")
        return existing.partitions.count(table) > 0;
    if (type == "INDEX")
        return existing.relations.count({table.schema, entry.name}) > 0;
    if (type == "INDEX ATTACH")
        return existing.partitions.count({table.schema, entry.name}) > 0;
    // The table itself and what only sets something of it; the latter is harmless after the copy.
    return !entry.postData && existing.relations.count(table) > 0;
}

script::Statement statementOf(const DumpEntry &entry, const Names &names)
{
    script::Statement statement;
    statement.sql = renamed(entry.sql, names);
    // A schema may be there; an extension's statement says IF NOT EXISTS itself.
    if (entry.type == "SCHEMA" && statement.sql.rfind("CREATE SCHEMA ", 0) == 0)
        statement.sql.insert(std::string_view("CREATE SCHEMA ").size(), "IF NOT EXISTS ");
    statement.purpose = purposeOf(entry);
    statement.comment = entry.type + " " + (entry.schema == "-" ? "" : entry.schema + ".") + entry.name;
    return statement;
}

/// The schemas that target names need and the source does not have.
script::Script newSchemas(const std::vector<DumpEntry> &entries, const plan::MigrationPlan &plan)
{
    std::set<std::string> there = {"public"};
    for (const auto &entry : entries) {
        if (entry.type == "SCHEMA")
            there.insert(entry.name);
    }
    script::Script script;
    for (const auto &table : plan.tables) {
        if (!there.insert(table.target.schema).second)
            continue;
        script::Statement statement;
        statement.sql = "CREATE SCHEMA IF NOT EXISTS " + postgres::quoted(table.target.schema);
        statement.purpose = "create-schema";
        statement.comment = "SCHEMA " + table.target.schema;
        script.add(std::move(statement));
    }
    return script;
}

std::vector<Finding> planFindings(const plan::MigrationPlan &plan, const std::vector<catalog::Relation> &sources,
                                  bool hasTimescale)
{
    std::vector<Finding> findings;
    for (const auto &table : plan.tables) {
        if (!table.timeColumn)
            continue;
        const auto source = std::find_if(sources.begin(), sources.end(),
                                         [&](const auto &relation) { return relation.name == table.source; });
        if (source == sources.end() || !source->column(*table.timeColumn))
            findings.push_back({Severity::Refusal, Code::TimeColumnMissing,
                                {table.source.display(), *table.timeColumn}, {}});
        if (!hasTimescale)
            findings.push_back({Severity::Refusal, Code::TimescaleMissing, {table.source.display()},
                                "CREATE EXTENSION IF NOT EXISTS timescaledb"});
    }
    return findings;
}

} // namespace

TargetPreparation arrange(const std::vector<DumpEntry> &entries, const plan::MigrationPlan &plan, const Existing &existing)
{
    const auto names = targetNames(entries, plan);
    std::set<RelationName> chosen;
    for (const auto &table : plan.tables)
        chosen.insert(table.source);
    TargetPreparation preparation;
    preparation.before = newSchemas(entries, plan);
    script::Script last; // what acts on rows
    for (const auto &entry : entries) {
        const bool isLate = entry.postData && !findsRows(entry);
        auto &script = isView(entry) || (isLate && !actsOnRows(entry)) ? preparation.after : isLate ? last : preparation.before;
        auto statement = statementOf(entry, names);
        const char *why = nullptr;
        if (entry.table && !chosen.count(*entry.table))
            continue; // of a table that is not to be there
        if (exists(entry, names, existing))
            why = "the target has it already";
        else if (isView(entry))
            why = "views may need tables that were not chosen";
        if (why) {
            statement.state = script::State::Skipped;
            statement.comment += std::string(" (left out: ") + why + ")";
        }
        script.add(std::move(statement));
    }
    preparation.after.append(last);
    return preparation;
}

TargetPreparation prepareTarget(postgres::Connection &source, postgres::Connection &target, const DumpLogin &login,
                                const plan::MigrationPlan &plan, const StopToken &stop)
{
    std::vector<RelationName> names;
    for (const auto &table : plan.tables)
        names.push_back(table.source);
    const auto sources = catalog::RelationReader(source).readByName(names);
    const auto timescale = readTimescale(target);
    auto preparation = arrange(dumpDefinitions(login, stop), plan, readExisting(target));
    if (timescale)
        preparation.before.append(hypertableScript(plan.tables, sources, *timescale));
    preparation.findings = planFindings(plan, sources, timescale.has_value());
    auto more = hypertableFindings(readObstacles(source, plan.tables), plan.tables);
    preparation.findings.insert(preparation.findings.end(), more.begin(), more.end());
    std::stable_sort(preparation.findings.begin(), preparation.findings.end(),
                     [](const auto &a, const auto &b) { return a.severity > b.severity; });
    return preparation;
}

} // namespace tidegate::schema
