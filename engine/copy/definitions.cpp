// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "copy/definitions.h"

#include "copy/table_error.h"
#include "definition/label_memory.h"
#include "definition/memory.h"
#include "definition/names.h"
#include "definition/problem.h"
#include "definition/user_types.h"

#include <algorithm>
#include <set>

namespace tidegate::copy {

namespace {

/// A remembered table that is gone was replaced.
void requireRemembered(postgres::Connection &target, const definition::Known &known, const units::OwnedRelation &relation,
                       std::uint32_t there)
{
    if (known.target != 0 && known.target != there && definition::read(target, known.target))
        throw TableError(relation.oid, definition::renamed(relation.source, "another table of the target is named "
                                                               + relation.target.display() + " now"));
}

} // namespace

void followNames(postgres::Connection &source, postgres::Connection &target, const std::string &subscription,
                 std::vector<units::OwnedRelation> &relations)
{
    std::vector<std::uint32_t> oids;
    for (const auto &relation : relations)
        oids.push_back(relation.oid);
    const auto known = definition::readKnown(target, subscription, oids);
    std::vector<std::uint32_t> there;
    for (const auto &entry : known)
        there.push_back(entry.second.target);
    const auto onSource = definition::readNames(source, oids);
    const auto onTarget = definition::readNames(target, there);
    const auto isNamed = [](const std::map<std::uint32_t, RelationName> &names, std::uint32_t oid, const RelationName &name) {
        const auto found = names.find(oid);
        return found != names.end() && found->second == name;
    };
    const bool same = std::all_of(relations.begin(), relations.end(), [&](const auto &relation) {
        const auto before = known.find(relation.oid);
        return isNamed(onSource, relation.oid, relation.source)
            && (before == known.end() || isNamed(onTarget, before->second.target, relation.target));
    });
    if (same)
        return;
    const auto names = definition::Names::read(source, target, subscription);
    for (auto &relation : relations)
        relation.target = names.placeOf(relation.oid).value_or(relation.target);
}

void requireRemembered(postgres::Connection &target, const std::string &subscription, const units::OwnedRelation &relation,
                       std::uint32_t there)
{
    const auto known = definition::readKnown(target, subscription, {relation.oid});
    if (const auto before = known.find(relation.oid); before != known.end())
        requireRemembered(target, before->second, relation, there);
}

void requireAlone(postgres::Connection &target, const std::string &subscription, const units::OwnedRelation &relation,
                  const catalog::Relation &there)
{
    std::vector<std::uint32_t> others;
    std::set<std::uint32_t> ofThatName;
    const auto rows = target.exec("SELECT rrelid::bigint, target_schema = $3 AND target_table = $4 FROM _tidegate.subscription_rel"
                                  " WHERE subname = $1 AND rrelid <> $2::oid",
                                  postgres::parameters(subscription, std::to_string(relation.oid), there.name.schema, there.name.name));
    for (int row = 0; row < rows.rows(); ++row) {
        others.push_back(static_cast<std::uint32_t>(rows.integer(row, 0)));
        if (rows.boolean(row, 1))
            ofThatName.insert(others.back());
    }
    const auto known = definition::readKnown(target, subscription, others);
    const bool shared = std::any_of(others.begin(), others.end(), [&](std::uint32_t oid) {
        const auto found = known.find(oid);
        return found != known.end() && found->second.target != 0 ? found->second.target == there.oid : ofThatName.count(oid) > 0;
    });
    if (shared)
        throw ProblemError(Code::ResyncOfShared, {relation.source.display(), there.name.display()});
}

std::vector<Agreed> agreedDefinitions(postgres::Connection &source, postgres::Connection &target,
                                      const std::string &subscription,
                                      const std::vector<units::OwnedRelation> &relations,
                                      const std::vector<ReadRelation> &read, definition::Rows rows)
{
    std::vector<std::uint32_t> oids;
    std::vector<RelationName> names;
    for (const auto &relation : relations) {
        oids.push_back(relation.oid);
        names.push_back(relation.target);
    }
    const auto sources = definition::read(source, oids);
    const auto targets = definition::read(target, names);
    const auto known = definition::readKnown(target, subscription, oids);
    std::map<std::uint32_t, definition::Known> nows;
    std::vector<Agreed> agreed;
    for (std::size_t i = 0; i < relations.size(); ++i) {
        const auto from = sources.find(relations[i].oid);
        const auto to = targets.find(relations[i].target);
        if (from == sources.end() || to == targets.end())
            throw TableError(relations[i].oid, {Code::TargetTableMissing, {relations[i].source.display(), relations[i].target.display()}, {}, {}, {}, false});
        auto seen = from->second;
        std::erase_if(seen.columns, [&](const auto &column) {
            return std::find(read[i].columns.begin(), read[i].columns.end(), column.name) == read[i].columns.end();
        });
        const auto before = known.find(relations[i].oid);
        if (before != known.end())
            requireRemembered(target, before->second, relations[i], to->second.oid); // names may have been exchanged since followNames()
        auto comparison = definition::compare({seen, before == known.end() ? nullptr : &before->second, &from->second,
                                                     to->second, rows});
        if (!comparison.agrees()) {
            definition::addTypes(comparison, source, target);
            throw TableError(relations[i].oid, definition::problem(relations[i].source, comparison));
        }
        Agreed each;
        for (std::size_t column = 0; column < comparison.places.size(); ++column) {
            const auto *into = to->second.numbered(comparison.places[column].number);
            if (!into)
                throw TableError(relations[i].oid, {Code::TargetColumnMissing, {relations[i].target.display(), read[i].columns[column]}, {}, {}, {}, false});
            each.into.push_back(*into);
        }
        agreed.push_back(std::move(each));
        nows.emplace(relations[i].oid, std::move(comparison.now));
    }
    definition::rememberLabels(source, target, nows);
    for (std::size_t i = 0; i < agreed.size(); ++i)
        agreed[i].known = nows.at(relations[i].oid).toText();
    return agreed;
}

std::vector<definition::Place> Agreed::places() const
{
    std::vector<definition::Place> places;
    for (const auto &column : into)
        places.push_back({column.number, column.name, column.typeOid});
    return places;
}

std::optional<Problem> typesDiffer(postgres::Connection &source, postgres::Connection &target, const std::string &subscription,
                                   const units::OwnedRelation &relation)
{
    const auto known = definition::readKnown(target, subscription, {relation.oid});
    const auto before = known.find(relation.oid);
    return definition::typesProblem(source, target, relation.oid, relation.source, before == known.end() ? nullptr : &before->second);
}

} // namespace tidegate::copy
