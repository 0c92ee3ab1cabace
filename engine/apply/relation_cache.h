// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "apply/byte_texts.h"
#include "apply/definition_check.h"
#include "apply/read_ahead.h"
#include "apply/target_table.h"
#include "pgoutput/message.h"
#include "postgres/connection.h"
#include "units/unit_registry.h"

#include <cstdint>
#include <memory>
#include <unordered_map>

namespace tidegate::apply {

/// Relations as this connection's stream has described them, and what they are on the target. Keyed by source oid,
/// which is good for one connection only: a new session starts empty.
class RelationCache
{
public:
    /// `readAhead`: none where one table alone is asked for.
    RelationCache(postgres::Connection &target, ByteTexts &byteTexts, DefinitionCheck &definitions, ReadAhead *readAhead, bool lenient)
        : m_target(target), m_byteTexts(byteTexts), m_definitions(definitions), m_readAhead(readAhead), m_lenient(lenient)
    {
    }

    /// A Relation message: always replaces what was known.
    void announce(const pgoutput::Relation &relation);
    /// As it was announced; it must have been.
    const pgoutput::Relation &definition(std::uint32_t relation) const { return m_entries.at(relation).relation; }
    /// A tuple of that many values must fit the description; throws ProtocolBroken.
    void requireWidth(std::uint32_t relation, std::size_t width) const;
    bool hasTable(std::uint32_t relation) const { return m_entries.count(relation) > 0 && m_entries.at(relation).table != nullptr; }
    /// Reads the target's definition at first use, by a change of that transaction. Throws what DefinitionCheck::places() does.
    std::shared_ptr<TargetTable> table(const units::OwnedRelation &owned, std::uint32_t xid);
    /// Of a change that is put aside: the names alone.
    std::shared_ptr<TargetTable> aside(const units::OwnedRelation &owned);

private:
    struct Entry {
        pgoutput::Relation relation;
        std::shared_ptr<TargetTable> table;
        std::shared_ptr<TargetTable> aside;
    };

    postgres::Connection &m_target;
    ByteTexts &m_byteTexts;
    DefinitionCheck &m_definitions;
    ReadAhead *m_readAhead;
    bool m_lenient;
    std::unordered_map<std::uint32_t, Entry> m_entries;
};

} // namespace tidegate::apply
