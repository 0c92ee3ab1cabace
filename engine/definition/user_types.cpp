// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "definition/user_types.h"

#include "base/joined.h"
#include "definition/problem.h"
#include "postgres/json.h"
#include "postgres/quoting.h"

#include <algorithm>
#include <map>
#include <set>

namespace tidegate::definition {

namespace {

/// The first oid that is not one of PostgreSQL's own types.
constexpr std::uint32_t firstOfUsers = 16384;

// With those of which they are made. Row types of tables are none of these; extensions bring their own.
constexpr char neededTypes[] = R"(
WITH RECURSIVE needed(root, oid, depth) AS (
    SELECT w, w, 0 FROM unnest($1::oid[]) w
    UNION
    SELECT n.root, inner_type.oid, n.depth + 1
      FROM needed n JOIN pg_catalog.pg_type t ON t.oid = n.oid, LATERAL (
        SELECT t.typelem AS oid WHERE t.typcategory = 'A' AND t.typelem <> 0
        UNION ALL SELECT t.typbasetype WHERE t.typtype = 'd'
        UNION ALL SELECT a.atttypid FROM pg_catalog.pg_attribute a
                   WHERE t.typtype = 'c' AND a.attrelid = t.typrelid AND a.attnum > 0 AND NOT a.attisdropped
        UNION ALL SELECT r.rngsubtype FROM pg_catalog.pg_range r WHERE r.rngtypid = t.oid) inner_type
     WHERE n.depth < 20))";

// Those of which others are made come first.
constexpr char typesOfSource[] = R"(
SELECT s.nspname, t.typname, t.typtype, e.extname,
       (SELECT json_agg(json_build_array(l.oid::bigint, l.enumlabel) ORDER BY l.enumsortorder)
          FROM pg_catalog.pg_enum l WHERE l.enumtypid = t.oid),
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

constexpr char enumsOfSource[] = R"(
SELECT n.root, s.nspname, t.typname,
       (SELECT json_agg(json_build_array(l.oid::bigint, l.enumlabel) ORDER BY l.enumsortorder)
          FROM pg_catalog.pg_enum l WHERE l.enumtypid = t.oid)
  FROM (SELECT DISTINCT root, oid FROM needed) n
  JOIN pg_catalog.pg_type t ON t.oid = n.oid AND t.typtype = 'e'
  JOIN pg_catalog.pg_namespace s ON s.oid = t.typnamespace)";

constexpr char typesOfTarget[] = R"(
SELECT w.schema, w.name, to_regnamespace(quote_ident(w.schema)) IS NOT NULL, t.oid IS NOT NULL,
       (SELECT json_agg(json_build_array(l.oid::bigint, l.enumlabel) ORDER BY l.enumsortorder)
          FROM pg_catalog.pg_enum l WHERE l.enumtypid = t.oid)
  FROM unnest($1::name[], $2::name[]) AS w(schema, name)
  LEFT JOIN pg_catalog.pg_namespace s ON s.nspname = w.schema
  LEFT JOIN pg_catalog.pg_type t ON t.typnamespace = s.oid AND t.typname = w.name)";

struct There {
    bool schema = false;
    bool type = false;
    std::vector<Label> labels;
};

std::vector<Label> labels(const postgres::Result &rows, int row, int column)
{
    std::vector<Label> all;
    for (const auto &each : postgres::jsonArray(rows, row, column))
        all.push_back({static_cast<std::uint32_t>(each.toArray()[0].toDouble()), postgres::bytes(each.toArray()[1])});
    return all;
}

std::map<RelationName, There> typesThere(postgres::Connection &target, const std::vector<RelationName> &types)
{
    std::vector<std::string> schemas;
    std::vector<std::string> names;
    for (const auto &type : types) {
        schemas.push_back(type.schema);
        names.push_back(type.name);
    }
    std::map<RelationName, There> all;
    const auto found = target.exec(typesOfTarget, postgres::parameters(postgres::textArray(schemas), postgres::textArray(names)));
    for (int row = 0; row < found.rows(); ++row)
        all[{found.text(row, 0), found.text(row, 1)}] = {found.boolean(row, 2), found.boolean(row, 3), labels(found, row, 4)};
    return all;
}

/// Of users, or empty.
std::vector<std::uint32_t> ofUsers(std::vector<std::uint32_t> types)
{
    std::erase_if(types, [](std::uint32_t oid) { return oid < firstOfUsers; });
    std::sort(types.begin(), types.end());
    types.erase(std::unique(types.begin(), types.end()), types.end());
    return types;
}

std::string createType(const postgres::Result &rows, int row)
{
    const auto name = postgres::quoted(RelationName{rows.text(row, 0), rows.text(row, 1)});
    std::vector<std::string> parts;
    switch (rows.text(row, 2).front()) {
    case 'e':
        for (const auto &label : labels(rows, row, 4))
            parts.push_back(postgres::literal(label.name));
        return "CREATE TYPE " + name + " AS ENUM (" + joined(parts) + ")";
    case 'd': {
        auto sql = "CREATE DOMAIN " + name + " AS " + rows.text(row, 5);
        if (!rows.isNull(row, 7))
            sql += " DEFAULT " + rows.text(row, 7);
        if (rows.boolean(row, 6))
            sql += " NOT NULL";
        for (const auto &check : postgres::jsonArray(rows, row, 8))
            sql += " CONSTRAINT " + postgres::quoted(postgres::bytes(check.toArray()[0])) + " "
                + postgres::bytes(check.toArray()[1]);
        return sql;
    }
    case 'r':
        return "CREATE TYPE " + name + " AS RANGE (SUBTYPE = " + rows.text(row, 5) + ")";
    default:
        for (const auto &attribute : postgres::jsonArray(rows, row, 9))
            parts.push_back(postgres::quoted(postgres::bytes(attribute.toArray()[0])) + " "
                            + postgres::bytes(attribute.toArray()[1]));
        return "CREATE TYPE " + name + " AS (" + joined(parts) + ")";
    }
}

