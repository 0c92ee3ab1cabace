// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <string>

namespace tidegate::catalog {

/// The columns of relationQuery()'s result, in order.
enum RelationField : int {
    FieldOid,
    FieldSchema,
    FieldName,
    FieldKind,
    FieldIdentity,
    FieldUnlogged,
    FieldHypertable,
    FieldChunkOfSchema,
    FieldChunkOfName,
    FieldRowSecurity,
    FieldRootSchema,
    FieldRootName,
    FieldOwner,
    FieldColumns,
    FieldKeys,
    FieldDeferrable,
    FieldUnique,
    FieldTriggers,
    FieldRules,
    FieldPages,
    FieldBytes,
    FieldRows
};

/// Of pg_attribute a and pg_class c: no row has NULL there. NOT NULL … NOT VALID (PostgreSQL 18) sets attnotnull before the rows were
/// looked at.
inline constexpr char notNull[] = R"(a.attnotnull AND NOT EXISTS (
                            SELECT FROM pg_catalog.pg_constraint k
                             WHERE k.conrelid = c.oid AND k.contype = 'n' AND NOT k.convalidated
                               AND a.attnum = ANY (k.conkey)))";

/// One row per relation; columns, keys, unique columns and triggers as JSON arrays (RelationReader reads them).
/// `wanted` joins pg_class as c and pg_namespace as n, `rest` is what follows WHERE.
std::string relationQuery(bool timescale, const std::string &wanted, const std::string &rest);

} // namespace tidegate::catalog
