// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "base/relation_name.h"
#include "postgres/connection.h"

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace tidegate::jobs {

/// Client sessions of one database that introduce themselves alike. Ours are left out.
struct SessionGroup {
    std::string application; ///< empty: it gave no name
    std::string role;
    std::string address; ///< empty: a local socket, or hidden from our role
    int sessions = 0;
    int writing = 0; ///< in a transaction that has written
};

/// Writes to the target's tables that are not ours, by the server's own counters of rows (pg_stat_user_tables).
///
/// What can be told: that rows were inserted, updated or deleted in a table between two looks. What cannot: by whom,
/// and anything before the first look after the last engine's session has gone, since until then the counters move by
/// the migration itself. The
/// server may report with a delay of ten seconds. TRUNCATE is not counted. A look at the journal's own tables never counts.
struct WriteWatch {
    std::string since; ///< the target's clock, UTC: from when it is watched; empty: not yet
    std::string seen;  ///< the last look
    std::map<RelationName, std::int64_t> counts;
    struct First {
        RelationName table;
        std::int64_t rows = 0;
        std::string after;  ///< it came between these two looks
        std::string before;
    };
    std::optional<First> first;
    bool uncounted = false; ///< track_counts is off: nothing can be told
};

struct AfterSwitch {
    std::vector<SessionGroup> source; ///< they still work with the old database
    std::vector<SessionGroup> target;
    WriteWatch writes;
};

/// One look at both; changes nothing. `before`: what the last look gave.
AfterSwitch lookAfterSwitch(postgres::Connection &source, postgres::Connection &target, const WriteWatch &before);

} // namespace tidegate::jobs
