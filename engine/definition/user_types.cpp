// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "definition/user_types.h"

#include "base/joined.h"
#include "definition/problem.h"
#include "postgres/quoting.h"

#include <QJsonArray>
#include <QJsonDocument>

#include <algorithm>
#include <map>
#include <set>

namespace tidegate::definition {

namespace {

// Those of which others are made come first. Row types of tables are none of these; extensions bring their own.
constexpr char typesOfSource[] = R"(
WITH RECURSIVE needed(oid, depth) AS (
    SELECT w, 0 FROM unnest($1::oid[]) w
    UNION
    SELECT inner_type.oid, n.depth + 1
      FROM needed n JOIN pg_catalog.pg_type t ON t.oid = n.oid, LATERAL (
        SELECT t.typelem AS oid WHERE t.typcategory = 'A' AND t.typelem <> 0
        UNION ALL SELECT t.typbasetype WHERE t.typtype = 'd'
        UNION ALL SELECT a.atttypid FROM pg_catalog.pg_attribute a
                   WHERE t.typtype = 'c' AND a.attrelid = t.typrelid AND a.attnum > 0 AND NOT a.attisdropped
        UNION ALL SELECT r.rngsubtype FROM pg_catalog.pg_range r WHERE r.rngtypid = t.oid) inner_type
     WHERE n.depth < 20)
SELECT s.nspname, t.typname, t.typtype, e.extname,
       (SELECT json_agg(l.enumlabel ORDER BY l.enumsortorder) FROM pg_catalog.pg_enum l WHERE l.enumtypid = t.oid),
       CASE t.typtype WHEN 'd' THEN format_type(t.typbasetype, t.typtypmod)
                      WHEN 'r' THEN (SELECT format_type(r.rngsubtype, NULL) FROM pg_catalog.pg_range r WHERE r.rngtypid = t.oid) END,
       t.typnotnull, t.typdefault,
       (SELECT json_agg(json_build_array(k.conname, pg_get_constraintdef(k.oid)) ORDER BY k.conname)
          FROM pg_catalog.pg_constraint k WHERE k.contypid = t.oid AND k.contype = 'c'),
       (SELECT json_agg(json_build_array(a.attname, format_type(a.atttypid, a.atttypmod)) ORDER BY a.attnum)
          FROM pg_catalog.pg_attribute a WHERE t.typtype = 'c' AND a.attrelid = t.typrelid AND a.attnum > 0 AND NOT a.attisdropped)
  FROM (SELECT oid, max(depth) AS depth FROM needed GROUP BY oid) n
  JOIN pg_catalog.pg_type t ON t.oid = n.oid
  JOIN pg_catalog.pg_namespace s ON s.oid = t.typnamespace
  LEFT JOIN pg_catalog.pg_class c ON c.oid = t.typrelid
  LEFT JOIN pg_catalog.pg_depend d ON d.classid = 'pg_catalog.pg_type'::regclass AND d.objid = t.oid AND d.deptype = 'e'
  LEFT JOIN pg_catalog.pg_extension e ON e.oid = d.refobjid
 WHERE s.nspname NOT IN ('pg_catalog', 'information_schema')
   AND (t.typtype IN ('e', 'd', 'r') OR c.relkind = 'c' OR e.oid IS NOT NULL)
 ORDER BY n.depth DESC, s.nspname, t.typname)";

constexpr char typesOfTarget[] = R"(
SELECT w.schema, w.name, to_regnamespace(quote_ident(w.schema)) IS NOT NULL, t.oid IS NOT NULL,
       (SELECT json_agg(l.enumlabel ORDER BY l.enumsortorder) FROM pg_catalog.pg_enum l WHERE l.enumtypid = t.oid)
  FROM unnest($1::name[], $2::name[]) AS w(schema, name)
  LEFT JOIN pg_catalog.pg_namespace s ON s.nspname = w.schema
  LEFT JOIN pg_catalog.pg_type t ON t.typnamespace = s.oid AND t.typname = w.name)";

struct There {
    bool schema = false;
    bool type = false;
    std::vector<std::string> labels;
};

QJsonArray list(const postgres::Result &rows, int row, int column)
{
    return rows.isNull(row, column) ? QJsonArray() : QJsonDocument::fromJson(QByteArray::fromStdString(rows.text(row, column))).array();
}

std::vector<std::string> texts(const QJsonArray &array)
{
    std::vector<std::string> all;
    for (const auto &each : array)
        all.push_back(each.toString().toStdString());
    return all;
}

