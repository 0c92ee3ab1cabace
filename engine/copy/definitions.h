// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "base/problem.h"
#include "copy/reader.h"
#include "definition/comparison.h"
#include "postgres/connection.h"
#include "units/unit_registry.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace tidegate::copy {

/// Gives `relations` the targets that are theirs, should tables have been renamed since the journal was read.
void followNames(postgres::Connection &source, postgres::Connection &target, const std::string &subscription,
                 std::vector<units::OwnedRelation> &relations);
/// Throws TableError RelationChanged, to be tried again, if rows of `relation` go to another table of the target than this oid,
/// which has its name by now. For a transaction that holds the table.
void requireRemembered(postgres::Connection &target, const std::string &subscription, const units::OwnedRelation &relation,
                       std::uint32_t there);

/// Throws ProblemError ResyncOfShared if another table's rows go to that table of the target, too: nobody would bring them again. By what
/// is remembered of each, since two targets may have exchanged their names; by its name who is not remembered. For a transaction
/// that holds the table.
void requireAlone(postgres::Connection &target, const std::string &subscription, const units::OwnedRelation &relation,
                  const catalog::Relation &there);

/// Of a table that may be copied.
struct Agreed {
    std::vector<definition::Column> into; ///< where each column that is read goes
    std::string known; ///< what is to be remembered, in the target transaction of its rows

    std::vector<definition::Place> places() const;
};

/// A table whose definition has changed since it joined is not copied before its target was changed, too (exactness.md
/// rule 17). `read`: of `relations`, in their order, as they are in the snapshot that is open on the source. The same order is
/// the answer's. Throws TableError RelationChanged of the first that differs; TargetTableMissing, TargetColumnMissing.
/// `rows`: Copied where other ranges of the table may be on the target already.
std::vector<Agreed> agreedDefinitions(postgres::Connection &source, postgres::Connection &target,
                                      const std::string &subscription,
                                      const std::vector<units::OwnedRelation> &relations,
                                      const std::vector<ReadRelation> &read, definition::Rows rows);

/// What the target lacks of the types of its columns: RelationChanged (definition/user_types.h).
std::optional<Problem> typesDiffer(postgres::Connection &source, postgres::Connection &target, const std::string &subscription,
                                   const units::OwnedRelation &relation);

} // namespace tidegate::copy
