// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "base/lsn.h"
#include "postgres/connection.h"

#include <cstdint>
#include <string>
#include <vector>

namespace tidegate::catalog {

/// What a server is, as readServerFacts() finds it.
struct ServerFacts {
    int version = 0;              ///< 150020
    std::string systemIdentifier; ///< pg_control_system(); empty if the role may not read it
    std::uint32_t timeline = 0;
    std::string database;
    std::uint32_t databaseOid = 0;
    std::string role;
    bool superuser = false;
    bool replicationRole = false; ///< REPLICATION, or member of rds_replication
    bool readsAllStats = false;   ///< pg_read_all_stats
    bool inRecovery = false;
    std::string walLevel;
    std::string synchronousStandbyNames;
    std::int64_t maxSlotWalKeepBytes = -1; ///< -1 without limit; 0 before 13
    int freeSlots = 0;
    int freeWalSenders = 0;
    std::string timescaleVersion;    ///< empty without the extension in this database
    std::string timescaleLicense;    ///< "apache" or "timescale"
    bool timescaleRestoring = false; ///< timescaledb.restoring is on
    std::int64_t databaseBytes = 0;
    int otherSessions = 0; ///< client backends in this database besides ours
    std::string encoding;
};

/// Needs no rights beyond CONNECT; two round trips.
ServerFacts readServerFacts(postgres::Connection &connection);

} // namespace tidegate::catalog
