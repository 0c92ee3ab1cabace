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

/// Of a key that is stored out of line and did not change, the value is in the old row alone.
std::int64_t unitOf(const units::KeyRanges &ranges, std::size_t column, Tuple row, Tuple otherwise = {})
{
    if (column < row.size() && row[column].kind == ValueKind::UnchangedToast)
        row = otherwise;
    if (column >= row.size() || row[column].kind != ValueKind::Text)
        throw ProblemError(Code::ProtocolBroken, {"a change does not say its " + ranges.column()
                                                  + ", by which its table is copied in ranges"});
    return ranges.unitOf(row[column].bytes);
}

Routed asItIs(Verdict verdict)
{
    return {verdict == Verdict::Apply ? Routed::What::AsItIs : Routed::What::Nothing, {}, {}};
}

Routed routeUpdate(const pgoutput::Update &update, std::size_t column, const units::KeyRanges &ranges,
                   const VerdictOfUnit &verdictOf)
{
    const bool hasOld = update.oldKind != pgoutput::OldKind::None;
    const auto to = unitOf(ranges, column, update.newTuple, hasOld ? update.oldTuple : Tuple());
    const auto from = hasOld ? unitOf(ranges, column, update.oldTuple) : to;
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

Routed route(const pgoutput::Message &message, std::size_t column, const units::KeyRanges &ranges, const VerdictOfUnit &verdictOf)
{
    if (const auto *insert = std::get_if<pgoutput::Insert>(&message))
        return asItIs(verdictOf(unitOf(ranges, column, insert->newTuple)));
    if (const auto *update = std::get_if<pgoutput::Update>(&message))
        return routeUpdate(*update, column, ranges, verdictOf);
    return asItIs(verdictOf(unitOf(ranges, column, std::get<pgoutput::Delete>(message).oldTuple)));
}

} // namespace tidegate::apply
