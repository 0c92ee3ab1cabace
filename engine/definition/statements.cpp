// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "definition/statements.h"

#include "definition/rename_order.h"
#include "postgres/quoting.h"

#include <algorithm>

namespace tidegate::definition {

namespace {

std::string alter(const RelationName &table)
{
    return "ALTER TABLE " + postgres::quoted(table) + " ";
}

/// The value of a default that is a number, a quoted text or a truth value, as pg_get_expr() writes those.
std::optional<std::string> constant(const std::string &expression)
{
    if (expression == "true" || expression == "false")
        return expression.substr(0, 1);
    if (!expression.empty() && expression.find_first_not_of("0123456789.") == std::string::npos)
        return expression;
    if (expression.size() < 2 || expression.front() != '\'')
        return std::nullopt;
    std::string value;
    std::size_t at = 1;
    for (; at < expression.size(); ++at) {
        if (expression[at] == '\'' && (at + 1 == expression.size() || expression[++at] != '\''))
            break;
        value += expression[at];
    }
    const bool cast = at == expression.size() || (expression.compare(at, 2, "::") == 0 && expression.find_first_of("'()", at) == std::string::npos);
    return cast ? std::optional(value) : std::nullopt;
}

} // namespace

bool variesByRow(const Column &column)
{
    return (column.defaultVaries || column.rewritten) && !column.missing;
}

std::string addColumn(const RelationName &table, const Column &column, bool withValues)
{
    const auto name = postgres::quoted(column.name);
    auto sql = alter(table) + "ADD COLUMN " + name + " " + column.type;
    const auto setDefault = [&](const std::string &how) { return "; " + alter(table) + "ALTER COLUMN " + name + " " + how; };
    const auto value = withValues ? column.missing : std::nullopt;
    const auto ownDefault = column.defaultVaries ? std::string() : column.defaultText;
    const auto wanted = ownDefault.empty() ? std::string("DROP DEFAULT") : "SET DEFAULT " + ownDefault;
    const std::string notNull = column.notNull ? " NOT NULL" : "";
    if (value)
        return constant(ownDefault) == value ? sql + " DEFAULT " + ownDefault + notNull
                                             : sql + " DEFAULT " + postgres::literal(*value) + notNull + setDefault(wanted);
    if (!withValues)
        return sql + (ownDefault.empty() ? "" : " DEFAULT " + ownDefault) + (ownDefault.empty() && column.defaultVaries ? "" : notNull);
    if (ownDefault.empty())
        return sql; // NOT NULL would be refused for the rows that are there
    return column.notNull ? sql + " DEFAULT " + ownDefault + notNull : sql + setDefault(wanted);
}

std::string addGeneratedColumn(const RelationName &table, const Column &column, const GeneratedAs &as)
{
    return alter(table) + "ADD COLUMN " + postgres::quoted(column.name) + " " + column.type + " GENERATED ALWAYS AS (" + as.expression + ") "
        + (as.isVirtual ? "VIRTUAL" : "STORED");
}

std::string dropColumn(const RelationName &table, const std::string &column)
{
    return alter(table) + "DROP COLUMN " + postgres::quoted(column);
}

std::string dropExpression(const RelationName &table, const std::string &column)
{
    return alter(table) + "ALTER COLUMN " + postgres::quoted(column) + " DROP EXPRESSION";
}

std::string alterType(const RelationName &table, const std::string &column, const std::string &type, bool byCast)
{
    const auto name = postgres::quoted(column);
    return alter(table) + "ALTER COLUMN " + name + " TYPE " + type + (byCast ? " USING " + name + "::" + type : "");
}

std::string renameTable(const RelationName &from, const RelationName &to)
{
    std::string sql;
    if (from.schema != to.schema)
        sql = alter(from) + "SET SCHEMA " + postgres::quoted(to.schema);
    if (from.name != to.name)
        sql += (sql.empty() ? "" : "; ") + alter({to.schema, from.name}) + "RENAME TO " + postgres::quoted(to.name);
    return sql;
}

std::vector<std::string> renames(const RelationName &table, const std::vector<Rename> &columns, const Definition &target)
{
    const auto rename = [&](const std::string &from, const std::string &to) {
        return alter(table) + "RENAME COLUMN " + postgres::quoted(from) + " TO " + postgres::quoted(to);
    };
    const auto goesAway = [&](const std::string &name) {
        return std::any_of(columns.begin(), columns.end(), [&](const Rename &each) { return each.from == name; });
    };
    return renamesInOrder(columns, [&](const std::string &name) { return target.named(name) && goesAway(name); },
                          [](const std::string &name) { return name + " (moved)"; }, rename);
}

} // namespace tidegate::definition
