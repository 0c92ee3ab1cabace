// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "apply/target_table.h"
#include "base/problem.h"
#include "definition/comparison.h"
#include "journal/fence.h"
#include "pgoutput/message.h"
#include "postgres/connection.h"
#include "units/unit_registry.h"

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace tidegate::apply {

/// A Relation message; the names of the types are not in it.
definition::Definition describedBy(const pgoutput::Relation &relation);

/// Whether what the stream says of a table is what the target has (exactness.md rule 17). Of the consumer's thread.
class DefinitionCheck
{
public:
    /// Connections of the consumer; both outlive this.
    DefinitionCheck(postgres::Connection &source, postgres::Connection &target, std::string subscription, bool waitForNames);

    struct Places {
        std::uint32_t table = 0; ///< oid on the target
        std::vector<definition::Place> columns; ///< of the relation's; gone: both sides have dropped it since
    };
    /// `exact`: rows that are older than a column must have the same values in it.
    /// Throws ProblemError RelationChanged, RelationRewritten; TargetTableMissing.
    Places places(const pgoutput::Relation &relation, const units::OwnedRelation &owned, bool exact);

    /// A value that the target refuses may be one of a type that has changed on the source alone, which the stream does not
    /// tell: a new label of an enum; or a label that both sides have renamed since. RelationChanged, then. `refused`: the
    /// target's words. No transaction is open.
    std::optional<Problem> typesDiffer(const TargetTable &table, const std::string &refused);

    /// Which column of the relation the ranges are of, whatever it is called there.
    std::optional<std::size_t> rangeColumn(const pgoutput::Relation &relation, const units::KeyRanges &ranges);

    /// Definitions upon which both sides have agreed since the last record(). What they hold for is to be stored before they
    /// are: a stream that begins again must not find a memory that is newer than it.
    bool hasNews() const { return !m_news.empty(); }
    void record(const journal::Fence &fence);
    /// The stream has brought a TRUNCATE of it in that transaction.
    void emptied(std::uint32_t relation, std::uint32_t xid) { m_emptied[relation] = xid; }
    /// Of a table that is stopped there is none: what is recorded takes the mark away that it is to be copied again.
    void forget(std::uint32_t relation) { m_news.erase(relation); }

private:
    postgres::Connection &m_source;
    postgres::Connection &m_target;
    std::string m_subscription;
    const bool m_waitForNames; ///< else rows go where they went until the target's table has the new name, too
    /// Upon what both sides have agreed last.
    std::optional<definition::Known> known(std::uint32_t relation);
    /// Throws RelationChanged where it is to get the source's new name first; to be tried again where the journal has other names
    /// than the servers by now: it gets them before a session begins.
    definition::Definition targetOf(const definition::Definition &seen, const definition::Definition *now,
                                    const definition::Known *known, const units::OwnedRelation &owned);

    std::map<std::uint32_t, definition::Known> m_news;
    std::map<std::uint32_t, std::uint32_t> m_emptied;
};

} // namespace tidegate::apply
