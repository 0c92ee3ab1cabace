// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "definition/definition.h"
#include "definition/memory.h"

#include <string>
#include <vector>

namespace tidegate::definition {

/// What rows of the table are on the target.
enum class Rows {
    None,    ///< it is to be copied
    Copied,  ///< they are to be as they are on the source, whatever the stream tells
    Whatever ///< rows of others too, or none were copied: what the stream does not tell is nobody's promise
};

/// What is compared. `seen` is the table as a Relation message or a copy's snapshot describes it: published columns alone.
struct Sides {
    const Definition &seen;
    const Known *known = nullptr;       ///< what the journal remembers; none of an older one
    const Definition *source = nullptr; ///< the catalog now, which may be later than `seen`; none if it was dropped since
    const Definition &target;
    Rows rows = Rows::Copied;
    /// Where `seen` has numbers: a column of another number is another one, although it may be the one that takes its place, under
    /// its name, where rows are to be copied.
    bool byNumberAlone = false;
    std::string emptiedBy = {}; ///< the transaction in which the stream has brought a TRUNCATE: what it wrote afterwards came by the stream
};

struct Comparison {
    /// For each column of `seen`. Gone: the source has dropped it since, and the target has already.
    std::vector<Place> places;
    std::vector<std::string> differences; ///< for people; empty: both sides agree
    std::vector<std::string> statements;  ///< what mends the target, in order
    std::vector<std::uint32_t> types;     ///< of the columns that the statements make or alter, oids on the source
    /// After the statements, rows of the target may still differ in what the stream does not tell: the table has to be copied
    /// again. Set only with a difference.
    bool copyAgain = false;
    /// To be remembered from here on, if they agree.
    Known now;
    bool changed = false; ///< `now` is not what is known

    bool agrees() const { return differences.empty(); }
};

/// Pure. A change of the source's definition agrees once the target shows it, too: an added column is there with the same
/// values in older rows, a dropped one is gone, a renamed one has its new name, and a type takes every value. What both
/// sides have had otherwise from the beginning is left alone.
Comparison compare(const Sides &sides);

} // namespace tidegate::definition
