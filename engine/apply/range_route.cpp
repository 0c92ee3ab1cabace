// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "apply/range_route.h"

#include "base/failpoint.h"
#include "base/problem.h"
#include "pgoutput/compose.h"

#include <algorithm>

namespace tidegate::apply {

using pgoutput::Tuple;
using pgoutput::ValueKind;
using units::MoveAction;
using units::Verdict;

namespace {

std::int64_t unitOf(const units::KeyRanges &ranges, const pgoutput::Relation &definition, Tuple row, Tuple otherwise = {})
{
    for (std::size_t i = 0; i < row.size() && i < definition.columns.size(); ++i) {
        if (definition.columns[i].name != ranges.column())
            continue;
        // A key that is stored out of line and did not change is in the old row alone.
        const auto &value = row[i].kind == ValueKind::UnchangedToast && i < otherwise.size() ? otherwise[i] : row[i];
        if (value.kind == ValueKind::Text)
            return ranges.unitOf(value.bytes);
        break;
    }
    throw ProblemError(Code::ProtocolBroken, {"a change of " + definition.schema + "." + definition.name
                                              + " does not say its " + ranges.column() + ", by which it is copied in ranges"});
}

Routed asItIs(Verdict verdict)
{
    return {verdict == Verdict::Apply ? Routed::What::AsItIs : Routed::What::Nothing, {}, {}};
}

Routed routeUpdate(const pgoutput::Update &update, const pgoutput::Relation &definition, const units::KeyRanges &ranges,
                   const VerdictOfUnit &verdictOf)
{
    const bool hasOld = update.oldKind != pgoutput::OldKind::None;
    const auto to = unitOf(ranges, definition, update.newTuple, hasOld ? update.oldTuple : Tuple());
    const auto from = hasOld ? unitOf(ranges, definition, update.oldTuple) : to;
    if (from == to || failpoint::ruleOff("8"))
        return asItIs(verdictOf(to));
    const bool complete = std::none_of(update.newTuple.begin(), update.newTuple.end(), [](const auto &value) {
        return value.kind == ValueKind::UnchangedToast;
    });
    const auto fromVerdict = verdictOf(from);
    switch (units::decideMove(fromVerdict, verdictOf(to), complete)) {
    case MoveAction::Update:
        return asItIs(Verdict::Apply);
    case MoveAction::DeleteOld:
        return {Routed::What::Composed, ChangeKind::Delete,
                pgoutput::composeDelete(update.relation, update.oldKind, update.oldTuple)};
    case MoveAction::InsertNew:
        return {Routed::What::Composed, ChangeKind::Insert, pgoutput::composeInsert(update.relation, update.newTuple)};
    case MoveAction::ResetNew:
        return {Routed::What::CopyAgain, {}, {}};
    case MoveAction::Skip:
    case MoveAction::Hold: // not of two verdicts that are decided
        break;
    }
    return {};
}

} // namespace

Routed route(const pgoutput::Message &message, const pgoutput::Relation &definition, const units::KeyRanges &ranges,
             const VerdictOfUnit &verdictOf)
{
    if (const auto *insert = std::get_if<pgoutput::Insert>(&message))
        return asItIs(verdictOf(unitOf(ranges, definition, insert->newTuple)));
    if (const auto *update = std::get_if<pgoutput::Update>(&message))
        return routeUpdate(*update, definition, ranges, verdictOf);
    return asItIs(verdictOf(unitOf(ranges, definition, std::get<pgoutput::Delete>(message).oldTuple)));
}

} // namespace tidegate::apply
