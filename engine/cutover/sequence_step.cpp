// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "cutover/sequence_step.h"

#include "base/problem.h"
#include "sequences/sequences.h"

#include <set>

namespace tidegate::cutover {

namespace {

/// Rows that get no value although no other source sequence gives their target one.
std::vector<const sequences::PreviewRow *> unsettable(const std::vector<sequences::PreviewRow> &rows)
{
    std::set<RelationName> settled;
    for (const auto &row : rows) {
        if (row.newValue)
            settled.insert(*row.target);
    }
    std::vector<const sequences::PreviewRow *> left;
    for (const auto &row : rows) {
        if (!row.newValue && !row.findings.empty() && !row.stays() && !(row.target && settled.count(*row.target) > 0))
            left.push_back(&row);
    }
    return left;
}

const char *reason(Code code)
{
    switch (code) {
    case Code::SequenceMissing:
        return "no counterpart";
    case Code::SequenceDenied:
        return "a right is missing";
    case Code::SequenceDiffers:
        return "defined otherwise";
    default:
        return codeName(code);
    }
}

} // namespace

Unsettable unsettableSequences(postgres::Connection &source, postgres::Connection &target,
                               const std::vector<journal::RelationRow> &tables)
{
    const auto pairs = sequences::tablePairs(tables);
    const auto rows = sequences::preview(source, target, pairs, sequences::mapOf(pairs));
    Unsettable found;
    for (const auto *row : unsettable(rows))
        found.needed.push_back(row->source.display() + " (" + reason(row->findings.back().code) + ")");
    for (const auto &row : rows) {
        if (row.stays())
            found.others.insert(found.others.end(), row.findings.begin(), row.findings.end());
    }
    return found;
}

int setSequences(postgres::Connection &source, postgres::Connection &target,
                 const std::vector<journal::RelationRow> &tables)
{
    const auto pairs = sequences::tablePairs(tables);
    const auto outcome = sequences::copySequences(source, target, pairs, sequences::mapOf(pairs));
    if (const auto *failure = outcome.script.problem())
        throw ProblemError(*failure);
    for (const auto *row : unsettable(outcome.rows))
        throw ProblemError(row->findings.back().code, row->findings.back().arguments);
    return outcome.set + outcome.inPlace;
}

} // namespace tidegate::cutover
