// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "jobs/source_tables.h"

#include "catalog/relation_reader.h"
#include "schema/existing.h"

#include <map>

namespace tidegate::jobs {

SourceTables readSourceTables(postgres::Connection &source, postgres::Connection *target)
{
    SourceTables all;
    all.source = catalog::readServerFacts(source);
    catalog::RelationReader reader(source);
    auto relations = reader.readAll();
    std::vector<std::uint32_t> oids;
    for (const auto &relation : relations)
        oids.push_back(relation.oid);
    const auto columns = catalog::readTimeColumns(source, oids);
    const auto names = source.exec("SELECT pubname FROM pg_catalog.pg_publication ORDER BY pubname");
    for (int row = 0; row < names.rows(); ++row)
        all.publications.push_back(names.text(row, 0));
    std::map<std::uint32_t, std::vector<std::string>> published;
    for (auto &table : reader.publishedTables(all.publications))
        published.emplace(table.oid, std::move(table.publications));
    schema::Existing existing;
    if (target) {
        existing = schema::readExisting(*target);
        all.targetTimescale = catalog::readServerFacts(*target).timescaleVersion;
    }
    for (auto &relation : relations) {
        SourceTable table;
        if (const auto found = columns.find(relation.oid); found != columns.end())
            table.timeColumns = catalog::rankTimeColumns(found->second);
        if (const auto found = published.find(relation.oid); found != published.end())
            table.publications = found->second;
        table.onTarget = existing.relations.count(relation.name) > 0;
        table.relation = std::move(relation);
        all.tables.push_back(std::move(table));
    }
    return all;
}

} // namespace tidegate::jobs
