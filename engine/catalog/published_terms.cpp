// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "catalog/published_terms.h"

#include <set>
#include <sstream>

namespace tidegate::catalog {

namespace {

/// Terms themselves hold no semicolon. Each partition after it is " oid@attachedBy".
constexpr char mark[] = "; ";
constexpr char partitionsMark[] = "; partitions";
constexpr char attachmentMark[] = "; attached ";

std::string entry(const Partition &partition)
{
    return std::to_string(partition.oid) + "@" + std::to_string(partition.attachedBy);
}

} // namespace

std::string recordedPartitions(const PublishedTable &table)
{
    if (!table.viaRoot)
        return table.attachment.empty() ? std::string() : attachmentMark + table.attachment;
    std::string text = partitionsMark;
    for (const auto &partition : table.partitions)
        text += " " + entry(partition);
    return text;
}

std::string recordedTerms(const PublishedTable &table)
{
    return table.terms + recordedPartitions(table);
}

std::string withoutPartitionsSql(const std::string &column)
{
    return "split_part(" + column + ", '" + mark + "', 1)";
}

bool sameMemberships(const std::string &recorded, const PublishedTable &now)
{
    const auto terms = recorded.substr(0, recorded.find(mark));
    return terms.empty() || terms == now.terms;
}

bool sameTerms(const std::string &recorded, const PublishedTable &now)
{
    if (!sameMemberships(recorded, now))
        return false;
    const auto attached = recorded.find(attachmentMark); // an earlier Tidegate recorded none
    return attached == std::string::npos || recorded.substr(attached + sizeof attachmentMark - 1) == now.attachment;
}

std::optional<PartitionChanges> changedPartitions(const std::string &recorded, const PublishedTable &now)
{
    const auto listed = recorded.find(partitionsMark);
    if (listed == std::string::npos)
        return std::nullopt;
    std::istringstream words(recorded.substr(listed + sizeof partitionsMark - 1));
    std::set<std::string> before;
    for (std::string word; words >> word;)
        before.insert(word);
    PartitionChanges changes;
    for (const auto &partition : now.partitions) {
        if (before.erase(entry(partition)) == 0)
            changes.attached.push_back(partition);
    }
    for (const auto &gone : before)
        changes.detached.push_back(static_cast<std::uint32_t>(std::stoul(gone)));
    return changes;
}

} // namespace tidegate::catalog
