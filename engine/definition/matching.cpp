// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "definition/matching.h"

#include <algorithm>
#include <set>

namespace tidegate::definition {

namespace {

/// Those of a copy's snapshot by their numbers. What was dropped and added again is the same where nothing is on the target; where
/// other ranges are, compareAddedAgain() says so.
Matches matchedByNumber(const Definition &seen, const Known &known, const Definition *source, bool alone)
{
    Matches matches(seen.columns.size(), nullptr);
    std::set<int> left;
    for (const auto &before : known.columns)
        left.insert(before.number);
    for (std::size_t i = 0; i < matches.size(); ++i) {
        for (const auto &before : known.columns) {
            if (before.number == seen.columns[i].number && left.erase(before.number) > 0)
                matches[i] = &before;
        }
    }
    for (std::size_t i = 0; i < matches.size() && !alone; ++i) {
        for (const auto &before : known.columns) {
            const bool isThere = source && source->numbered(before.number);
            if (!matches[i] && !isThere && before.name == seen.columns[i].name && left.erase(before.number) > 0)
                matches[i] = &before;
        }
    }
    return matches;
}

/// Those of a Relation message, which has no numbers, but the order: what was there before comes first and in the old order,
/// what was added follows. A column that the catalog still has under its number is among them, whatever it was called then, unless
/// it is not published any more; one that was dropped since may be, under its name. Of what this leaves, most kept their names.
Matches matchedByOrder(const Definition &seen, const Known &known, const Definition *source)
{
    const auto before = known.columns.size();
    const auto now = seen.columns.size();
    constexpr int impossible = -1;
    std::vector<bool> alive;
    for (const auto &column : known.columns)
        alive.push_back(source && source->numbered(column.number));
    const auto lives = [&](std::size_t i) { return alive[i]; };
    // The catalog has both: one was taken from the publication's list, and the other put there.
    const auto areTwo = [&](const KnownColumn &column, const Column &other) {
        const auto *same = source ? source->numbered(column.number) : nullptr;
        const auto *another = source ? source->named(other.name) : nullptr;
        return same && another && same->name == column.name && another->number != column.number;
    };
    const auto matchScore = [&](std::size_t i, std::size_t j) {
        if (known.columns[i].name != seen.columns[j].name)
            return lives(i) && !areTwo(known.columns[i], seen.columns[j]) ? 0 : impossible;
        if (known.columns[i].typeOid == seen.columns[j].typeOid && known.columns[i].typmod == seen.columns[j].typmod)
            return 3;
        // Another type, and the catalog has another column of that name.
        return lives(i) || !source || !source->named(known.columns[i].name) ? 2 : impossible;
    };
    std::vector<std::vector<int>> best(before + 1, std::vector<int>(now + 1, 0)); // of what follows
    const auto weigh = [&] {
        for (auto i = before; i-- > 0;) {
            for (auto j = now + 1; j-- > 0;) {
                const int dropped = lives(i) ? impossible : best[i + 1][j];
                const int score = j < now && best[i + 1][j + 1] != impossible ? matchScore(i, j) : impossible;
                best[i][j] = std::max(dropped, score == impossible ? impossible : score + best[i + 1][j + 1]);
            }
        }
    };
    weigh();
    if (best[0][0] == impossible) { // some are not published any more
        for (std::size_t i = 0; i < before; ++i)
            alive[i] = alive[i] && seen.named(known.columns[i].name);
        weigh();
    }
    Matches matches(now, nullptr);
    std::size_t j = 0;
    for (std::size_t i = 0; i < before && best[i][j] != impossible; ++i) {
        const bool dropped = !lives(i) && best[i][j] == best[i + 1][j];
        if (!dropped)
            matches[j++] = &known.columns[i];
    }
    return matches;
}

} // namespace

Matches matched(const Sides &sides)
{
    if (!sides.known || sides.seen.columns.empty())
        return Matches(sides.seen.columns.size(), nullptr);
    return sides.seen.columns.front().number != 0 ? matchedByNumber(sides.seen, *sides.known, sides.source, sides.byNumberAlone)
                                                  : matchedByOrder(sides.seen, *sides.known, sides.source);
}

} // namespace tidegate::definition
