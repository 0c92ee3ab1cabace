// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "cleanup/acting_triggers.h"

#include "postgres/quoting.h"

namespace tidegate::cleanup {

std::set<std::uint32_t> withTriggers(postgres::Connection &target, const std::vector<std::uint32_t> &oids, Removal removal,
                                     bool asReplica)
{
    const auto rows = target.exec(
        "WITH RECURSIVE these(root, oid) AS (SELECT o, o FROM unnest($1::oid[]) o UNION SELECT t.root, i.inhrelid"
        " FROM these t JOIN pg_catalog.pg_inherits i ON i.inhparent = t.oid)"
        " SELECT DISTINCT t.root FROM these t JOIN pg_catalog.pg_trigger g ON g.tgrelid = t.oid"
        " WHERE g.tgtype & $2::int <> 0 AND g.tgenabled IN ('A', $3::\"char\")"
        " UNION SELECT t.root FROM these t JOIN pg_catalog.pg_rewrite r ON r.ev_class = t.oid"
        " WHERE $2::int = 8 AND r.ev_type = '4' AND r.ev_enabled IN ('A', $3::\"char\")",
        postgres::parameters(postgres::idArray(oids), static_cast<int>(removal), asReplica ? "R" : "O"));
    std::set<std::uint32_t> found;
    for (int row = 0; row < rows.rows(); ++row)
        found.insert(static_cast<std::uint32_t>(rows.integer(row, 0)));
    return found;
}

} // namespace tidegate::cleanup
