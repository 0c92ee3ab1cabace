// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "catalog/published_terms.h"

#include <algorithm>
#include <sstream>
#include <string_view>

namespace tidegate::catalog {

namespace {

/// Terms themselves hold no semicolon. Each partition after it is " oid@attachedBy".
constexpr char mark[] = "; ";
constexpr char partitionsMark[] = "; partitions";
constexpr char attachmentMark[] = "; attached ";

/// Before the number of the transaction that wrote what stands before it last.
constexpr char versionMark = '@';

std::string withoutVersions(std::string_view term)
{
    std::string text;
    bool version = false;
    for (const char c : term) {
        version = c == versionMark || (version && c >= '0' && c <= '9');
        if (!version)
            text += c;
    }
    return text;
}

/// One for each publication; their order depends on how the server sorts.
std::vector<std::string> split(std::string_view terms, bool versions)
{
    constexpr std::string_view separator = ", ";
    std::vector<std::string> all;
    for (;;) {
        const auto end = terms.find(separator);
        const auto term = terms.substr(0, end);
        all.push_back(versions ? std::string(term) : withoutVersions(term));
        if (end == std::string_view::npos)
            break;
        terms.remove_prefix(end + separator.size());
    }
    std::sort(all.begin(), all.end());
    return all;
}

std::string_view memberships(const std::string &recorded)
{
    return std::string_view(recorded).substr(0, recorded.find(mark));
}

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

bool looksTheSame(const std::string &recorded, const PublishedTable &now)
{
    const auto terms = memberships(recorded);
    return terms.empty() || split(terms, false) == split(now.terms, false);
}

bool sameMemberships(const std::string &recorded, const PublishedTable &now)
{
    return looksTheSame(recorded, now) && !alteredAndBack(recorded, now);
}

bool alteredAndBack(const std::string &recorded, const PublishedTable &now)
{
    return showsAlterations(recorded) && showsAlterations(now.terms) && looksTheSame(recorded, now)
        && split(memberships(recorded), true) != split(now.terms, true);
}

bool showsAlterations(const std::string &terms)
{
    return memberships(terms).find(versionMark) != std::string_view::npos;
}

std::set<std::uint32_t> publicationsIn(const std::string &recorded)
{
    std::set<std::uint32_t> oids;
    for (const auto &term : split(memberships(recorded), false)) {
        std::uint32_t oid = 0;
        if (std::istringstream(term) >> oid)
            oids.insert(oid);
    }
    return oids;
}

bool needsPublicationTouch(int serverVersion)
{
    const int major = serverVersion / 10000;
    const int minor = serverVersion % 10000;
    switch (major) {
    case 13:
        return minor < 21;
    case 14:
        return minor < 18;
    case 15:
        return minor < 13;
    case 16:
        return minor < 9;
    case 17:
        return minor < 5;
    default:
        return major < 13;
    }
}

bool sameTerms(const std::string &recorded, const PublishedTable &now)
{
    return sameMemberships(recorded, now) && sameAttachment(recorded, now);
}

bool sameAttachment(const std::string &recorded, const PublishedTable &now)
{
    const auto attached = recorded.find(attachmentMark);
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
