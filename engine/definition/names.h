// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "base/relation_name.h"
#include "postgres/connection.h"

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace tidegate::definition {

// Tables are followed by their oids on both sides, whatever they are called: two that exchange their names exchange no rows.

/// A table that is followed, and its names as the journal has them.
struct Followed {
    std::uint32_t oid = 0; ///< on the source
    RelationName source;
    RelationName target;
    std::uint32_t there = 0; ///< oid on the target when both sides agreed last; 0: not known

    friend bool operator==(const Followed &, const Followed &) = default;
};

/// What the two servers call the tables that are followed. As of one look at each; takes no lock.
class Names
{
public:
    static Names read(postgres::Connection &source, postgres::Connection &target, const std::string &subscription);
    Names(std::vector<Followed> followed, std::map<std::uint32_t, RelationName> onSource,
          std::map<std::uint32_t, RelationName> onTarget);

    /// Where its rows go: into the table that is remembered, as long as that is there. Else into one that stands under the old
    /// name, or under the source's, and is no other table's. None: there is none of these.
    std::optional<RelationName> placeOf(std::uint32_t oid) const;
    /// Those whose names the journal has not, with the names that it should have: the target's where rows go, and the
    /// source's as soon as the target has it, too, or at once where the target's is another anyhow.
    std::vector<Followed> moved() const;
    /// As the journal has them.
    const std::vector<Followed> &followed() const { return m_followed; }
    /// What the source calls it now; where it is gone, as the journal does.
    const RelationName &latest(const Followed &table) const;
    /// What gives the target's tables the names that the source's have, in an order, and by way of other names, in which it
    /// can be run. Of tables that went to their own names.
    std::vector<std::string> renames() const;

private:
    std::optional<RelationName> placeOf(const Followed &table) const;

    std::vector<Followed> m_followed;
    std::map<std::uint32_t, RelationName> m_onSource;
    std::map<std::uint32_t, RelationName> m_onTarget;
    std::map<RelationName, std::uint32_t> m_named; ///< on the target
    std::set<std::uint32_t> m_remembered;
};

/// Of those that are there.
std::map<std::uint32_t, RelationName> readNames(postgres::Connection &connection, const std::vector<std::uint32_t> &oids);

} // namespace tidegate::definition
