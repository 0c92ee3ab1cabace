// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "slot/slot_facts.h"

#include "base/problem.h"
#include "journal/fence.h"
#include "postgres/error.h"
#include "slot/slot_names.h"

namespace tidegate::slot {

SlotFacts readSlot(postgres::Connection &source, const std::string &name)
{
    std::string reason = "CASE WHEN wal_status = 'lost' THEN 'lost' END";
    if (source.serverVersion() >= 170000)
        reason = "coalesce(invalidation_reason, " + reason + ")";
    else if (source.serverVersion() >= 160000)
        reason = "CASE WHEN conflicting THEN 'conflicting' ELSE " + reason + " END";
    const auto row = source.exec("SELECT active, active_pid, confirmed_flush_lsn, restart_lsn, wal_status,"
                                 " coalesce(safe_wal_size, -1), "
                                     + reason + " FROM pg_catalog.pg_replication_slots WHERE slot_name = $1",
                                 postgres::parameters(name));
    SlotFacts facts;
    if (row.rows() == 0)
        return facts;
    facts.exists = true;
    facts.active = row.boolean(0, 0);
    facts.activePid = static_cast<int>(row.integer(0, 1));
    facts.confirmedFlush = row.lsn(0, 2);
    facts.restart = row.lsn(0, 3);
    facts.walStatus = row.text(0, 4);
    facts.safeWalSize = row.integer(0, 5);
    facts.invalidation = row.text(0, 6);
    return facts;
}

void requireUsable(const SlotFacts &facts, const std::string &name, Lsn stored)
{
    if (!facts.exists)
        throw ProblemError(Code::SlotMissing, {name});
    if (!facts.invalidation.empty())
        throw ProblemError(Code::SlotLost, {name, facts.invalidation});
    if (facts.confirmedFlush > stored)
        throw ProblemError(Code::SlotAhead, {name, facts.confirmedFlush.toString(), stored.toString()});
}

std::string nameFor(const std::string &subscription, std::size_t limit)
{
    std::string name = slotPrefix;
    for (const char c : subscription) {
        const bool upper = c >= 'A' && c <= 'Z';
        const bool kept = upper || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
        name += upper ? static_cast<char>(c - 'A' + 'a') : kept ? c : '_';
    }
    return name.substr(0, limit);
}

std::string newSlotName(const std::string &subscription)
{
    constexpr int random = 8;
    return nameFor(subscription, maximumName - random - 1) + "_" + journal::randomToken(random);
}

bool dropSlot(postgres::Connection &source, const std::string &name)
{
    if (name.rfind(slotPrefix, 0) != 0)
        throw ProblemError(Code::Internal, {"asked to drop a slot that is not Tidegate's: " + name});
    constexpr int attempts = 50;
    for (int attempt = 1;; ++attempt) {
        // Ours means: same role, and introduced as we do. Somebody else's consumer is not sent away.
        source.exec(
            "SELECT pg_terminate_backend(a.pid) FROM pg_catalog.pg_replication_slots s"
            " JOIN pg_catalog.pg_stat_activity a ON a.pid = s.active_pid"
            " WHERE s.slot_name = $1 AND a.usename = current_user AND a.application_name LIKE 'tidegate %'",
            postgres::parameters(name));
        try {
            const auto dropped = source.exec("SELECT pg_drop_replication_slot(slot_name)"
                                             " FROM pg_catalog.pg_replication_slots WHERE slot_name = $1",
                                             postgres::parameters(name));
            return dropped.rows() > 0;
        } catch (const postgres::SqlError &error) {
            // Between look and drop it may have gone by itself: an unfinished creation cleans up after
            // itself.
            if (error.is(postgres::sqlstate::undefinedObject))
                return false;
            if (!error.is(postgres::sqlstate::objectInUse) || attempt == attempts)
                throw;
        }
        source.stopToken().pause(50);
    }
}

void awaitInactive(postgres::Connection &source, const std::string &name, int milliseconds)
{
    constexpr int step = 20;
    for (int waited = 0; waited < milliseconds && readSlot(source, name).active; waited += step)
        source.stopToken().pause(step);
}

} // namespace tidegate::slot
