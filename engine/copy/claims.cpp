// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "copy/claims.h"

#include "catalog/published_terms.h"
#include "postgres/quoting.h"

namespace tidegate::copy {

using postgres::parameters;

bool wasFinished(postgres::Connection &target, std::int64_t unit, const std::string &owner)
{
    const auto row = target.exec("SELECT state IN ('f', 'r') AND owner = $2 FROM _tidegate.copy_unit"
                                 " WHERE id = $1::bigint FOR UPDATE",
                                 parameters(unit, owner));
    return row.rows() == 1 && row.boolean(0, 0);
}

void recordCopied(postgres::Connection &target, const std::string &subscription,
                  const std::vector<CopiedRelation> &relations)
{
    std::vector<std::uint32_t> oids;
    std::vector<std::uint64_t> rows;
    std::vector<std::uint64_t> bytes;
    std::vector<std::string> partitions;
    for (const auto &relation : relations) {
        oids.push_back(relation.oid);
        rows.push_back(relation.rows);
        bytes.push_back(relation.bytes);
        partitions.push_back(relation.partitions);
    }
    target.exec("UPDATE _tidegate.subscription_rel r SET"
                " rows_copied = c.rows + CASE WHEN r.unit IS NULL THEN r.rows_copied ELSE 0 END,"
                " bytes_copied = c.bytes + CASE WHEN r.unit IS NULL THEN r.bytes_copied ELSE 0 END,"
                " last_error = CASE WHEN r.stopped THEN r.last_error END,"
                // What was recorded for one range holds for the others: in between, its rows may have been changed outside.
                " publication_terms = CASE WHEN c.partitions = '' OR r.unit IS NULL THEN r.publication_terms ELSE "
                    + catalog::withoutPartitionsSql("r.publication_terms") + " || c.partitions END"
                " FROM unnest($2::oid[], $3::bigint[], $4::bigint[], $5::text[]) AS c(oid, rows, bytes, partitions)"
                " WHERE r.subname = $1 AND r.rrelid = c.oid",
                parameters(subscription, postgres::idArray(oids), postgres::idArray(rows),
                           postgres::idArray(bytes), postgres::textArray(partitions)));
}

int giveBackStrays(postgres::Connection &target, const journal::Fence &fence,
                   const std::vector<std::string> &live)
{
    const auto given = target.exec(
        "WITH given AS (UPDATE _tidegate.copy_unit SET state = 'i', owner = NULL, updated_at = now()"
        " WHERE subname = $1 AND state = 'd' AND owner_gen = $2::bigint AND owner <> ALL ($3::text[]) "
        "RETURNING id),"
        " shown AS (UPDATE _tidegate.subscription_rel r SET state = 'i', updated_at = now() FROM given"
        " WHERE r.unit = given.id) SELECT count(*) FROM given",
        parameters(fence.subscription(), fence.generation(), postgres::textArray(live)));
    return static_cast<int>(given.integer(0, 0));
}

} // namespace tidegate::copy
