// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "schema/definition_parts.h"

#include "postgres/quoting.h"
#include "schema/command_forms.h"
#include "schema/sql_lexer.h"

#include <map>
#include <optional>
#include <utility>

namespace tidegate::schema {

namespace {

using postgres::literal;

/// The first server that takes ADD FOREIGN KEY … NOT VALID of a partitioned table.
constexpr int partitionedNotValid = 180000;

std::string regclass(const RelationName &name)
{
    return "pg_catalog.to_regclass(" + literal(postgres::quoted(name)) + ")";
}

constexpr char validatesForeignKey[] = "validate-foreign-key";

std::string validate(const RelationName &table, const std::string &foreignKey)
{
    return "ALTER TABLE " + postgres::quoted(table) + " VALIDATE CONSTRAINT " + postgres::quoted(foreignKey) + ";";
}

/// `foreignKey` empty: any of the table's.
std::string isNotValidated(const RelationName &table, const std::string &foreignKey)
{
    return "SELECT EXISTS (SELECT FROM pg_catalog.pg_constraint WHERE conrelid = " + regclass(table)
        + (foreignKey.empty() ? "" : " AND conname = " + literal(foreignKey)) + " AND contype = 'f' AND NOT convalidated)";
}

/// Another statement about the object of `made`.
script::Statement beside(const script::Statement &made, const std::string &what, const char *purpose, std::string sql)
{
    auto statement = made;
    statement.id = statement.comment = what + " " + made.id;
    statement.about = made.id;
    statement.purpose = purpose;
    statement.sql = std::move(sql);
    statement.transactional = true;
    return statement;
}

DefinitionPart dropOf(const RelationName &index, const script::Statement &made, bool isOfHypertable)
{
    auto drop = beside(made, "DROP", "drop-invalid-index",
                       std::string("DROP INDEX ") + (isOfHypertable ? "" : "CONCURRENTLY ") + postgres::quoted(index) + ";");
    drop.transactional = isOfHypertable;
    drop.onlyIf = std::string("SELECT EXISTS (SELECT FROM pg_catalog.pg_index x WHERE x.indexrelid = ") + regclass(index)
        + " AND " + leftInvalid() + ")";
    drop.onlyIfAnyway = true;
    return {std::move(drop), false};
}

std::vector<DefinitionPart> indexParts(const DumpEntry &entry, script::Statement made, const TargetNames &names,
                                       const Existing &existing, const MakingOf &making)
{
    const auto table = moved(*entry.table, names);
    const RelationName index{table.schema, entry.name};
    const bool isThere = exists(entry, names, existing);
    std::vector<DefinitionPart> parts;
    if (existing.invalidIndexes.count(index))
        parts.push_back(dropOf(index, made, making.isOfHypertable));
    // What is to be known of the index beside its CREATE: a build that lets writers go on must stand alone.
    const auto commands = commandsOf(made.sql);
    std::optional<std::string> build;
    if (making.isAfterCopy && !commands.empty() && !existing.partitioned.count(table))
        build = making.isOfHypertable ? perChunk(commands.front()) : concurrently(commands.front());
    if (!build) {
        parts.push_back({std::move(made), isThere});
        return parts;
    }
    std::string more;
    for (std::size_t at = 1; at < commands.size(); ++at)
        more += (at > 1 ? "\n" : "") + commands[at];
    if (index.schema != entry.schema)
        more = renamed(more, {{{entry.schema, entry.name}, index}});
    auto settings = beside(made, "SETTINGS", made.purpose.c_str(), more);
    settings.onlyIf = "SELECT " + regclass(index) + " IS NOT NULL";
    made.sql = std::move(*build);
    made.transactional = false;
    parts.push_back({std::move(made), isThere});
    if (!more.empty())
        parts.push_back({std::move(settings), isThere && existing.setIndexes.count(index) > 0});
    return parts;
}

std::vector<DefinitionPart> foreignKeyParts(const DumpEntry &entry, script::Statement made, const TargetNames &names,
                                            const Existing &existing, const MakingOf &making)
{
    const auto table = moved(*entry.table, names);
    const bool isThere = exists(entry, names, existing);
    const auto whole = withoutOnly(made.sql);
    const bool isPartitioned = !whole || existing.partitioned.count(table) > 0;
    if (whole && making.isOfHypertable)
        made.sql = *whole;
    made.locks = {postgres::quoted(table)};
    if (const auto other = referenced(made.sql); other && *other != table)
        made.locks.push_back(postgres::quoted(*other));
    const auto quick = isPartitioned && existing.serverVersion < partitionedNotValid ? std::nullopt : notValid(made.sql);
    if (!quick)
        return {{std::move(made), isThere}};
    made.sql = *quick;
    auto validation = beside(made, "VALIDATE", validatesForeignKey, validate(table, entry.own));
    validation.givesWay = false; // nobody waits behind it
    validation.onlyIf = isNotValidated(table, entry.own);
    return {{std::move(made), isThere}, {std::move(validation), isThere && !existing.notValidated.count({table, entry.own})}};
}

} // namespace

std::vector<DefinitionPart> partsOf(const DumpEntry &entry, script::Statement made, const TargetNames &names,
                                    const Existing &existing, const MakingOf &making)
{
    made.givesWay = making.isAfterCopy;
    if (entry.type == "INDEX" && entry.table)
        return indexParts(entry, std::move(made), names, existing, making);
    if (entry.type == "FK CONSTRAINT" && entry.table && making.isAfterCopy)
        return foreignKeyParts(entry, std::move(made), names, existing, making);
    return {{std::move(made), exists(entry, names, existing)}};
}

std::vector<std::size_t> followEdits(script::Script &script)
{
    std::map<std::string, std::size_t> byId;
    for (std::size_t at = 0; at < script.size(); ++at)
        byId.emplace(script.at(at).id, at);
    std::vector<std::size_t> changed;
    for (std::size_t at = 0; at < script.size(); ++at) {
        const auto &statement = script.at(at);
        const auto made = byId.find(statement.about);
        if (statement.purpose != validatesForeignKey || statement.original || statement.state == script::State::Done
            || statement.state == script::State::Running || made == byId.end())
            continue;
        for (const auto &command : commandsOf(script.at(made->second).sql)) {
            const auto name = foreignKeyName(command);
            if (!name)
                continue;
            const bool isNamed = !name->constraint.empty();
            if (!isNamed && !name->isNotValid)
                break;
            // What the server will call it only the user can say here: that this fails asks for it.
            auto sql = isNamed ? validate(name->table, name->constraint) : statement.sql;
            auto onlyIf = isNotValidated(name->table, name->constraint);
            if (sql != statement.sql || onlyIf != statement.onlyIf) {
                script.remake(at, std::move(sql), std::move(onlyIf));
                changed.push_back(at);
            }
            break;
        }
    }
    return changed;
}

} // namespace tidegate::schema
