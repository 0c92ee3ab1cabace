// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "journal/definition_rows.h"

#include "journal/schema.h"
#include "journal/unit_rows.h"
#include "postgres/quoting.h"

namespace tidegate::journal {

using postgres::parameters;

namespace {

std::map<std::uint32_t, std::string> byOid(const postgres::Result &rows)
{
    std::map<std::uint32_t, std::string> all;
    for (int row = 0; row < rows.rows(); ++row)
        all.emplace(static_cast<std::uint32_t>(rows.integer(row, 0)), rows.text(row, 1));
    return all;
}

} // namespace

bool keepsDefinitions(postgres::Connection &target)
{
    return hasTable(target, "definition");
}

std::map<std::uint32_t, std::string> readDefinitions(postgres::Connection &target, const std::string &subscription,
                                                     const std::vector<std::uint32_t> &oids)
{
    if (!keepsDefinitions(target))
        return {};
    return byOid(target.exec("SELECT rrelid, definition FROM _tidegate.definition"
                             " WHERE subname = $1 AND rrelid = ANY ($2::oid[])",
                             parameters(subscription, postgres::idArray(oids))));
}

std::map<std::uint32_t, std::string> readDefinitionsWith(postgres::Connection &target, const std::string &subscription,
                                                         const std::string &word)
{
    if (!keepsDefinitions(target))
        return {};
    return byOid(target.exec("SELECT rrelid, definition FROM _tidegate.definition WHERE subname = $1 AND strpos(definition, $2) > 0",
                             parameters(subscription, word)));
}

void replaceDefinition(postgres::Connection &target, const std::string &subscription, std::uint32_t oid, const std::string &before,
                       const std::string &now)
{
    target.exec("UPDATE _tidegate.definition SET definition = $4, recorded_at = now()"
                " WHERE subname = $1 AND rrelid = $2::oid AND definition = $3",
                parameters(subscription, std::to_string(oid), before, now));
}

void recordDefinitions(postgres::Connection &target, const std::string &subscription,
                       const std::map<std::uint32_t, std::string> &definitions)
{
    if (definitions.empty() || !keepsDefinitions(target))
        return;
    std::vector<std::uint32_t> oids;
    std::vector<std::string> texts;
    for (const auto &[oid, text] : definitions) {
        oids.push_back(oid);
        texts.push_back(text);
    }
    target.exec("INSERT INTO _tidegate.definition (subname, rrelid, definition)"
                " SELECT $1, w.oid, w.definition FROM unnest($2::oid[], $3::text[]) AS w(oid, definition)"
                " JOIN _tidegate.subscription_rel r ON r.subname = $1 AND r.rrelid = w.oid"
                " ON CONFLICT (subname, rrelid) DO UPDATE SET definition = excluded.definition, copy_again = false,"
                " recorded_at = now()",
                parameters(subscription, postgres::idArray(oids), postgres::textArray(texts)));
}

void recordNames(postgres::Connection &target, const std::string &subscription, const std::vector<TableNames> &tables)
{
    std::vector<std::uint32_t> oids;
    std::vector<std::string> schemas;
    std::vector<std::string> names;
    std::vector<std::string> targetSchemas;
    std::vector<std::string> targetNames;
    for (const auto &table : tables) {
        oids.push_back(table.oid);
        schemas.push_back(table.onSource.schema);
        names.push_back(table.onSource.name);
        targetSchemas.push_back(table.onTarget.schema);
        targetNames.push_back(table.onTarget.name);
    }
    target.exec("UPDATE _tidegate.subscription_rel r SET schemaname = w.schema, tablename = w.name, target_schema = w.target_schema,"
                " target_table = w.target_name, updated_at = now()"
                " FROM unnest($2::oid[], $3::name[], $4::name[], $5::name[], $6::name[]) AS w(oid, schema, name, target_schema, target_name)"
                " WHERE r.subname = $1 AND r.rrelid = w.oid",
                parameters(subscription, postgres::idArray(oids), postgres::textArray(schemas), postgres::textArray(names),
                           postgres::textArray(targetSchemas), postgres::textArray(targetNames)));
}

void stopToCopyAgain(postgres::Connection &target, const Fence &fence, std::uint32_t oid, const std::string &why)
{
    stopRelation(target, fence, oid, why);
    if (!keepsDefinitions(target))
        return;
    target.exec("INSERT INTO _tidegate.definition (subname, rrelid, definition, copy_again) VALUES ($1, $2::oid, '', true)"
                " ON CONFLICT (subname, rrelid) DO UPDATE SET copy_again = true",
                parameters(fence.subscription(), std::to_string(oid)));
}

std::vector<std::uint32_t> readCopyAgain(postgres::Connection &target, const std::string &subscription)
{
    if (!keepsDefinitions(target))
        return {};
    const auto rows = target.exec("SELECT d.rrelid FROM _tidegate.definition d JOIN _tidegate.subscription_rel r"
                                  " USING (subname, rrelid) WHERE subname = $1 AND d.copy_again AND r.stopped",
                                  parameters(subscription));
    std::vector<std::uint32_t> oids;
    for (int row = 0; row < rows.rows(); ++row)
        oids.push_back(static_cast<std::uint32_t>(rows.integer(row, 0)));
    return oids;
}

} // namespace tidegate::journal
