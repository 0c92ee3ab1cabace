// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <string>
#include <vector>

namespace tidegate::definition {

/// Statements that rename, in an order in which they can be run one after the other: what wants a name that another one has to
/// leave first (`isTaken`) goes by way of a third (`aside`) and gets it last. `moves` have from and to, which `rename` takes.
template <typename Moves, typename IsTaken, typename Aside, typename Rename>
std::vector<std::string> renamesInOrder(const Moves &moves, const IsTaken &isTaken, const Aside &aside, const Rename &rename)
{
    std::vector<std::string> all;
    std::vector<std::string> last;
    for (const auto &move : moves) {
        if (!isTaken(move.to))
            continue;
        all.push_back(rename(move.from, aside(move.from)));
        last.push_back(rename(aside(move.from), move.to));
    }
    for (const auto &move : moves) {
        if (!isTaken(move.to))
            all.push_back(rename(move.from, move.to));
    }
    all.insert(all.end(), last.begin(), last.end());
    return all;
}

} // namespace tidegate::definition
