// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "base/relation_name.h"
#include "catalog/relation.h"
#include "journal/unit_rows.h"
#include "postgres/connection.h"

#include <cstdint>
#include <string>
#include <vector>

namespace tidegate::cutover {

/// Where the publications no longer send what the subscription was copied for, or words of an enum mean another value than
/// then. Nothing in the stream tells of that (exactness.md rule 17), so it is looked for: now and then while a run lives, and
/// before a cutover.
struct PublicationDrift {
    /// The target may lack changes of this table, or hold too many rows: it has to be copied again.
    struct Table {
        std::uint32_t oid = 0;
        RelationName source;
        std::string why; ///< for people
    };
    std::vector<Table> drifted;          ///< those already stopped are not named again
    /// Published otherwise than when they joined, but not copied yet, not even in part: the target lacks nothing, as long as
    /// they are copied only when the stream brings all that is written to them from then on (rule 2).
    std::vector<Table> waiting;
    std::vector<std::string> unfollowed; ///< published, but not (yet) in the subscription

    /// A root whose partitions are others than recorded, and none of them brought rows or took any with it. To be recorded,
    /// or those that came will be looked at again when rows have come into them.
    struct Repartitioned {
        std::uint32_t oid = 0;
        std::string terms; ///< catalog::recordedTerms()
    };
    std::vector<Repartitioned> repartitioned;

    /// Both sides agree upon other labels of an enum than is remembered of the table. To be recorded once the stream has brought
    /// what was written before.
    struct Relabelled {
        std::uint32_t oid = 0;
        std::string before; ///< definition::Known
        std::string now;
    };
    std::vector<Relabelled> relabelled;

    std::vector<catalog::PublishedTable> published; ///< what was compared

    bool empty() const { return drifted.empty() && unfollowed.empty(); }
};

/// Pure, and without a look at partitions. Both as just read.
PublicationDrift comparePublications(const std::vector<journal::RelationRow> &followed,
                                     const std::vector<catalog::PublishedTable> &published);

/// One look at both servers; changes nothing.
/// Throws SqlError lockNotAvailable if a published table is locked for more than half a second.
PublicationDrift lookForDrift(postgres::Connection &source, postgres::Connection &target,
                              const std::string &subscription, const std::vector<std::string> &publications);

} // namespace tidegate::cutover