std::string createType(const postgres::Result &rows, int row)
{
    const auto name = postgres::quoted(RelationName{rows.text(row, 0), rows.text(row, 1)});
    std::vector<std::string> parts;
    switch (rows.text(row, 2).front()) {
    case 'e':
        for (const auto &label : texts(list(rows, row, 4)))
            parts.push_back(postgres::literal(label));
        return "CREATE TYPE " + name + " AS ENUM (" + joined(parts) + ")";
    case 'd': {
        auto sql = "CREATE DOMAIN " + name + " AS " + rows.text(row, 5);
        if (!rows.isNull(row, 7))
            sql += " DEFAULT " + rows.text(row, 7);
        if (rows.boolean(row, 6))
            sql += " NOT NULL";
        for (const auto &check : list(rows, row, 8))
            sql += " CONSTRAINT " + postgres::quoted(check.toArray()[0].toString().toStdString()) + " "
                + check.toArray()[1].toString().toStdString();
        return sql;
    }
    case 'r':
        return "CREATE TYPE " + name + " AS RANGE (SUBTYPE = " + rows.text(row, 5) + ")";
    default:
        for (const auto &attribute : list(rows, row, 9))
            parts.push_back(postgres::quoted(attribute.toArray()[0].toString().toStdString()) + " "
                            + attribute.toArray()[1].toString().toStdString());
        return "CREATE TYPE " + name + " AS (" + joined(parts) + ")";
    }
}

} // namespace

std::vector<std::string> labelStatements(const std::string &type, const std::vector<std::string> &wanted,
                                         const std::vector<std::string> &there)
{
    const auto isIn = [](const std::vector<std::string> &labels, const std::string &label) {
        return std::find(labels.begin(), labels.end(), label) != labels.end();
    };
    std::vector<std::string> statements;
    const auto alter = "ALTER TYPE " + type + " ";
    for (std::size_t i = 0; i < wanted.size(); ++i) {
        const auto label = postgres::literal(wanted[i]);
        if (isIn(there, wanted[i]))
            continue;
        if (wanted.size() == there.size() && !isIn(wanted, there[i]))
            statements.push_back(alter + "RENAME VALUE " + postgres::literal(there[i]) + " TO " + label);
        else if (i > 0)
            statements.push_back(alter + "ADD VALUE " + label + " AFTER " + postgres::literal(wanted[i - 1]));
        else
            statements.push_back(alter + "ADD VALUE " + label + (there.empty() ? "" : " BEFORE " + postgres::literal(there.front())));
    }
    return statements;
}

TypeMends mendTypes(postgres::Connection &source, postgres::Connection &target, const std::vector<std::uint32_t> &types)
{
    TypeMends mends;
    const auto rows = source.exec(typesOfSource, postgres::parameters(postgres::idArray(types)));
    if (rows.rows() == 0)
        return mends;
    std::vector<std::string> schemas;
    std::vector<std::string> names;
    for (int row = 0; row < rows.rows(); ++row) {
        schemas.push_back(rows.text(row, 0));
        names.push_back(rows.text(row, 1));
    }
    std::map<RelationName, There> onTarget;
    const auto found = target.exec(typesOfTarget, postgres::parameters(postgres::textArray(schemas), postgres::textArray(names)));
    for (int row = 0; row < found.rows(); ++row)
        onTarget[{found.text(row, 0), found.text(row, 1)}] = {found.boolean(row, 2), found.boolean(row, 3), texts(list(found, row, 4))};
    std::set<std::string> made; // schemas and extensions
    for (int row = 0; row < rows.rows(); ++row) {
        const RelationName name{rows.text(row, 0), rows.text(row, 1)};
        const auto &there = onTarget[name];
        if (there.type) {
            const auto labels = labelStatements(postgres::quoted(name), texts(list(rows, row, 4)), there.labels);
            if (!labels.empty())
                mends.differences.push_back("the enum " + name.display() + " has other labels on the target");
            mends.statements.insert(mends.statements.end(), labels.begin(), labels.end());
            continue;
        }
        mends.differences.push_back("the target has no type " + name.display());
        const auto schema = "CREATE SCHEMA " + postgres::quoted(name.schema);
        if (!there.schema && made.insert(schema).second)
            mends.statements.push_back(schema);
        const auto statement = rows.isNull(row, 3) ? createType(rows, row)
                                                   : "CREATE EXTENSION " + postgres::quoted(rows.text(row, 3)) + " SCHEMA "
                                                         + postgres::quoted(name.schema);
        if (made.insert(statement).second)
            mends.statements.push_back(statement);
    }
    return mends;
}

std::optional<Problem> typesProblem(postgres::Connection &source, postgres::Connection &target, std::uint32_t oid,
                                    const RelationName &table)
{
    std::vector<std::uint32_t> types;
    if (const auto definition = read(source, oid)) {
        for (const auto &column : definition->columns)
            types.push_back(column.typeOid);
    }
    const auto mends = mendTypes(source, target, types);
    Comparison comparison;
    comparison.differences = mends.differences;
    comparison.statements = mends.statements;
    return comparison.agrees() ? std::nullopt : std::optional(problem(table, comparison));
}

void addTypes(Comparison &comparison, postgres::Connection &source, postgres::Connection &target)
{
    if (comparison.types.empty())
        return;
    const auto mends = mendTypes(source, target, comparison.types);
    comparison.differences.insert(comparison.differences.end(), mends.differences.begin(), mends.differences.end());
    comparison.statements.insert(comparison.statements.begin(), mends.statements.begin(), mends.statements.end());
}

} // namespace tidegate::definition
