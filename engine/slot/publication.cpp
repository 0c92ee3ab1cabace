// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "slot/publication.h"

#include "base/problem.h"
#include "postgres/quoting.h"
#include "slot/slot_facts.h"
#include "slot/slot_names.h"

namespace tidegate::slot {

std::string ownPublicationName(const std::string &subscription)
{
    return nameFor(subscription, maximumName);
}

namespace {

constexpr char mark[] = "made by Tidegate";
constexpr char storedColumns[] = "publish_generated_columns = stored";

std::string list(const std::vector<RelationName> &tables)
{
    std::string text;
    for (const auto &table : tables)
        text += (text.empty() ? "" : ",\n    ") + postgres::quoted(table);
    return text;
}

} // namespace

std::string createPublicationSql(const std::string &name, const std::vector<RelationName> &tables, bool generated)
{
    return "CREATE PUBLICATION " + postgres::quoted(name) + (tables.empty() ? "" : " FOR TABLE " + list(tables))
        + (generated ? std::string("\n    WITH (") + storedColumns + ")" : "");
}

std::string publishGeneratedSql(const std::string &name)
{
    return "ALTER PUBLICATION " + postgres::quoted(name) + " SET (" + storedColumns + ")";
}

std::string addTablesSql(const std::string &name, const std::vector<RelationName> &tables)
{
    return "ALTER PUBLICATION " + postgres::quoted(name) + " ADD TABLE " + list(tables);
}

std::string dropTablesSql(const std::string &name, const std::vector<RelationName> &tables)
{
    return "ALTER PUBLICATION " + postgres::quoted(name) + " DROP TABLE " + list(tables);
}

std::string markAsOwnSql(const std::string &subscription)
{
    return "COMMENT ON PUBLICATION " + postgres::quoted(ownPublicationName(subscription)) + " IS " + postgres::literal(mark);
}

bool ownPublicationExists(postgres::Connection &source, const std::string &subscription)
{
    return source.exec("SELECT FROM pg_catalog.pg_publication WHERE pubname = $1"
                       " AND pg_catalog.obj_description(oid, 'pg_publication') = $2",
                       postgres::parameters(ownPublicationName(subscription), mark))
               .rows()
           > 0;
}

bool publicationExists(postgres::Connection &source, const std::string &name)
{
    return source.exec("SELECT FROM pg_catalog.pg_publication WHERE pubname = $1", postgres::parameters(name))
               .rows()
           > 0;
}

void createPublication(postgres::Connection &source, const std::string &name,
                       const std::vector<RelationName> &tables)
{
    source.exec(createPublicationSql(name, tables));
}

void addToPublication(postgres::Connection &source, const std::string &name, const RelationName &table,
                      bool only)
{
    source.exec("ALTER PUBLICATION " + postgres::quoted(name) + " ADD TABLE " + (only ? "ONLY " : "") + postgres::quoted(table));
}

void dropFromPublication(postgres::Connection &source, const std::string &name, const RelationName &table)
{
    source.exec("ALTER PUBLICATION " + postgres::quoted(name) + " DROP TABLE " + postgres::quoted(table));
}

bool dropOwnPublication(postgres::Connection &source, const std::string &name)
{
    if (name.rfind(slotPrefix, 0) != 0)
        throw ProblemError(Code::Internal, {"asked to drop a publication that is not Tidegate's: " + name});
    if (!publicationExists(source, name))
        return false;
    source.exec("DROP PUBLICATION " + postgres::quoted(name));
    return true;
}

} // namespace tidegate::slot
