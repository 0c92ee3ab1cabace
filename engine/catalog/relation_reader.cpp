// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "catalog/relation_reader.h"

#include "catalog/portable_types.h"
#include "catalog/relation_queries.h"
#include "postgres/json.h"
#include "postgres/quoting.h"

namespace tidegate::catalog {

namespace {

std::vector<std::string> strings(const QJsonArray &values)
{
    std::vector<std::string> result;
    result.reserve(static_cast<std::size_t>(values.size()));
    for (const auto &value : values)
        result.push_back(postgres::bytes(value));
    return result;
}

Column column(const QJsonArray &json, int serverVersion)
{
    Column result;
    result.name = postgres::bytes(json[0]);
    result.typeOid = static_cast<std::uint32_t>(json[1].toInteger());
    result.typeName = postgres::bytes(json[2]);
    result.typmod = json[3].toInt(-1);
    result.notNull = json[4].toBool();
    const auto generated = json[5].toString();
    result.generated = !generated.isEmpty();
    result.generatedVirtual = generated == QLatin1String("v");
    const auto identity = json[6].toString();
    result.identity = identity.isEmpty() ? '\0' : identity.front().toLatin1();
    result.canBeToasted = json[7].toBool();
    result.ownTextCast = json[8].toBool();
    result.binaryIsPortable = isPortableInBinary(result.typeOid, serverVersion);
    return result;
}

void addKeys(Relation &relation, const QJsonArray &keys)
{
    for (const auto &value : keys) {
        const auto json = value.toArray();
        Key key;
        key.name = postgres::bytes(json[0]);
        key.primary = json[1].toBool();
        key.identity = json[2].toBool();
        key.columns = strings(json[3].toArray());
        key.equals = strings(json[4].toArray());
        key.columnsNotNull = true;
        bool usable = !key.columns.empty();
        for (std::size_t i = 0; i < key.columns.size(); ++i) {
            const auto *found = relation.column(key.columns[i]);
            usable = usable && found && !key.equals[i].empty();
            key.columnsNotNull = key.columnsNotNull && found && found->notNull;
        }
        if (usable)
            relation.keys.push_back(std::move(key));
    }
}

Relation relation(const postgres::Result &result, int row, int serverVersion)
{
    Relation relation;
    relation.oid = static_cast<std::uint32_t>(result.integer(row, FieldOid));
    relation.name = {result.text(row, FieldSchema), result.text(row, FieldName)};
    relation.kind = RelationKind{result.view(row, FieldKind).front()};
    relation.replicaIdentity = ReplicaIdentity{result.view(row, FieldIdentity).front()};
    relation.unlogged = result.boolean(row, FieldUnlogged);
    relation.hypertable = result.boolean(row, FieldHypertable);
    relation.chunk = !result.isNull(row, FieldChunkOfName);
    if (relation.chunk)
        relation.chunkOf =
            RelationName{result.text(row, FieldChunkOfSchema), result.text(row, FieldChunkOfName)};
    relation.rowSecurity = result.boolean(row, FieldRowSecurity);
    if (!result.isNull(row, FieldRootName))
        relation.partitionOf =
            RelationName{result.text(row, FieldRootSchema), result.text(row, FieldRootName)};
    relation.owner = result.text(row, FieldOwner);
    for (const auto &json : postgres::jsonArray(result, row, FieldColumns))
        relation.columns.push_back(column(json.toArray(), serverVersion));
    addKeys(relation, postgres::jsonArray(result, row, FieldKeys));
    relation.deferrablePrimaryKey = !result.isNull(row, FieldDeferrable);
    relation.deferrablePrimaryKeyName = result.text(row, FieldDeferrable);
    relation.uniqueColumns = strings(postgres::jsonArray(result, row, FieldUnique));
    relation.actingTriggers = strings(postgres::jsonArray(result, row, FieldTriggers));
    relation.actingRules = strings(postgres::jsonArray(result, row, FieldRules));
    relation.heapPages = result.integer(row, FieldPages);
    relation.totalBytes = result.integer(row, FieldBytes);
    if (const auto rows = result.optional(row, FieldRows))
        relation.estimatedRows = QByteArray::fromStdString(*rows).toDouble(); // strtod() follows the locale
    return relation;
}

} // namespace

std::vector<Relation> RelationReader::select(const std::string &wanted,
                                             const postgres::Parameters &parameters, const std::string &rest)
{
    if (!m_timescale) {
        const auto asked =
            m_connection.exec("SELECT to_regclass('_timescaledb_catalog.hypertable') IS NOT NULL");
        m_timescale = asked.boolean(0, 0);
    }
    const auto result = m_connection.exec(relationQuery(*m_timescale, wanted, rest), parameters);
    std::vector<Relation> relations;
    relations.reserve(static_cast<std::size_t>(result.rows()));
    for (int row = 0; row < result.rows(); ++row)
        relations.push_back(relation(result, row, m_connection.serverVersion()));
    return relations;
}

std::optional<Relation> RelationReader::read(const RelationName &name)
{
    auto relations = readByName({name});
    if (relations.empty())
        return std::nullopt;
    return std::move(relations.front());
}

std::vector<Relation> RelationReader::readByOid(const std::vector<std::uint32_t> &oids)
{
    return select("unnest($1::oid[]) WITH ORDINALITY AS w(oid, place)"
                  " JOIN pg_catalog.pg_class c ON c.oid = w.oid"
                  " JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace",
                  postgres::parameters(postgres::idArray(oids)),
                  "c.relkind IN ('r', 'p', 'f', 'v', 'm') ORDER BY w.place");
}

std::vector<Relation> RelationReader::readByName(const std::vector<RelationName> &names)
{
    std::vector<std::string> schemas;
    std::vector<std::string> relations;
    for (const auto &name : names) {
        schemas.push_back(name.schema);
        relations.push_back(name.name);
    }
    return select("unnest($1::name[], $2::name[]) WITH ORDINALITY AS w(schema, name, place)"
                  " JOIN pg_catalog.pg_namespace n ON n.nspname = w.schema"
                  " JOIN pg_catalog.pg_class c ON c.relnamespace = n.oid AND c.relname = w.name",
                  postgres::parameters(postgres::textArray(schemas), postgres::textArray(relations)),
                  "c.relkind IN ('r', 'p', 'f', 'v', 'm') ORDER BY w.place");
}

std::vector<Relation> RelationReader::readAll()
{
    return select("pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace", {}, R"(
       c.relkind IN ('r', 'p') AND c.relpersistence <> 't'
   AND n.nspname !~ '^pg_'
   AND n.nspname NOT IN ('information_schema', '_tidegate', 'timescaledb_information', 'timescaledb_experimental')
   AND n.nspname !~ '^_timescaledb_'
   AND NOT EXISTS (SELECT FROM pg_catalog.pg_inherits h
                    WHERE h.inhrelid = c.oid AND h.inhparent IN (SELECT hypertables.oid FROM hypertables))
   AND NOT EXISTS (SELECT FROM pg_catalog.pg_depend d
                    WHERE d.classid = 'pg_catalog.pg_class'::regclass AND d.objid = c.oid AND d.deptype = 'e')
 ORDER BY n.nspname, c.relname)");
}

} // namespace tidegate::catalog
