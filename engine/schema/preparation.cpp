// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "schema/preparation.h"

#include "catalog/relation_reader.h"
#include "postgres/quoting.h"
#include "postgres/replica_role.h"
#include "schema/decisions.h"
#include "schema/definition_parts.h"
#include "schema/entry_statement.h"

#include <algorithm>
#include <map>
#include <set>

namespace tidegate::schema {

namespace {

/// Target names by source names: the chosen tables, and the sequences that are theirs, which move with them.
TargetNames targetNames(const std::vector<DumpEntry> &entries, const plan::MigrationPlan &plan)
{
    TargetNames names;
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

/// The schemas that target names need and neither side has.
script::Script newSchemas(const std::vector<DumpEntry> &entries, const plan::MigrationPlan &plan, const Existing &existing)
{
    std::set<std::string> there = {"public"};
    for (const auto &entry : entries) {
        if (entry.type == "SCHEMA")
            there.insert(entry.name);
    }
    if (const auto schemas = existing.others.find("SCHEMA"); schemas != existing.others.end()) {
        for (const auto &schema : schemas->second)
            there.insert(schema.name);
    }
    script::Script script;
    for (const auto &table : plan.tables) {
        if (!there.insert(table.target.schema).second)
            continue;
        script::Statement statement;
        statement.sql = "CREATE SCHEMA IF NOT EXISTS " + postgres::quoted(table.target.schema);
        statement.purpose = "create-schema";
        statement.comment = statement.id = "SCHEMA " + table.target.schema;
        statement.object = table.target.schema;
        script.add(std::move(statement));
    }
    return script;
}

/// Source names of those that are hypertables on the target or will be before the copy.
std::set<RelationName> hypertablesOf(const plan::MigrationPlan &plan, const Existing &existing)
{
    const auto extensions = existing.others.find("EXTENSION");
    const bool canBe = extensions != existing.others.end() && extensions->second.count({"-", "timescaledb"}) > 0;
    std::set<RelationName> names;
    for (const auto &table : plan.tables) {
        const auto isRefused = [&table](const plan::StatementDecision &decision) {
            return decision.kind == plan::StatementDecision::Kind::Refuse && decision.statement == hypertableId(table.source);
        };
        const bool isWanted = canBe && table.timeColumn
            && std::none_of(plan.statements.begin(), plan.statements.end(), isRefused);
        if (isWanted || existing.hypertables.count(table.target))
            names.insert(table.source);
    }
    return names;
}

/// The obstacles as the target will meet them: of a table that it has already, its own keys count.
std::map<RelationName, HypertableObstacles> obstacles(postgres::Connection &source, postgres::Connection &target,
                                                      const plan::MigrationPlan &plan, const Existing &existing)
{
    auto all = readObstacles(source, plan.tables);
    std::vector<plan::SelectedTable> there;
    for (const auto &table : plan.tables) {
        if (!existing.relations.count(table.target))
            continue;
        there.push_back({table.target, table.target, table.timeColumn, {}});
        auto &keys = all[table.source].keysWithoutTime;
        keys.erase(std::remove_if(keys.begin(), keys.end(),
                                  [&](const auto &key) {
                                      return existing.relations.count({table.target.schema, key.name}) > 0;
                                  }),
                   keys.end());
    }
    const auto onTarget = readObstacles(target, there);
    for (const auto &table : plan.tables) {
        const auto found = onTarget.find(table.target);
        if (found == onTarget.end())
            continue;
        auto &keys = all[table.source].keysWithoutTime;
        keys.insert(keys.end(), found->second.keysWithoutTime.begin(), found->second.keysWithoutTime.end());
    }
    return all;
}

Finding replicaRoleDenied(postgres::Connection &target)
{
    const auto role = target.exec("SELECT current_user").text(0, 0);
    return {Severity::Warning, Code::ReplicaRoleDenied, {role}, postgres::replicaRoleGrant(target.serverVersion(), role)};
}

} // namespace

bool isForeignKey(const script::Statement &statement)
{
    return statement.purpose == "create-foreign-key" || statement.purpose == "validate-foreign-key";
}

TargetPreparation arrange(const std::vector<DumpEntry> &entries, const plan::MigrationPlan &plan, const Existing &existing)
{
    const auto names = targetNames(entries, plan);
    std::set<RelationName> chosen;
    for (const auto &table : plan.tables)
        chosen.insert(table.source);
    TargetPreparation preparation;
    preparation.before = newSchemas(entries, plan, existing);
    const auto hypertables = hypertablesOf(plan, existing);
    script::Script last; // what acts on rows
    std::map<std::string, int> seen; // pg_dump's names are not unique for operators
    for (const auto &entry : entries) {
        if (entry.table && !chosen.count(*entry.table))
            continue; // of a table that is not to be there
        const bool isLate = entry.postData && !findsRows(entry);
        const bool isAfter = isView(entry) || isLate;
        auto &script = !isAfter ? preparation.before : isLate && actsOnRows(entry) ? last : preparation.after;
        auto statement = statementOf(entry, names);
        if (const auto number = ++seen[statement.id]; number > 1)
            statement.id += " #" + std::to_string(number);
        const MakingOf making{isAfter, entry.table && hypertables.count(*entry.table) > 0};
        for (auto &part : partsOf(entry, std::move(statement), names, existing, making)) {
            script.add(std::move(part.statement));
            if (part.isThere)
                script.skip(script.size() - 1, script::LeftOut::Exists);
            else if (isView(entry))
                script.skip(script.size() - 1, script::LeftOut::MayNeedMore);
        }
    }
    preparation.after.append(last);
    return preparation;
}

TargetPreparation prepareTarget(postgres::Connection &source, postgres::Connection &target, const DumpLogin &login,
                                const plan::MigrationPlan &plan, const StopToken &stop, const TellStep &tell)
{
    const auto say = [&tell](PreparationStep step) {
        if (tell)
            tell(step);
    };
    say(PreparationStep::Servers);
    std::vector<RelationName> names;
    for (const auto &table : plan.tables)
        names.push_back(table.source);
    const auto sources = catalog::RelationReader(source).readByName(names);
    const auto times = readChosenTimes(source, plan.tables, sources);
    const auto timescale = readTimescale(target);
    const auto existing = readExisting(target);
    const auto inTheWay = obstacles(source, target, plan, existing);
    const bool mayBeReplica = postgres::mayBeReplica(target);
    say(PreparationStep::DefinitionsBefore);
    const auto entries = dumpDefinitions(login, stop, [&say] { say(PreparationStep::DefinitionsAfter); });
    auto preparation = arrange(entries, plan, existing);
    if (timescale)
        preparation.before.append(hypertableScript(plan.tables, sources, times, *timescale, existing.hypertables));
    for (auto *script : {&preparation.before, &preparation.after})
        applyDecisions(*script, plan.statements);
    for (const auto &table : plan.tables) {
        if (!table.timeColumn || existing.hypertables.count(table.target))
            continue;
        const auto relation = std::find_if(sources.begin(), sources.end(),
                                           [&](const auto &each) { return each.name == table.source; });
        const auto found = inTheWay.find(table.source);
        auto more = hypertableFindings(table, relation != sources.end() && relation->column(*table.timeColumn),
                                       found == inTheWay.end() ? HypertableObstacles{} : found->second,
                                       timescale.has_value());
        preparation.findings.insert(preparation.findings.end(), more.begin(), more.end());
    }
    preparation.keysAct = !mayBeReplica;
    const auto &after = preparation.after.statements();
    if (!mayBeReplica && std::any_of(after.begin(), after.end(), [](const auto &each) { return isForeignKey(each) && each.state == script::State::Pending; }))
        preparation.findings.push_back(replicaRoleDenied(target));
    std::stable_sort(preparation.findings.begin(), preparation.findings.end(),
                     [](const auto &a, const auto &b) { return a.severity > b.severity; });
    return preparation;
}

} // namespace tidegate::schema
