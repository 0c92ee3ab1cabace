// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "slot/flush_wait.h"

#include "base/failpoint.h"
#include "postgres/error.h"
#include "slot/touch.h"

namespace tidegate::slot {

namespace {

bool isFlushed(postgres::Connection &source, Lsn position)
{
    return source.exec("SELECT pg_current_wal_flush_lsn()").lsn(0, 0) >= position;
}

} // namespace

void awaitFlushed(postgres::Connection &source, Lsn position, const StopToken &stop)
{
    if (failpoint::ruleOff("5"))
        return;
    // A busy server flushes by itself within moments.
    for (int attempt = 0; attempt < 3; ++attempt) {
        if (isFlushed(source, position))
            return;
        stop.pause(5);
    }
    nudge(source);
    while (!isFlushed(source, position))
        stop.pause(10);
}

Lsn nudge(postgres::Connection &source)
{
    try {
        source.exec("BEGIN; SET LOCAL synchronous_commit = local;"
                    "SELECT pg_logical_emit_message(true, 'tidegate', 'flush')");
        source.commit();
    } catch (const postgres::SqlError &error) {
        source.rollback();
        if (!error.is(postgres::sqlstate::insufficientPrivilege))
            throw;
        touch(source);
    }
    return source.exec("SELECT pg_current_wal_flush_lsn()").lsn(0, 0);
}

} // namespace tidegate::slot
