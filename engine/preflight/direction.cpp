// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "base/byte_count.h"
#include "base/joined.h"
#include "preflight/checks.h"

namespace tidegate::preflight {

namespace {

constexpr std::int64_t noticeable = 64'000'000; // bytes; an empty database with extensions is smaller

std::string major(int version)
{
    return "PostgreSQL " + std::to_string(version / 10000);
}

std::string sessions(int count)
{
    return std::to_string(count) + (count == 1 ? " session" : " sessions");
}

} // namespace

Findings checkDirection(const Inspection &inspection)
{
    const auto &source = inspection.sourceFacts;
    const auto &target = inspection.targetFacts;
    std::vector<std::string> reasons;
    if (target.databaseBytes > noticeable && target.databaseBytes > source.databaseBytes)
        reasons.push_back(
            "the target holds more data (" + displayBytes(static_cast<std::uint64_t>(target.databaseBytes))
            + ") than the source (" + displayBytes(static_cast<std::uint64_t>(source.databaseBytes)) + ")");
    if (target.otherSessions > source.otherSessions)
        reasons.push_back("the target is in use (" + sessions(target.otherSessions)
                          + ") more than the source (" + sessions(source.otherSessions) + ")");
    // Migrations go to newer servers, so an older target is the odd one.
    if (target.version / 10000 < source.version / 10000)
        reasons.push_back("the source is newer (" + major(source.version) + ") than the target ("
                          + major(target.version) + ")");
    if (!source.timescaleVersion.empty() && target.timescaleVersion.empty())
        reasons.push_back("the source has TimescaleDB and the target has not");
    // The last two may be meant; they only strengthen one that speaks of data or use.
    const bool strong = !reasons.empty() && reasons.front().rfind("the target", 0) == 0;
    if (!strong)
        return {};
    return {{Severity::Warning, Code::LikelySwapped, {joined(reasons, "; ")}, {}}};
}

} // namespace tidegate::preflight
