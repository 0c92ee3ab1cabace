// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "slot/guard.h"

namespace tidegate::slot {

SourceGuard::SourceGuard(std::string slotName, std::optional<std::uint64_t> limitBytes)
    : m_slot(std::move(slotName))
{
    m_last.limitBytes = limitBytes;
}

const progress::SlotGuard &SourceGuard::read(postgres::Connection &source)
{
    const auto row = source.exec(
        "SELECT pg_wal_lsn_diff(pg_current_wal_insert_lsn(), restart_lsn)::bigint, wal_status, safe_wal_size"
        " FROM pg_catalog.pg_replication_slots WHERE slot_name = $1",
        postgres::parameters(m_slot));
    m_last.walStatus = row.rows() == 0 ? "missing" : row.text(0, 1);
    m_last.secondsUntilFull.reset();
    // A lost slot keeps nothing (its restart_lsn is NULL).
    if (row.rows() == 0 || row.isNull(0, 0)) {
        m_last.walKeptBytes = 0;
        m_last.growthBytesPerSecond.reset();
        return m_last;
    }
    const auto kept = row.integer(0, 0);
    m_growth.sample(progress::Clock::now(), kept);
    m_last.walKeptBytes = static_cast<std::uint64_t>(kept);
    m_last.growthBytesPerSecond = m_growth.perSecond();
    if (!row.isNull(0, 2))
        m_last.secondsUntilFull = m_growth.secondsUntil(row.integer(0, 2));
    return m_last;
}

bool SourceGuard::overLimit() const
{
    return m_last.limitBytes && m_last.walKeptBytes > *m_last.limitBytes;
}

} // namespace tidegate::slot
