// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "journal/unit_rows.h"
#include "script/runner.h"
#include "sequences/preview.h"

#include <string>
#include <vector>

/// Sequence values do not travel with logical replication: they are read from the source and set on the
/// target, at the cutover after the writes have stopped, or before at any time as a rehearsal. Nothing
/// changes on the source. Connections must be outside of a transaction. Errors: those of
/// postgres::Connection; a sequence that cannot be read or set is a finding in its row and does not hold up
/// the others.
namespace tidegate::sequences {

/// The pairs of a subscription's tables, as the journal has them.
std::vector<TablePair> tablePairs(const std::vector<journal::RelationRow> &relations);
/// Moves a schema where all its tables go to one other schema; for those who have pairs but no table map.
NameMap mapOf(const std::vector<TablePair> &pairs);

/// What would be set: every sequence that the migrated tables own or use, and every one that no table uses.
std::vector<PreviewRow> preview(postgres::Connection &source, postgres::Connection &target,
                                const std::vector<TablePair> &pairs, const NameMap &map);

/// The setval() calls for the rows that change, many to a statement: at the cutover each round trip is
/// downtime.
script::Script toScript(const std::vector<PreviewRow> &rows);

struct Outcome {
    std::vector<PreviewRow> rows;
    script::Script script;
    int set = 0;       ///< sequences that were given a new value
    int inPlace = 0;   ///< those that stood right already
    bool done = false; ///< false: the script tells which statement failed and why
};

/// Preview and script in one go. Doing it again is harmless.
Outcome copySequences(postgres::Connection &source, postgres::Connection &target,
                      const std::vector<TablePair> &pairs, const NameMap &map,
                      const script::Runner::Report &report = {});

/// Names of the sequences that should be on the target and are not, ordered.
std::vector<std::string> missingOnTarget(postgres::Connection &source, postgres::Connection &target,
                                         const std::vector<journal::RelationRow> &relations);

} // namespace tidegate::sequences
