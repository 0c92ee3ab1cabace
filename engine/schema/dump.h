// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "base/stop_token.h"
#include "process/pg_tools.h"
#include "schema/dump_entry.h"

#include <functional>
#include <map>
#include <string>
#include <vector>

namespace tidegate::schema {

/// How pg_dump reaches the source: endpoint::ToolLogin's URI without secrets and the environment with them.
struct DumpLogin {
    process::PgTools tools;
    std::string uri;
    std::map<std::string, std::string> environment;
};

/// Every definition of the database but owners, rights, tablespaces, publications, subscriptions and what TimescaleDB
/// keeps of its own, each entry with its table. On the calling thread, which must be a worker's; takes pg_dump's time,
/// twice; `half` is called between the two. Throws ProblemError ToolFailed, ToolMissing; Stopped.
std::vector<DumpEntry> dumpDefinitions(const DumpLogin &login, const StopToken &stop,
                                       const std::function<void()> &half = {});

} // namespace tidegate::schema
