// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "apply/definition_check.h"

#include "base/joined.h"
#include "base/problem.h"
#include "definition/label_memory.h"
#include "definition/names.h"
#include "definition/problem.h"
#include "definition/statements.h"
#include "definition/user_types.h"
#include "journal/definition_rows.h"
#include "journal/range_rows.h"

namespace tidegate::apply {

namespace {

/// Without generated columns, which may be published from 18 on: what a copy leaves out the target computes. One that is
/// remembered was an ordinary one then, and another has its name now.
definition::Definition seenBy(postgres::Connection &source, const pgoutput::Relation &relation, const definition::Definition *now,
                              const definition::Known *before)
{
    auto seen = describedBy(relation);
    std::erase_if(seen.columns, [now, before](const definition::Column &column) {
        const auto *same = now ? now->named(column.name) : nullptr;
        return same && same->generated && !(before && before->named(column.name));
    });
    definition::nameTypes(source, seen.columns);
    return seen;
}

/// Where in the message the columns of `seen` are, which has left some out.
std::vector<std::size_t> indexesOf(const definition::Definition &seen, const pgoutput::Relation &relation)
{
    std::vector<std::size_t> indexes;
    for (std::size_t i = 0; i < relation.columns.size() && indexes.size() < seen.columns.size(); ++i) {
        if (relation.columns[i].name == seen.columns[indexes.size()].name)
            indexes.push_back(i);
    }
    return indexes;
}

std::optional<definition::Definition> named(postgres::Connection &target, const RelationName &name)
{
    auto found = definition::read(target, std::vector{name});
    return found.empty() ? std::nullopt : std::optional(std::move(found.begin()->second));
}

} // namespace

definition::Definition describedBy(const pgoutput::Relation &relation)
{
    definition::Definition described;
    described.oid = relation.oid;
    described.name = {relation.schema, relation.name};
    described.replicaIdentity = relation.replicaIdentity;
    for (const auto &column : relation.columns) {
        definition::Column each;
        each.name = column.name;
        each.typeOid = column.typeOid;
        each.typmod = column.typmod;
        described.columns.push_back(std::move(each));
    }
    return described;
}

DefinitionCheck::DefinitionCheck(postgres::Connection &source, postgres::Connection &target, std::string subscription, bool waitForNames)
    : m_source(source), m_target(target), m_subscription(std::move(subscription)), m_waitForNames(waitForNames)
{
}

DefinitionCheck::Places DefinitionCheck::places(const pgoutput::Relation &relation, const units::OwnedRelation &owned, bool exact)
{
    const auto now = definition::read(m_source, relation.oid);
    const auto before = known(relation.oid);
    const auto seen = seenBy(m_source, relation, now ? &*now : nullptr, before ? &*before : nullptr);
    const auto target = targetOf(seen, now ? &*now : nullptr, before ? &*before : nullptr, owned);
    definition::Sides sides{seen, before ? &*before : nullptr, now ? &*now : nullptr, target, definition::Rows::Copied};
    if (!exact)
        sides.rows = definition::Rows::Whatever;
    if (const auto emptied = m_emptied.find(relation.oid); emptied != m_emptied.end())
        sides.emptiedBy = std::to_string(emptied->second);
    auto comparison = definition::compare(sides);
    std::vector<definition::Place> all(relation.columns.size()); // of what was left out: as if it were gone
    const auto indexes = indexesOf(seen, relation);
    for (std::size_t i = 0; i < indexes.size(); ++i) {
        const auto &column = relation.columns[indexes[i]];
        if (column.key && relation.replicaIdentity != 'f' && comparison.places[i].name.empty() && comparison.agrees()) {
            comparison.differences = {"column " + column.name + ", by which the stream names its rows here, is gone on the target already"};
            comparison.copyAgain = true;
        }
        all[indexes[i]] = comparison.places[i];
    }
    if (!comparison.agrees()) {
        definition::addTypes(comparison, m_source, m_target);
        throw ProblemError(definition::problem(owned.source, comparison));
    }
    if (comparison.changed) {
        definition::addLabels(m_source, m_target, comparison.now);
        m_news[relation.oid] = std::move(comparison.now);
    }
    return {target.oid, std::move(all)};
}

definition::Definition DefinitionCheck::targetOf(const definition::Definition &seen, const definition::Definition *now,
                                                 const definition::Known *known, const units::OwnedRelation &owned)
{
    const auto &latest = now ? now->name : seen.name;
    auto there = known ? definition::read(m_target, known->target) : named(m_target, owned.target);
    if (there && there->name == owned.target && seen.name == owned.source && latest == owned.source)
        return std::move(*there);
    const auto names = definition::Names::read(m_source, m_target, m_subscription);
    const auto place = names.placeOf(owned.oid);
    if (!place)
        throw ProblemError(Code::TargetTableMissing, {owned.source.display(), owned.target.display()});
    const auto isNamed = "it is named " + latest.display() + " now";
    if (!names.moved().empty() || *place != owned.target)
        throw ProblemError(definition::renamed(owned.source, isNamed));
    if (m_waitForNames && owned.target == owned.source && seen.name != owned.source && latest != *place)
        throw ProblemError(Problem{Code::RelationChanged, {owned.source.display(), isNamed, now ? joined(names.renames(), "; ") : definition::renameTable(*place, latest)}, {}, {}, {}, false});
    if (!there || there->name != *place)
        there = named(m_target, *place);
    if (!there)
        throw ProblemError(Code::TargetTableMissing, {owned.source.display(), place->display()});
    return std::move(*there);
}

std::optional<definition::Known> DefinitionCheck::known(std::uint32_t relation)
{
    if (const auto news = m_news.find(relation); news != m_news.end())
        return news->second;
    auto read = definition::readKnown(m_target, m_subscription, {relation});
    return read.empty() ? std::nullopt : std::optional(std::move(read.begin()->second));
}

std::optional<Problem> DefinitionCheck::typesDiffer(const TargetTable &table, const std::string &refused)
{
    const auto before = known(table.oid());
    auto differs = definition::typesProblem(m_source, m_target, table.oid(), table.source(), before ? &*before : nullptr);
    return differs || !before ? differs : definition::formerNameWanted(m_source, m_target, table.source(), *before, refused);
}

std::optional<std::size_t> DefinitionCheck::rangeColumn(const pgoutput::Relation &relation, const units::KeyRanges &ranges)
{
    auto name = ranges.column();
    if (ranges.number() != 0) {
        const auto now = definition::read(m_source, relation.oid);
        const auto before = known(relation.oid);
        const auto seen = seenBy(m_source, relation, now ? &*now : nullptr, before ? &*before : nullptr);
        const definition::Definition nothing; // which is which is all that is asked
        const auto columns =
            definition::compare({seen, before ? &*before : nullptr, now ? &*now : nullptr, nothing, definition::Rows::Whatever}).now;
        const auto *column = columns.numbered(ranges.number());
        if (!column)
            return std::nullopt;
        name = column->name;
    }
    for (std::size_t i = 0; i < relation.columns.size(); ++i) {
        if (relation.columns[i].name == name)
            return i;
    }
    return std::nullopt;
}

void DefinitionCheck::record(const journal::Fence &fence)
{
    std::map<std::uint32_t, std::string> texts;
    std::vector<std::uint32_t> oids;
    for (const auto &[oid, known] : m_news) {
        texts.emplace(oid, known.toText());
        oids.push_back(oid);
    }
    journal::FencedTransaction transaction(fence, m_target);
    for (const auto &[oid, before] : definition::readKnown(m_target, m_subscription, oids)) {
        std::vector<std::string> from;
        std::vector<std::string> to;
        for (const auto &column : before.columns) {
            const auto *now = m_news.at(oid).numbered(column.number);
            if (now && now->name != column.name) {
                from.push_back(column.name);
                to.push_back(now->name);
            }
        }
        journal::renameRangeColumn(m_target, m_subscription, oid, from, to);
    }
    journal::recordDefinitions(m_target, m_subscription, texts);
    transaction.commit();
    m_news.clear();
}

} // namespace tidegate::apply
