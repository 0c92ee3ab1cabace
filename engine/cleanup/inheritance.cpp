// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "cleanup/inheritance.h"

#include "postgres/quoting.h"

namespace tidegate::cleanup {

std::vector<Below> below(postgres::Connection &target, const std::vector<std::uint32_t> &roots)
{
    // Age by pg_attribute's row of a system column, which no ALTER or GRANT writes anew.
    const auto rows = target.exec(
        "WITH RECURSIVE under(root, oid, age) AS (SELECT i.inhparent, i.inhrelid, age(i.xmin) FROM pg_catalog.pg_inherits i"
        " WHERE i.inhparent = ANY ($1::oid[]) UNION SELECT u.root, i.inhrelid, least(u.age, age(i.xmin)) FROM under u"
        " JOIN pg_catalog.pg_inherits i ON i.inhparent = u.oid),"
        " journal AS (SELECT age(a.xmin) AS age FROM pg_catalog.pg_attribute a"
        " WHERE a.attrelid = '_tidegate.fence'::regclass AND a.attname = 'ctid' AND a.attnum < 0)"
        " SELECT u.root, u.oid, c.relkind = 'f', NOT coalesce((SELECT j.age >= 0 AND u.age > j.age FROM journal j), false)"
        " FROM under u JOIN pg_catalog.pg_class c ON c.oid = u.oid",
        postgres::parameters(postgres::idArray(roots)));
    std::vector<Below> all;
    for (int row = 0; row < rows.rows(); ++row)
        all.push_back({static_cast<std::uint32_t>(rows.integer(row, 0)), static_cast<std::uint32_t>(rows.integer(row, 1)),
                       rows.boolean(row, 2), rows.boolean(row, 3)});
    return all;
}

} // namespace tidegate::cleanup
