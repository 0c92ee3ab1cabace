// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "schema/entry_statement.h"

#include "schema/sql_lexer.h"

#include <algorithm>
#include <array>
#include <string_view>

namespace tidegate::schema {

namespace {

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

/// For people: a part of a table without the table's name, which stands beside it.
std::string objectOf(const DumpEntry &entry, const TargetNames &names)
{
    if (entry.type == "TABLE" && entry.table)
        return moved(*entry.table, names).display();
    if (entry.type == "SEQUENCE" && entry.sequence)
        return moved(*entry.sequence, names).display();
    if (!entry.own.empty())
        return entry.own;
    const auto prefix = entry.table ? entry.table->name + " " : std::string();
    if (!prefix.empty() && entry.name.size() > prefix.size() && entry.name.rfind(prefix, 0) == 0)
        return entry.name.substr(prefix.size());
    return entry.table || entry.schema == "-" ? entry.name : entry.schema + "." + entry.name;
}

} // namespace

RelationName moved(const RelationName &name, const TargetNames &names)
{
    const auto found = names.find(name);
    return found == names.end() ? name : found->second;
}

bool isView(const DumpEntry &entry)
{
    return std::string_view(purposeOf(entry)) == "create-view";
}

bool actsOnRows(const DumpEntry &entry)
{
    return std::string_view(purposeOf(entry)) == "create-trigger";
}

bool findsRows(const DumpEntry &entry)
{
    return entry.type == "CONSTRAINT" || entry.sql.find("REPLICA IDENTITY USING INDEX") != std::string::npos
        || (entry.type == "INDEX" && entry.sql.rfind("CREATE UNIQUE INDEX", 0) == 0);
}

script::Statement statementOf(const DumpEntry &entry, const TargetNames &names)
{
    script::Statement statement;
    statement.sql = renamed(entry.sql, names);
    // A schema may be there; an extension's statement says IF NOT EXISTS itself.
    if (entry.type == "SCHEMA" && statement.sql.rfind("CREATE SCHEMA ", 0) == 0)
        statement.sql.insert(std::string_view("CREATE SCHEMA ").size(), "IF NOT EXISTS ");
    statement.purpose = purposeOf(entry);
    statement.comment = entry.type + " " + (entry.schema == "-" ? "" : entry.schema + ".") + entry.name;
    statement.id = statement.comment;
    statement.object = objectOf(entry, names);
    if (entry.table)
        statement.table = moved(*entry.table, names).display();
    return statement;
}

bool exists(const DumpEntry &entry, const TargetNames &names, const Existing &existing)
{
    const auto &type = entry.type;
    if (type == "SEQUENCE")
        return entry.sequence && existing.relations.count(moved(*entry.sequence, names)) > 0;
    if (type == "TYPE" || type == "DOMAIN")
        return existing.types.count({entry.schema, entry.name}) > 0;
    if (std::string_view(purposeOf(entry)) == "create-function")
        return existing.hasFunction(entry.schema, entry.name);
    if (isView(entry))
        return existing.relations.count({entry.schema, entry.name}) > 0;
    if (const auto kind = existing.others.find(type); kind != existing.others.end())
        return kind->second.count({entry.schema, entry.name}) > 0;
    if (!entry.table)
        return false;
    const auto table = moved(*entry.table, names);
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

} // namespace tidegate::schema
