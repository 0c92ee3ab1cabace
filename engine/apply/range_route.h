// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "apply/batch.h"
#include "pgoutput/message.h"
#include "units/decide.h"
#include "units/key_ranges.h"

#include <cstddef>
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

/// An INSERT, UPDATE or DELETE; `column`: that of the ranges. Throws ProblemError ProtocolBroken where its value is not in it.
Routed route(const pgoutput::Message &message, std::size_t column, const units::KeyRanges &ranges, const VerdictOfUnit &verdictOf);

} // namespace tidegate::apply
