// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "catalog/relation.h"
#include "journal/unit_rows.h"
#include "postgres/connection.h"

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace tidegate::migration {

/// What a stream lacks that names only some of a subscription's publications. Looks; changes nothing. Throws SqlError
/// lockNotAvailable where somebody holds a published table for half a second. A transaction of the source lives as long.
class Unsent
{
public:
    Unsent(postgres::Connection &source, const std::vector<std::string> &publications);

    /// The tables of which a stream of `named` alone may lack changes, now or since they joined: those that are not published
    /// by the very terms that are recorded of them, and those of which a publication that is not named sends anything that
    /// no single one of the named does. The recorded terms being those of now, nobody has altered how it is sent meanwhile; where
    /// they do not show that, whatever a publication sends that is not named.
    std::set<std::uint32_t> of(const std::vector<journal::RelationRow> &followed, const std::vector<std::string> &named);
    /// Whether a publication that is not named sends the table, or may have since it joined. False: what the stream lacks of it, the
    /// watch finds, too (cutover/publication_drift.h).
    bool isOfOthers(const journal::RelationRow &row, const std::vector<std::string> &named) const;
    /// Which of `named` publish the table that a server's words name; none: not known.
    std::vector<std::string> publishersOfNamed(std::string_view words, const std::vector<std::string> &named) const;

private:
    using Published = std::map<std::uint32_t, catalog::PublishedTable>;
    Published published(const std::vector<std::string> &publications, const std::vector<std::uint32_t> &among = {});
    bool lacks(const journal::RelationRow &row, const std::vector<std::string> &named);
    /// Whether what `publication` sends of this table `other` sends as well.
    bool covers(const std::string &other, const std::string &publication, std::uint32_t table);
    const Published &alone(const std::string &publication);

    postgres::Transaction m_look;
    postgres::Connection &m_source;
    std::map<std::string, catalog::Publication> m_publications;
    std::map<std::string, std::uint32_t> m_oids; ///< of these
    Published m_all;
    std::vector<std::uint32_t> m_sentByTwo; ///< or more
    std::map<std::string, Published> m_alone; ///< of those tables, what one publication sends of them
};

} // namespace tidegate::migration
