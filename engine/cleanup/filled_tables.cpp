// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "cleanup/filled_tables.h"

#include "base/problem.h"
#include "catalog/relation_reader.h"
#include "cleanup/acting_triggers.h"
#include "cleanup/copied_again.h"
#include "cleanup/kept_trees.h"
#include "cleanup/table_groups.h"
#include "definition/memory.h"
#include "journal/subscription.h"
#include "journal/unit_rows.h"
#include "postgres/quoting.h"
#include "postgres/replica_role.h"

#include <algorithm>
#include <map>
#include <set>
#include <tuple>

namespace tidegate::cleanup {

namespace {

using KnownByOid = std::map<std::uint32_t, definition::Known>;
using Definitions = std::map<std::uint32_t, definition::Definition>;

void keepCommon(std::optional<std::set<int>> &columns, const definition::Known &known)
{
    std::set<int> all;
    for (const auto &column : known.columns) {
        if (!columns || columns->count(column.there) > 0)
            all.insert(column.there);
    }
    columns = std::move(all);
}

/// By oid where that is remembered; all others are kept, since a name alone tells nothing.
std::vector<FilledTable> remembered(const KnownByOid &known, const std::vector<journal::RelationRow> &relations,
                                    const std::vector<journal::LeftBehind> &lefts)
{
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
        if (isKnown)
            keepCommon(table.columns, found->second);
        if (table.oid == 0)
            table.kept = Kept::Unknown;
        else if (relation.shared)
            table.kept = Kept::Shared;
    }
    // What a partition that left has brought into a table that others of its root still go to is among their rows.
    for (const auto &left : lefts) {
        const auto found = there.find(left.target);
        if (left.oid != 0)
            at(left.there != 0 ? left.there : found == there.end() ? 0 : found->second, left.target).kept = Kept::LeftEarlier;
    }
    std::vector<FilledTable> all;
    for (auto &entry : tables)
        all.push_back(std::move(entry.second));
    return all;
}

/// Of an older journal: a name under which nothing stands any more may be any of the tables.
bool isAnyLost(postgres::Connection &target, const std::vector<journal::LeftBehind> &lefts)
{
    std::set<RelationName> names;
    for (const auto &left : lefts) {
        if (left.there == 0)
            names.insert(left.target);
    }
    return catalog::RelationReader(target).readByName({names.begin(), names.end()}).size() < names.size();
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
    std::map<RelationName, std::uint32_t> taken;
    for (const auto &relation : reader.readByName(names)) {
        if (present.count(relation.oid) == 0)
            taken.emplace(relation.name, relation.oid);
    }
    std::erase_if(tables, [&](FilledTable &table) {
        const auto found = present.find(table.oid);
        if (found == present.end()) {
            const auto namesake = taken.find(table.name);
            if (namesake == taken.end())
                return true;
            if (table.oid != 0)
                table.kept = Kept::Unknown;
            table.oid = 0;
            table.namesake = namesake->second;
            return false;
        }
        const auto kind = found->second.kind;
        table.name = found->second.name;
        table.rows = found->second.ownRows();
        table.tree = found->second.hypertable || kind == catalog::RelationKind::Partitioned;
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

/// What the target makes of the others is made again; values of a default may have been changed since.
void keepOwnColumns(postgres::Connection &target, std::vector<FilledTable> &tables)
{
    const auto rows = target.exec("SELECT attrelid, attnum, attname FROM pg_catalog.pg_attribute WHERE attrelid = ANY ($1::oid[])"
                                  " AND attnum > 0 AND NOT attisdropped AND attgenerated = '' AND attidentity = ''",
                                  postgres::parameters(postgres::idArray(oidsOf(tables))));
    std::set<std::uint32_t> own;
    std::map<std::uint32_t, const FilledTable *> filled;
    for (const auto &table : tables) {
        if (table.columns)
            filled.emplace(table.oid, &table);
    }
    for (int row = 0; row < rows.rows(); ++row) {
        const auto oid = static_cast<std::uint32_t>(rows.integer(row, 0));
        const auto table = filled.find(oid);
        const bool isFilled = table != filled.end()
            && (table->second->columns->count(static_cast<int>(rows.integer(row, 1))) > 0 || table->second->added.count(rows.text(row, 2)) > 0);
        if (!isFilled)
            own.insert(oid);
    }
    for (auto &table : tables) {
        if (!table.kept && own.count(table.oid) > 0)
            table.kept = Kept::OwnColumns;
    }
}

/// Columns that came to the source after what is remembered. One that is known goes elsewhere, whatever has its name there.
void noteAdded(std::vector<FilledTable> &tables, const KnownByOid &known, const Definitions &again)
{
    for (auto &table : tables) {
        std::map<std::string, std::size_t> counts;
        for (const auto oid : table.sources) {
            const auto before = known.find(oid);
            const auto now = again.find(oid);
            if (before == known.end() || now == again.end())
                continue;
            for (const auto &column : now->second.columns) {
                if (!before->second.numbered(column.number))
                    ++counts[column.name];
            }
        }
        for (const auto &[name, count] : counts) {
            if (count == table.sources.size())
                table.added.insert(name);
        }
    }
}

/// A table loses its rows only if all that has brought them brings them again.
void keepWhatIsNotCopied(std::vector<FilledTable> &tables, bool isAsked, const Definitions &again)
{
    for (auto &table : tables) {
        const bool isWhole = !table.sources.empty()
            && std::all_of(table.sources.begin(), table.sources.end(), [&](auto oid) { return again.count(oid) > 0; });
        if (!table.kept && !isWhole)
            table.kept = isAsked ? Kept::NotCopiedAgain : Kept::NotChecked;
    }
}

} // namespace

const char *keptWords(Kept kept)
{
    switch (kept) {
    case Kept::NotChecked:
        return "the source could not be asked whether it has them still";
    case Kept::NotCopiedAgain:
        return "a new run would not copy all of them again";
    case Kept::Shared:
        return "rows stood there before, or come from several tables";
    case Kept::OfAnother:
        return "another migration fills it, too, or has filled it";
    case Kept::LeftEarlier:
        return "a table that went to it has left the migration earlier, or may have gone to it";
    case Kept::Unknown:
        return "whether it is the table that was filled is not known";
    case Kept::OtherKind:
        return "it is a view or a foreign table";
    case Kept::PartKept:
        return "something below it keeps its rows, or is a foreign table";
    case Kept::PartAttached:
        return "something below it may have been attached with rows";
    case Kept::RootKept:
        return "what it is a partition of keeps its rows";
    case Kept::OwnColumns:
        return "it has columns that the migration does not fill";
    case Kept::TriggerActs:
        return "a trigger of it would act";
    }
    return "";
}

void requireStartableAnew(const journal::SlotRecord &record, const std::string &subscription)
{
    if (!record.cutOverAt.empty())
        throw ProblemError(Code::AlreadyCutOver, {subscription, record.cutOverAt});
    if (!record.copyData)
        throw ProblemError(Code::CommandRefused,
                           {"drop", "the migration copies no data, so a new run would not bring what was changed before its slot;"
                                    " bring the rows over as the first time, then drop without emptying the target"});
}

std::vector<FilledTable> filledTables(postgres::Connection *source, postgres::Connection &target, const std::string &subscription)
{
    const auto record = journal::readSlot(target, subscription);
    if (record)
        requireStartableAnew(*record, subscription);
    const bool isAsked = source && record;
    if (isAsked)
        requireItsSource(*source, *record);
    const auto relations = journal::readUnits(target, subscription).relations;
    const auto lefts = journal::readLeftBehind(target, subscription);
    std::vector<std::uint32_t> oids;
    for (const auto &relation : relations)
        oids.push_back(relation.oid);
    const auto known = definition::readKnown(target, subscription, oids);
    auto tables = remembered(known, relations, lefts);
    if (isAnyLost(target, lefts)) {
        for (auto &table : tables)
            table.kept = Kept::LeftEarlier;
    }
    const auto again = isAsked ? copiedAgain(*source, *record, relations) : Definitions();
    keepWhatIsNotCopied(tables, isAsked, again);
    noteAdded(tables, known, again);
    lookAgain(target, subscription, tables, postgres::mayBeReplica(target));
    std::sort(tables.begin(), tables.end(), [](const auto &a, const auto &b) {
        return std::tuple(a.kept.has_value(), a.group, a.name) < std::tuple(b.kept.has_value(), b.group, b.name);
    });
    return tables;
}

void lookAgain(postgres::Connection &target, const std::string &subscription, std::vector<FilledTable> &tables, bool asReplica)
{
    lookAt(target, tables);
    keepOwnColumns(target, tables);
    keepTrees(target, subscription, tables);
    const auto acting = withTriggers(target, oidsOf(tables), Removal::Truncate, asReplica);
    for (auto &table : tables) {
        if (!table.kept && acting.count(table.oid) > 0)
            table.kept = Kept::TriggerActs;
    }
    joinIntoGroups(target, tables);
}

} // namespace tidegate::cleanup
