// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "base/snapshot.h"
#include "catalog/relation.h"
#include "definition/definition.h"
#include "definition/memory.h"
#include "pgoutput/message.h"
#include "postgres/connection.h"
#include "units/unit_registry.h"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <unordered_map>
#include <unordered_set>
#include <vector>

namespace tidegate::apply {

/// What both sides say of a table and of the next hundreds: a session asks about each table once, and each question by
/// itself costs several round trips (10,000 tables, 40 ms: the better part of an hour). Serves transactions alone that were
/// finished before it was read: the source's catalog is the only witness of a column that was dropped and added again, since a
/// Relation message looks the same. And only where the stream, both catalogs and the journal's memory agree in everything;
/// whatever differs is for DefinitionCheck, which asks anew. Of the consumer's thread.
class ReadAhead
{
public:
    /// All outlive this.
    ReadAhead(postgres::Connection &source, postgres::Connection &target, std::string subscription,
              const units::UnitRegistry &registry);

    struct Agreed {
        std::vector<definition::Place> places; ///< as DefinitionCheck::places() gives them
        catalog::Relation target;
    };
    /// Whether the source's catalog shows what this transaction has done: by what was seen last, else by a new look.
    bool shows(std::uint32_t xid);
    /// `xid`: of the transaction in which `seen` came.
    std::optional<Agreed> agreed(const pgoutput::Relation &seen, const units::OwnedRelation &owned, bool exact, std::uint32_t xid);

private:
    struct Held {
        definition::Definition source;
        definition::Definition target;
        definition::Known known;
        catalog::Relation relation; ///< the target's
        std::shared_ptr<const Snapshot> finished; ///< of the source, taken before any of this was read
        bool serves(std::uint32_t xid) const;
    };
    void look(const units::OwnedRelation &owned);

    static constexpr std::size_t relationsALook = 200;
    postgres::Connection &m_source;
    postgres::Connection &m_target;
    std::string m_subscription;
    const units::UnitRegistry &m_registry;
    std::shared_ptr<const Snapshot> m_finished; ///< of the source, the last
    std::unordered_map<std::uint32_t, Held> m_held; ///< each serves once
    std::size_t m_ahead = relationsALook;
    std::unordered_set<std::uint32_t> m_inVain;     ///< looked at, and there is nothing to agree with
};

} // namespace tidegate::apply
