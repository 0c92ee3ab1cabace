// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "copy/give_way.h"

#include "postgres/quoting.h"

namespace tidegate::copy {

std::vector<int> GiveWay::run(postgres::Connection &control, const std::vector<int> &copierBackends)
{
    if (copierBackends.empty()) {
        m_waitingSince.clear();
        return {};
    }
    // Autovacuum can wait; people's statements shall not.
    const auto waiting = control.exec(
        "SELECT l.pid, b.pid FROM (SELECT DISTINCT pid FROM pg_catalog.pg_locks WHERE NOT granted"
        " AND locktype = 'relation' AND pid <> ALL ($1::int[])) l"
        " CROSS JOIN LATERAL unnest(pg_blocking_pids(l.pid)) AS b(pid)"
        " LEFT JOIN pg_catalog.pg_stat_activity a ON a.pid = l.pid"
        " WHERE b.pid = ANY ($1::int[]) AND a.backend_type IS DISTINCT FROM 'autovacuum worker'",
        postgres::parameters(postgres::idArray(copierBackends)));
    const auto now = Clock::now();
    std::map<int, Clock::time_point> still;
    std::map<int, bool> cancel; // our backend -> it has been asked before and holds on
    for (int row = 0; row < waiting.rows(); ++row) {
        const auto waiter = static_cast<int>(waiting.integer(row, 0));
        const auto known = m_waitingSince.find(waiter);
        const auto since = known == m_waitingSince.end() ? now : known->second;
        still[waiter] = since;
        if (now - since >= m_patience) {
            auto &firm = cancel[static_cast<int>(waiting.integer(row, 1))];
            firm = firm || now - since >= 3 * m_patience;
        }
    }
    m_waitingSince = std::move(still);
    std::vector<int> ended;
    for (const auto &[pid, firm] : cancel) {
        // A backend that is idle in its transaction has nothing to cancel.
        control.exec(firm ? "SELECT pg_terminate_backend($1::int)" : "SELECT pg_cancel_backend($1::int)",
                     postgres::parameters(pid));
        ended.push_back(pid);
    }
    return ended;
}

} // namespace tidegate::copy
