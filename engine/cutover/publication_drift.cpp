// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "cutover/publication_drift.h"

#include "catalog/relation_reader.h"

#include <map>

namespace tidegate::cutover {

PublicationDrift comparePublications(const std::vector<journal::RelationRow> &followed,
                                     const std::vector<catalog::PublishedTable> &published)
{
    std::map<std::uint32_t, const catalog::PublishedTable *> now;
    for (const auto &table : published)
        now.emplace(table.oid, &table);
    PublicationDrift drift;
    for (const auto &table : followed) {
        const auto found = now.find(table.oid);
        const bool left = found == now.end();
        const bool same = !left && (table.terms.empty() || table.terms == found->second->terms);
        if (!left)
            now.erase(found);
        if (same || table.stopped)
            continue;
        drift.drifted.push_back(
            {table.oid, table.source,
             left ? "no publication of this subscription holds it any more"
                  : "it left its publication and came back, or row filter, columns or operations of the publication "
                    "were changed"});
    }
    for (const auto &[oid, table] : now)
        drift.unfollowed.push_back(table->name.display());
    return drift;
}

PublicationDrift lookForDrift(postgres::Connection &source, postgres::Connection &target,
                              const std::string &subscription, const std::vector<std::string> &publications)
{
    // The journal first: a table that joins between the two looks is then unfollowed for a moment, and none drifted.
    const auto followed = journal::readUnits(target, subscription).relations;
    // The server opens each table for it: behind a VACUUM FULL all else that the caller does would wait, too.
    const postgres::Transaction transaction(source, "BEGIN READ ONLY; SET LOCAL lock_timeout = '500ms'");
    return comparePublications(followed, catalog::RelationReader(source).publishedTables(publications));
}

} // namespace tidegate::cutover
