// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "definition/generated.h"

#include "catalog/relation_reader.h"
#include "definition/statements.h"

#include <algorithm>
#include <map>

namespace tidegate::definition {

namespace {

/// Numbers of columns are never used again: a greater one is younger.
std::vector<const Column *> gained(const Known &known, const Definition &onSource, const Definition &onTarget)
{
    std::vector<const Column *> columns;
    for (const auto &column : onSource.columns) {
        const auto *there = onTarget.named(column.name);
        if (column.generated && column.number > known.lastNumber && !(there && there->generated))
            columns.push_back(&column);
    }
    return columns;
}

/// By the columns' numbers, in a transaction of their own.
std::map<int, GeneratedAs> readExpressions(postgres::Connection &source, std::uint32_t table)
{
    const postgres::Transaction look(source, catalog::beginBriefLook);
    const auto rows = source.exec("SELECT a.attnum, pg_get_expr(d.adbin, d.adrelid), a.attgenerated = 'v'"
                                  "  FROM pg_catalog.pg_attribute a JOIN pg_catalog.pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum"
                                  " WHERE a.attrelid = $1::oid AND a.attgenerated <> ''",
                                  postgres::parameters(std::to_string(table)));
    std::map<int, GeneratedAs> all;
    for (int row = 0; row < rows.rows(); ++row)
        all[static_cast<int>(rows.integer(row, 0))] = {rows.text(row, 1), rows.boolean(row, 2)};
    return all;
}

} // namespace

void addGenerated(Comparison &comparison, const Known &known, const Definition &onSource, const Definition &onTarget,
                  postgres::Connection &source, postgres::Connection &target)
{
    if (known.lastNumber == 0)
        return; // of an older journal
    const auto columns = gained(known, onSource, onTarget);
    if (columns.empty())
        return;
    const bool takesVirtual = target.serverVersion() >= 180000;
    const auto expressions = readExpressions(source, onSource.oid);
    for (const auto *column : columns) {
        const auto expression = expressions.find(column->number);
        if (expression == expressions.end())
            continue; // dropped since
        comparison.differences.push_back("generated column " + column->name + " was added");
        const auto *there = onTarget.named(column->name);
        const auto drop = dropColumn(onTarget.alteredBy, column->name);
        const bool goesAway = !there || std::count(comparison.statements.begin(), comparison.statements.end(), drop) > 0
            || std::any_of(comparison.places.begin(), comparison.places.end(), [&](const Place &place) { return place.number == there->number; });
        if (!goesAway)
            comparison.statements.push_back(drop);
        auto as = expression->second;
        as.isVirtual = as.isVirtual && takesVirtual; // the same values
        comparison.statements.push_back(addGeneratedColumn(onTarget.alteredBy, *column, as));
        comparison.types.push_back(column->typeOid);
    }
}

} // namespace tidegate::definition
