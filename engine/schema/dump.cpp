// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "schema/dump.h"

#include "process/run.h"

#include <algorithm>
#include <iterator>

namespace tidegate::schema {

namespace {

/// Hypertables come as plain tables; triggers of the extension are left out, or they would stand beside those that the
/// target's own version makes (reference: timescaledb issue 7137).
bool isTimescales(const DumpEntry &entry)
{
    return (entry.type == "EXTENSION" && entry.name == "timescaledb")
        || (entry.type == "COMMENT" && entry.name == "EXTENSION timescaledb")
        || (entry.type == "TRIGGER"
            && (entry.sql.find(" ts_insert_blocker ") != std::string::npos
                || entry.sql.find(" ts_cagg_invalidation_trigger ") != std::string::npos));
}

std::string section(const DumpLogin &login, const char *name, const StopToken &stop)
{
    process::Command command;
    command.program = login.tools.pgDump;
    command.environment = login.environment;
    command.package = "postgresql-client";
    command.arguments = {"--dbname=" + login.uri, "--schema-only", std::string("--section=") + name, "--encoding=UTF8",
                         "--no-owner", "--no-privileges", "--no-tablespaces", "--no-table-access-method",
                         "--no-publications", "--no-subscriptions", "--no-security-labels", "--no-password",
                         "--exclude-schema=_tidegate", "--exclude-schema=_timescaledb_*",
                         "--exclude-schema=timescaledb_experimental", "--exclude-schema=timescaledb_information"};
    command.mostOutput = 512'000'000;
    return process::runOrThrow(command, stop).output;
}

} // namespace

std::vector<DumpEntry> dumpDefinitions(const DumpLogin &login, const StopToken &stop, const std::function<void()> &half)
{
    auto entries = entriesOf(section(login, "pre-data", stop), false);
    if (half)
        half();
    auto more = entriesOf(section(login, "post-data", stop), true);
    std::move(more.begin(), more.end(), std::back_inserter(entries));
    entries.erase(std::remove_if(entries.begin(), entries.end(), isTimescales), entries.end());
    findTables(entries);
    return entries;
}

} // namespace tidegate::schema
