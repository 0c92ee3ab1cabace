// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "apply/batch.h"
#include "pgoutput/message.h"
#include "units/decide.h"
#include "units/key_ranges.h"

#include <cstdint>
#include <functional>
#include <string>

namespace tidegate::apply {

/// What becomes of a change of a table that is split by key (exactness.md rule 8).
struct Routed {
    enum class What {
        Nothing,  ///< the copies hold it, or will
        AsItIs,
        Composed, ///< one half of an UPDATE from one range to another: `message`, of `kind`
        CopyAgain ///< the new row must be made and the stream does not say all of it: its range has to be copied again
    };
    What what = What::Nothing;
    ChangeKind kind = ChangeKind::Insert;
    std::string message;
};

/// Skip or Apply, waiting for it if need be.
using VerdictOfUnit = std::function<units::Verdict(std::int64_t unit)>;

/// An INSERT, UPDATE or DELETE. Throws ProblemError ProtocolBroken where the column of the ranges is not in it.
Routed route(const pgoutput::Message &message, const pgoutput::Relation &definition, const units::KeyRanges &ranges,
             const VerdictOfUnit &verdictOf);

} // namespace tidegate::apply
