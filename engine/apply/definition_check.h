// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

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

/// Whether what the stream says of a table is what the target has (exactness.md rule 17). Of the consumer's thread.
class DefinitionCheck
{
public:
    /// Connections of the consumer; both outlive this.
    DefinitionCheck(postgres::Connection &source, postgres::Connection &target, std::string subscription, bool waitForNames);

    /// The names on the target of the relation's columns; empty for one that both sides have dropped since. `exact`: rows
    /// that are older than a column must have the same values in it.
    /// Throws ProblemError RelationChanged, RelationRewritten; TargetTableMissing.
    std::vector<std::string> places(const pgoutput::Relation &relation, const units::OwnedRelation &owned, bool exact);

    /// The name that a table has on both sides now, if places() met one: to be recorded, after which a session
    /// that begins anew knows it by that name.
    bool hasNewName() const { return m_newName.has_value(); }
    void recordNewName(const journal::Fence &fence);

    /// Definitions upon which both sides have agreed since the last record(). What they hold for is to be stored before they
    /// are: a stream that begins again must not find a memory that is newer than it.
    bool hasNews() const { return !m_news.empty(); }
    void record(const journal::Fence &fence);

private:
    postgres::Connection &m_source;
    postgres::Connection &m_target;
    std::string m_subscription;
    const bool m_waitForNames; ///< else rows go where they went until the target's table has the new name, too
    /// Throws RelationChanged where the target's table still has the old name; with hasNewName() where both have the new one.
    void followName(const definition::Definition &seen, const definition::Definition *now,
                    const units::OwnedRelation &owned);

    std::map<std::uint32_t, definition::Known> m_news;
    struct NewName {
        std::uint32_t oid = 0;
        RelationName name;
    };
    std::optional<NewName> m_newName;
};

} // namespace tidegate::apply
