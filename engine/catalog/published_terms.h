// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "catalog/relation.h"

#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace tidegate::catalog {

/// What is kept of how a table was published when it was copied, to be compared with how it is now (exactness.md rule 17):
/// its terms, and of a root under publish_via_partition_root the partitions that the copy read. The stream names the root
/// alone: rows that were in a partition before it was attached never come, and those of one that was detached never go. Of a
/// partition that is published because of what it is part of, its attachment: detached, it is not published.
std::string recordedTerms(const PublishedTable &table);
/// The latter part; empty for a table that is neither.
std::string recordedPartitions(const PublishedTable &table);
/// What stands before that part in recorded terms, in SQL. `column`: as SQL writes it.
std::string withoutPartitionsSql(const std::string &column);

/// By the same memberships and operations as recorded, whatever was altered and altered back since? True where nothing was
/// recorded. Enough for what is read anew; not for what the stream brought meanwhile.
bool looksTheSame(const std::string &recorded, const PublishedTable &now);
/// By the same memberships and operations as recorded, and neither they nor the publications altered since? True where nothing
/// was recorded; an earlier Tidegate recorded the former alone.
bool sameMemberships(const std::string &recorded, const PublishedTable &now);
/// … and attached as then?
bool sameTerms(const std::string &recorded, const PublishedTable &now);
/// Of the latter alone; an earlier Tidegate recorded none.
bool sameAttachment(const std::string &recorded, const PublishedTable &now);
/// The same, but something was altered that looks as it did before.
bool alteredAndBack(const std::string &recorded, const PublishedTable &now);
/// Whether that would show in these terms: not in what an earlier Tidegate recorded, nor where needsPublicationTouch().
bool showsAlterations(const std::string &terms);
/// The publications (oids) that sent the table by these terms; none: not known.
std::set<std::uint32_t> publicationsIn(const std::string &recorded);

/// Minors in which ALTER PUBLICATION does not reach transactions that were already running when it committed (fixed in 13.21, 14.18,
/// 15.13, 16.9, 17.5): there we alter publications ourselves (exactness.md rule 2), so that it does not count that they were.
bool needsPublicationTouch(int serverVersion);

struct PartitionChanges {
    std::vector<Partition> attached;
    std::vector<std::uint32_t> detached; ///< oids; dropped ones too

    bool empty() const { return attached.empty() && detached.empty(); }
};
/// Since it was recorded. One that was detached and attached again is in both lists. None where no partitions were recorded,
/// as by an earlier Tidegate.
std::optional<PartitionChanges> changedPartitions(const std::string &recorded, const PublishedTable &now);

} // namespace tidegate::catalog
