// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "copy/targets.h"

#include "catalog/relation_reader.h"
#include "copy/table_error.h"

namespace tidegate::copy {

std::map<RelationName, catalog::Relation> readTargets(postgres::Connection &target,
                                                      const std::vector<units::OwnedRelation> &relations)
{
    std::vector<RelationName> names;
    for (const auto &relation : relations)
        names.push_back(relation.target);
    std::map<RelationName, catalog::Relation> targets;
    for (auto &relation : catalog::RelationReader(target).readByName(names))
        targets.emplace(relation.name, std::move(relation));
    for (const auto &relation : relations) {
        if (!targets.count(relation.target))
            throw TableError(relation.oid, {Code::TargetTableMissing, {relation.source.display(), relation.target.display()}, {}, {}, {}, false});
    }
    return targets;
}

definition::HeldTables holdTargets(postgres::Connection &target, const std::map<RelationName, catalog::Relation> &relations)
{
    std::vector<definition::Written> written;
    for (const auto &entry : relations)
        written.emplace_back(entry.second);
    return definition::HeldTables::begin(target, written);
}

} // namespace tidegate::copy
