// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "cleanup/filled_tables.h"

#include "base/failpoint.h"
#include "base/problem.h"
#include "catalog/relation_reader.h"
#include "cleanup/table_groups.h"
#include "definition/held_tables.h"
#include "definition/memory.h"
#include "journal/subscription.h"
#include "journal/unit_rows.h"
#include "postgres/empty_table.h"
#include "postgres/error.h"
#include "postgres/quoting.h"

#include <algorithm>
#include <map>
#include <set>
#include <tuple>

namespace tidegate::cleanup {

namespace {

using postgres::idArray;
using postgres::parameters;

void requireNotCutOver(const std::string &subscription, const std::optional<journal::SlotRecord> &record)
{
    if (record && !record->cutOverAt.empty())
        throw ProblemError(Code::AlreadyCutOver, {subscription, record->cutOverAt});
}

bool mayBeReplica(postgres::Connection &target)
{
    try {
        const postgres::Transaction undone(target);
        target.exec("SET LOCAL session_replication_role = replica");
        return true;
    } catch (const postgres::SqlError &error) {
        if (!error.is(postgres::sqlstate::insufficientPrivilege))
            throw;
        return false;
    }
}

enum Event { Delete = 8, Truncate = 32 }; // pg_trigger.tgtype

/// Of these, with what is below them, those on which a trigger or a rule acts.
std::set<std::uint32_t> withTriggers(postgres::Connection &target, const std::vector<std::uint32_t> &oids, Event event, bool replica)
{
    const auto rows = target.exec(
        "WITH RECURSIVE these(root, oid) AS (SELECT o, o FROM unnest($1::oid[]) o UNION SELECT t.root, i.inhrelid"
        " FROM these t JOIN pg_catalog.pg_inherits i ON i.inhparent = t.oid)"
        " SELECT DISTINCT t.root FROM these t JOIN pg_catalog.pg_trigger g ON g.tgrelid = t.oid"
        " WHERE g.tgtype & $2::int <> 0 AND g.tgenabled IN ('A', $3::\"char\")"
        " UNION SELECT t.root FROM these t JOIN pg_catalog.pg_rewrite r ON r.ev_class = t.oid"
        " WHERE $2::int = 8 AND r.ev_type = '4' AND r.ev_enabled IN ('A', $3::\"char\")",
        parameters(idArray(oids), static_cast<int>(event), replica ? "R" : "O"));
    std::set<std::uint32_t> found;
    for (int row = 0; row < rows.rows(); ++row)
        found.insert(static_cast<std::uint32_t>(rows.integer(row, 0)));
    return found;
}

/// By oid where that is remembered; all others are kept, since a name alone tells nothing.
std::vector<FilledTable> remembered(postgres::Connection &target, const std::string &subscription)
{
    const auto relations = journal::readUnits(target, subscription).relations;
    std::vector<std::uint32_t> oids;
    for (const auto &relation : relations)
        oids.push_back(relation.oid);
    const auto known = definition::readKnown(target, subscription, oids);
    // Of relations that share a target one may be remembered and another not.
    std::map<RelationName, std::uint32_t> there;
    for (const auto &relation : relations) {
        if (const auto found = known.find(relation.oid); found != known.end() && found->second.target != 0)
            there.emplace(relation.target, found->second.target);
    }
    std::map<std::pair<std::uint32_t, RelationName>, FilledTable> tables;
    const auto at = [&tables](std::uint32_t oid, const RelationName &name) -> FilledTable & {
        auto &table = tables[{oid, oid == 0 ? name : RelationName()}];
        table.oid = oid;
        table.name = name;
        return table;
    };
    for (const auto &relation : relations) {
        const auto found = known.find(relation.oid);
        const bool isKnown = found != known.end() && found->second.target != 0;
        const auto named = there.find(relation.target);
        auto &table = at(isKnown ? found->second.target : named == there.end() ? 0 : named->second, relation.target);
        table.sources.push_back(relation.oid);
        if (table.oid == 0)
            table.kept = Kept::Unknown;
        else if (relation.shared)
            table.kept = Kept::Shared;
    }
    // What a partition that left has brought into a table that others of its root still go to is among their rows.
    for (const auto &left : journal::readLeftBehind(target, subscription)) {
        if (there.count(left.target) == 0)
            at(0, left.target).kept = Kept::LeftEarlier;
    }
    std::vector<FilledTable> all;
    for (auto &entry : tables)
        all.push_back(std::move(entry.second));
    return all;
}

/// Their names and kinds now. What is gone goes from the list, and so does a name under which nothing else stands.
void lookAt(postgres::Connection &target, std::vector<FilledTable> &tables)
{
    std::vector<std::uint32_t> oids;
    std::vector<RelationName> names;
    for (const auto &table : tables) {
        oids.push_back(table.oid);
        names.push_back(table.name);
    }
    catalog::RelationReader reader(target);
    std::map<std::uint32_t, catalog::Relation> present;
    for (auto &relation : reader.readByOid(oids))
        present.emplace(relation.oid, std::move(relation));
    std::set<RelationName> taken;
    for (const auto &relation : reader.readByName(names)) {
        if (present.count(relation.oid) == 0)
            taken.insert(relation.name);
    }
    std::erase_if(tables, [&](FilledTable &table) {
        const auto found = present.find(table.oid);
        if (found == present.end()) {
            if (table.oid != 0 && taken.count(table.name) > 0)
                table.kept = Kept::Unknown;
            table.oid = 0;
            return taken.count(table.name) == 0;
        }
        const auto kind = found->second.kind;
        table.name = found->second.name;
        table.rows = found->second.ownRows();
        if (kind != catalog::RelationKind::Table && kind != catalog::RelationKind::Partitioned)
            table.kept = Kept::OtherKind;
        return false;
    });
}

std::vector<std::uint32_t> oidsOf(const std::vector<FilledTable> &tables)
{
    std::vector<std::uint32_t> oids;
    for (const auto &table : tables) {
        if (table.oid != 0)
            oids.push_back(table.oid);
    }
    return oids;
}

std::string list(const std::vector<FilledTable> &group)
{
    std::string text;
    for (const auto &table : group)
        text += (text.empty() ? "" : ", ") + table.rows;
    return text;
}

/// Whether another migration goes to one of these by its name, as the journal has it at this moment.
bool anotherGoesTo(postgres::Connection &target, const std::string &subscription, const std::vector<FilledTable> &tables)
{
    std::vector<std::string> schemas;
    std::vector<std::string> names;
    for (const auto &table : tables) {
        schemas.push_back(table.name.schema);
        names.push_back(table.name.name);
    }
    return target
        .exec("SELECT EXISTS (SELECT FROM _tidegate.subscription_rel WHERE subname <> $1 AND (target_schema, target_table) IN"
              " (SELECT * FROM unnest($2::text[], $3::text[])))",
              parameters(subscription, postgres::textArray(schemas), postgres::textArray(names)))
        .boolean(0, 0);
}

} // namespace

const char *keptWords(Kept kept)
{
    switch (kept) {
    case Kept::CopiedNothing:
        return "the migration copied no data, so they are not from it";
    case Kept::Shared:
        return "rows stood there before, or come from several tables";
    case Kept::OfAnother:
        return "another migration fills it, too";
    case Kept::LeftEarlier:
        return "a table that went to it has left the migration earlier";
    case Kept::Unknown:
        return "whether it is the table that was filled is not known";
    case Kept::OtherKind:
        return "it is a view or a foreign table";
    case Kept::PartKept:
        return "a partition of it keeps its rows";
    case Kept::TriggerActs:
        return "a trigger of it would act";
    }
    return "";
}

std::vector<FilledTable> filledTables(postgres::Connection &target, const std::string &subscription)
{
    const auto record = journal::readSlot(target, subscription);
    requireNotCutOver(subscription, record);
    auto tables = remembered(target, subscription);
    lookAt(target, tables);
    const auto acting = withTriggers(target, oidsOf(tables), Truncate, mayBeReplica(target));
    for (auto &table : tables) {
        if (record && !record->copyData)
            table.kept = Kept::CopiedNothing;
        else if (!table.kept && acting.count(table.oid) > 0)
            table.kept = Kept::TriggerActs;
    }
    joinIntoGroups(target, subscription, tables);
    std::sort(tables.begin(), tables.end(), [](const auto &a, const auto &b) {
        return std::tuple(a.kept.has_value(), a.group, a.name) < std::tuple(b.kept.has_value(), b.group, b.name);
    });
    return tables;
}

std::string emptyingSql(const std::vector<FilledTable> &group)
{
    return "TRUNCATE " + list(group);
}

std::optional<Kept> emptyTables(postgres::Connection &target, const journal::Fence &fence, const std::vector<FilledTable> &tables,
                                Emptying how)
{
    const bool replica = mayBeReplica(target);
    journal::FencedTransaction transaction(fence, target);
    requireNotCutOver(fence.subscription(), journal::readSlot(target, fence.subscription()));
    // The units first: what a copier commits at this moment is then among the rows that go. Not as replica yet, or the
    // journal's own foreign keys would not act.
    std::vector<std::uint32_t> sources;
    std::vector<definition::Written> emptied;
    for (const auto &table : tables) {
        sources.insert(sources.end(), table.sources.begin(), table.sources.end());
        emptied.emplace_back(table.oid, table.name);
    }
    journal::removeRelations(target, fence, sources);
    const definition::HeldTables held(target, emptied);
    if (anotherGoesTo(target, fence.subscription(), tables))
        return Kept::OfAnother;
    if (!withTriggers(target, oidsOf(tables), Truncate, replica).empty())
        return Kept::TriggerActs;
    if (replica)
        target.exec("SET LOCAL session_replication_role = replica");
    if (const auto refused = postgres::truncateBriefly(target, list(tables))) {
        if (how == Emptying::Truncate || !replica || !withTriggers(target, oidsOf(tables), Delete, true).empty())
            throw ProblemError(*refused);
        for (const auto &table : tables)
            target.exec("DELETE FROM " + table.rows);
    }
    held.verify(target);
    failpoint::reach("cleanup.emptied");
    transaction.commit();
    return std::nullopt;
}

} // namespace tidegate::cleanup
