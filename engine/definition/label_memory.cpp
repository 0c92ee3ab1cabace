// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "definition/label_memory.h"

#include "base/joined.h"
#include "definition/problem.h"
#include "definition/user_types.h"
#include "journal/definition_rows.h"
#include "postgres/quoting.h"

#include <algorithm>
#include <set>

namespace tidegate::definition {

namespace {

using Enums = std::multimap<std::uint32_t, Enum>;

Enums enumsOf(postgres::Connection &source, postgres::Connection &target, const std::map<std::uint32_t, Known> &tables)
{
    std::vector<std::uint32_t> types;
    for (const auto &entry : tables) {
        for (const auto &column : entry.second.columns)
            types.push_back(column.typeOid);
    }
    return readEnums(source, target, types);
}

/// Each enum once, however many columns are made of it.
std::vector<const Enum *> enumsOf(const Known &table, const Enums &enums)
{
    std::vector<const Enum *> all;
    std::set<RelationName> seen;
    for (const auto &column : table.columns) {
        const auto [first, last] = enums.equal_range(column.typeOid);
        for (auto each = first; each != last; ++each) {
            if (seen.insert(each->second.name).second)
                all.push_back(&each->second);
        }
    }
    return all;
}

std::vector<KnownLabel> paired(const Known &table, const Enums &enums)
{
    std::vector<KnownLabel> labels;
    for (const auto *each : enumsOf(table, enums)) {
        const auto pairs = pairedLabels(each->source, each->target, table.labels);
        labels.insert(labels.end(), pairs.begin(), pairs.end());
    }
    return labels;
}

} // namespace

void rememberLabels(postgres::Connection &source, postgres::Connection &target, std::map<std::uint32_t, Known> &tables)
{
    const auto enums = enumsOf(source, target, tables);
    for (auto &entry : tables)
        entry.second.labels = paired(entry.second, enums);
}

void addLabels(postgres::Connection &source, postgres::Connection &target, Known &table)
{
    auto labels = paired(table, enumsOf(source, target, {{0, table}}));
    for (auto &label : labels) {
        for (const auto &before : table.labels)
            label = before.number == label.number ? before : label;
    }
    table.labels = std::move(labels);
}

std::map<std::uint32_t, std::string> readLabelled(postgres::Connection &target, const std::string &subscription)
{
    return journal::readDefinitionsWith(target, subscription, "\"labels\":");
}

LabelDrift compareLabels(postgres::Connection &source, postgres::Connection &target, const std::map<std::uint32_t, std::string> &remembered)
{
    std::map<std::uint32_t, Known> tables;
    for (const auto &[oid, text] : remembered) {
        if (auto known = Known::fromText(text))
            tables.emplace(oid, std::move(*known));
    }
    const auto enums = enumsOf(source, target, tables);
    LabelDrift drift;
    for (auto &[oid, known] : tables) {
        bool agree = true;
        for (const auto *each : enumsOf(known, enums)) {
            const auto mends = each->target.empty() ? std::vector<std::string>()
                                                    : labelStatements(postgres::quoted(each->name), each->source, each->target, known.labels);
            agree = agree && mends.empty();
            // Where the target has no such type, rows hold the words.
            if (meansAnother(known.labels, each->source) || (each->target.empty() && isRenamed(known.labels, each->source))) {
                auto why = "labels of the enum " + each->name.display() + " were renamed so that a word means another one than before";
                if (!mends.empty())
                    why += ". Run on the target before it is copied again: " + joined(mends, "; ");
                drift.exchanged.emplace(oid, std::move(why));
            } else if (isElsewhere(known.labels, each->source, each->target)) {
                drift.exchanged.emplace(oid, "labels of the enum " + each->name.display()
                                                 + " were renamed on the target so that a word means another one there than when it was copied");
            }
        }
        if (!agree || drift.exchanged.count(oid) > 0)
            continue;
        auto labels = paired(known, enums);
        if (labels == known.labels)
            continue;
        known.labels = std::move(labels);
        drift.agreed.emplace(oid, known.toText());
    }
    return drift;
}

std::optional<Problem> formerNameWanted(postgres::Connection &source, postgres::Connection &target, const RelationName &table,
                                        const Known &known, const std::string &refused)
{
    const auto enums = enumsOf(source, target, {{0, known}});
    for (const auto *each : enumsOf(known, enums)) {
        for (const auto &former : formerNames(postgres::quoted(each->name), known.labels, each->source, each->target)) {
            if (refused.find(former.name) == std::string::npos)
                continue;
            Comparison comparison;
            comparison.differences = {"the label " + former.name + " of the enum " + each->name.display()
                                      + " has another name on both sides, and a row with this one has come (once all have come, it gets the other one again)"};
            comparison.statements = {former.statement};
            return problem(table, comparison);
        }
    }
    return std::nullopt;
}

} // namespace tidegate::definition