/// For each table that remembers labels of this enum, what differs once; by their names where none does.
std::set<std::vector<std::string>> labelMends(const std::string &type, const std::vector<Label> &wanted, const std::vector<Label> &there,
                                              const std::vector<std::vector<KnownLabel>> &known)
{
    std::set<std::vector<std::string>> mends;
    bool remembered = false;
    for (const auto &ofTable : known) {
        if (!remembersAny(ofTable, wanted))
            continue;
        remembered = true;
        mends.insert(labelStatements(type, wanted, there, ofTable));
    }
    if (!remembered)
        mends.insert(labelStatements(type, wanted, there, {}));
    mends.erase(std::vector<std::string>());
    return mends;
}

} // namespace

std::vector<TypeMend> mendTypes(postgres::Connection &source, postgres::Connection &target, const std::vector<std::uint32_t> &types,
                                const std::vector<std::vector<KnownLabel>> &known)
{
    std::vector<TypeMend> mends;
    const auto wanted = ofUsers(types);
    if (wanted.empty())
        return mends;
    const auto rows = source.exec(std::string(neededTypes) + typesOfSource, postgres::parameters(postgres::idArray(wanted)));
    std::vector<RelationName> names;
    for (int row = 0; row < rows.rows(); ++row)
        names.push_back({rows.text(row, 0), rows.text(row, 1)});
    if (names.empty())
        return mends;
    const auto onTarget = typesThere(target, names);
    std::set<std::string> made; // schemas and extensions
    for (int row = 0; row < rows.rows(); ++row) {
        const auto &name = names[static_cast<std::size_t>(row)];
        const auto &there = onTarget.at(name);
        if (there.type) {
            for (const auto &statements : labelMends(postgres::quoted(name), labels(rows, row, 4), there.labels, known))
                mends.push_back({"the enum " + name.display() + " has other labels on the target", statements, true});
            continue;
        }
        TypeMend mend{"the target has no type " + name.display(), {}, false};
        const auto schema = "CREATE SCHEMA " + postgres::quoted(name.schema);
        if (!there.schema && made.insert(schema).second)
            mend.statements.push_back(schema);
        const auto statement = rows.isNull(row, 3) ? createType(rows, row)
                                                   : "CREATE EXTENSION " + postgres::quoted(rows.text(row, 3)) + " SCHEMA "
                                                         + postgres::quoted(name.schema);
        if (made.insert(statement).second)
            mend.statements.push_back(statement);
        mends.push_back(std::move(mend));
    }
    return mends;
}

std::optional<Problem> typesProblem(postgres::Connection &source, postgres::Connection &target, std::uint32_t oid,
                                    const RelationName &table, const Known *known)
{
    Comparison comparison;
    if (const auto definition = read(source, oid)) {
        for (const auto &column : definition->columns)
            comparison.types.push_back(column.typeOid);
    }
    if (known)
        comparison.now.labels = known->labels;
    addTypes(comparison, source, target);
    return comparison.agrees() ? std::nullopt : std::optional(problem(table, comparison));
}

void addTypes(Comparison &comparison, postgres::Connection &source, postgres::Connection &target)
{
    std::vector<std::string> statements;
    for (const auto &mend : mendTypes(source, target, comparison.types, {comparison.now.labels})) {
        comparison.differences.push_back(mend.difference);
        statements.insert(statements.end(), mend.statements.begin(), mend.statements.end());
    }
    comparison.statements.insert(comparison.statements.begin(), statements.begin(), statements.end());
}

std::multimap<std::uint32_t, Enum> readEnums(postgres::Connection &source, postgres::Connection &target,
                                             const std::vector<std::uint32_t> &types)
{
    std::multimap<std::uint32_t, Enum> enums;
    const auto wanted = ofUsers(types);
    if (wanted.empty())
        return enums;
    const auto rows = source.exec(std::string(neededTypes) + enumsOfSource, postgres::parameters(postgres::idArray(wanted)));
    std::vector<RelationName> names;
    for (int row = 0; row < rows.rows(); ++row)
        names.push_back({rows.text(row, 1), rows.text(row, 2)});
    if (names.empty())
        return enums;
    std::sort(names.begin(), names.end());
    names.erase(std::unique(names.begin(), names.end()), names.end());
    const auto onTarget = typesThere(target, names);
    for (int row = 0; row < rows.rows(); ++row) {
        const RelationName name{rows.text(row, 1), rows.text(row, 2)};
        enums.emplace(static_cast<std::uint32_t>(rows.integer(row, 0)), Enum{name, labels(rows, row, 3), onTarget.at(name).labels});
    }
    return enums;
}

} // namespace tidegate::definition
