// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <cstdint>
#include <string>

// A small world in which every order of events is played: three transactions that each add one to a row without a key
// (so that skipping loses and repeating doubles), a unit that is copied, and the consumer. It knows what PostgreSQL
// does, not what decide() does: whoever is in the snapshot is in the copy.

namespace tidegate::model {

/// How the consumer looks at source and target. The engine does ProofFirst.
enum class Order { ProofFirst, StateFirst };

struct Outcome {
    std::uint64_t worlds = 0;  ///< different states on the way; how one was reached does not matter for what follows
    std::uint64_t lost = 0;    ///< transactions missing on the target in a last state
    std::uint64_t doubled = 0;
    std::uint64_t stuck = 0;   ///< last states with a transaction that is held, or put aside, for ever
    std::uint64_t misordered = 0; ///< changes made before one of an earlier transaction that was put aside
    std::string firstWrong;    ///< events that lead to the first wrong one
};

/// Plays all orders of: each transaction writes its commit record (which the stream shows) and later leaves the
/// source's list of running ones; claim, snapshot with F_u, finish of the unit, or once its failure; the consumer's two
/// looks and its decisions in commit order; with `parks` (rule 15) the making of what was put aside; the erasing of the
/// snapshot once progress has passed F_u. `firstXid` is the id of the first transaction.
Outcome playAll(Order order, std::uint64_t firstXid, bool parks = false);

} // namespace tidegate::model
