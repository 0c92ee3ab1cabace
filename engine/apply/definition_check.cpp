// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "apply/definition_check.h"

#include "base/problem.h"
#include "definition/problem.h"
#include "definition/statements.h"
#include "journal/definition_rows.h"

namespace tidegate::apply {

namespace {

definition::Definition seenBy(postgres::Connection &source, const pgoutput::Relation &relation)
{
    definition::Definition seen;
    seen.oid = relation.oid;
    seen.name = {relation.schema, relation.name};
    seen.replicaIdentity = relation.replicaIdentity;
    for (const auto &column : relation.columns) {
        definition::Column each;
        each.name = column.name;
        each.typeOid = column.typeOid;
        each.typmod = column.typmod;
        seen.columns.push_back(std::move(each));
    }
    definition::nameTypes(source, seen.columns);
    return seen;
}

} // namespace

DefinitionCheck::DefinitionCheck(postgres::Connection &source, postgres::Connection &target, std::string subscription, bool waitForNames)
    : m_source(source), m_target(target), m_subscription(std::move(subscription)), m_waitForNames(waitForNames)
{
}

std::vector<std::string> DefinitionCheck::places(const pgoutput::Relation &relation, const units::OwnedRelation &owned, bool exact)
{
    const auto seen = seenBy(m_source, relation);
    const auto now = definition::read(m_source, relation.oid);
    followName(seen, now ? &*now : nullptr, owned);
    const auto targets = definition::read(m_target, std::vector{owned.target});
    if (targets.empty())
        throw ProblemError(Code::TargetTableMissing, {owned.source.display(), owned.target.display()});
    auto known = definition::readKnown(m_target, m_subscription, {relation.oid});
    if (const auto news = m_news.find(relation.oid); news != m_news.end())
        known[relation.oid] = news->second;
    definition::Sides sides{seen, known.empty() ? nullptr : &known.begin()->second, now ? &*now : nullptr,
                            targets.begin()->second, definition::Rows::Copied};
    if (!exact)
        sides.rows = definition::Rows::Whatever;
    auto comparison = definition::compare(sides);
    for (std::size_t i = 0; i < relation.columns.size(); ++i) {
        if (relation.columns[i].key && relation.replicaIdentity != 'f' && comparison.places[i].empty() && comparison.agrees()) {
            comparison.differences = {"column " + relation.columns[i].name
                                      + ", by which the stream names its rows here, is gone on the target already"};
            comparison.copyAgain = true;
        }
    }
    if (!comparison.agrees())
        throw ProblemError(definition::problem(owned.source, comparison));
    if (comparison.changed)
        m_news[relation.oid] = std::move(comparison.now);
    return std::move(comparison.places);
}

void DefinitionCheck::followName(const definition::Definition &seen, const definition::Definition *now,
                                 const units::OwnedRelation &owned)
{
    const auto &latest = now ? now->name : seen.name;
    if (owned.target != owned.source || (seen.name == owned.source && latest == owned.source))
        return;
    const auto there = definition::read(m_target, std::vector{owned.target, seen.name, latest});
    Problem problem{Code::RelationChanged,
                    {owned.source.display(), "it is named " + latest.display() + " now", "SELECT 'nothing to change'"}, {}, {}, {}, false};
    if (!there.count(owned.target) && there.count(latest)) {
        m_newName = NewName{owned.oid, latest};
        problem.retryable = true;
        throw ProblemError(problem);
    }
    if (seen.name == owned.source || !there.count(owned.target) || !m_waitForNames)
        return;
    problem.arguments[2] = definition::renameTable(owned.target, latest);
    throw ProblemError(problem);
}

void DefinitionCheck::recordNewName(const journal::Fence &fence)
{
    journal::FencedTransaction transaction(fence, m_target);
    journal::recordName(m_target, m_subscription, m_newName->oid, m_newName->name);
    transaction.commit();
    m_newName.reset();
}

void DefinitionCheck::record(const journal::Fence &fence)
{
    std::map<std::uint32_t, std::string> texts;
    for (const auto &[oid, known] : m_news)
        texts.emplace(oid, known.toText());
    journal::FencedTransaction transaction(fence, m_target);
    journal::recordDefinitions(m_target, m_subscription, texts);
    transaction.commit();
    m_news.clear();
}

} // namespace tidegate::apply
