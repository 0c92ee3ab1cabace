// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "postgres/connection.h"

#include <chrono>
#include <map>
#include <vector>

namespace tidegate::copy {

/// Nobody's DDL on the source shall wait for our copy (exactness.md rule 4). Remembers who waits for which
/// of our backends; whoever has waited longer than 5 s gets its way: our statement is cancelled and the
/// unit tried again; if that does not help (a backend idle in its transaction has nothing to cancel), after
/// 15 s our backend is ended. Called every 2 s or so by the coordinator, on a connection that copies
/// nothing. Belongs to one thread.
class GiveWay
{
public:
    explicit GiveWay(std::chrono::milliseconds patience = std::chrono::seconds(5)) : m_patience(patience) {}

    /// The copiers' backends that were cancelled or ended.
    std::vector<int> run(postgres::Connection &control, const std::vector<int> &copierBackends);

private:
    using Clock = std::chrono::steady_clock;
    std::chrono::milliseconds m_patience;
    std::map<int, Clock::time_point> m_waitingSince; // by the pid that waits
};

} // namespace tidegate::copy
