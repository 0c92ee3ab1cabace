// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "cutover/stop_writes.h"

#include "base/joined.h"
#include "base/problem.h"
#include "postgres/error.h"
#include "postgres/quoting.h"
#include "script/runner.h"

#include <chrono>
#include <optional>

namespace tidegate::cutover {

namespace {

constexpr auto sessionsEndWithin = std::chrono::seconds(15);
constexpr int pollMilliseconds = 50;

/// Sessions of this database that may write. Not: walsenders; workers that end with their leader or write no rows;
/// Tidegate's own, which set themselves to read-write and know what they do. Whose kind is hidden from us counts.
constexpr char writers[] =
    "datname = pg_catalog.current_database() AND pid <> pg_catalog.pg_backend_pid()"
    " AND coalesce(backend_type, '') NOT IN ('walsender', 'parallel worker', 'autovacuum worker')"
    " AND coalesce(backend_type, '') NOT LIKE 'TimescaleDB Background Worker %'"
    " AND NOT (usename = current_user AND coalesce(application_name, '') LIKE 'tidegate%')";

/// One that we may not end must not keep the others alive, hence the block for each.
std::string endSessionsSql()
{
    return "DO $$ DECLARE session int; BEGIN"
           " FOR session IN SELECT pid FROM pg_catalog.pg_stat_activity WHERE "
           + std::string(writers)
           + " LOOP BEGIN PERFORM pg_catalog.pg_terminate_backend(session);"
             " EXCEPTION WHEN insufficient_privilege THEN NULL; END; END LOOP; END $$";
}

script::Statement onSource(const std::string &sql, const char *purpose, const char *comment)
{
    script::Statement statement;
    statement.sql = sql;
    statement.purpose = purpose;
    statement.comment = comment;
    statement.side = script::Side::Source;
    return statement;
}

script::Script asGiven(const std::vector<std::string> &statements, const char *purpose)
{
    script::Script script;
    for (const auto &sql : statements)
        script.add(onSource(sql, purpose, "as given"));
    return script;
}

std::string alterDatabase(postgres::Connection &source, const std::string &what)
{
    const auto name = source.exec("SELECT current_database()").text(0, 0);
    return "ALTER DATABASE " + postgres::quoted(name) + " " + what;
}

/// default_transaction_read_only as this database sets it.
std::optional<std::string> readOnlySetting(postgres::Connection &source)
{
    const auto row = source.exec(
        "SELECT split_part(s, '=', 2) FROM pg_catalog.pg_db_role_setting r, unnest(r.setconfig) s"
        " WHERE r.setrole = 0 AND s LIKE 'default\\_transaction\\_read\\_only=%' AND r.setdatabase ="
        " (SELECT oid FROM pg_catalog.pg_database WHERE datname = current_database())");
    if (row.rows() == 0)
        return std::nullopt;
    return row.text(0, 0);
}

bool isOn(const std::optional<std::string> &setting)
{
    return setting && *setting != "off" && *setting != "false" && *setting != "no" && *setting != "0";
}

script::Script opening(const std::string &sql)
{
    script::Script script;
    script.add(onSource(sql, "reopen-source", "new sessions can write again"));
    script.add(onSource(endSessionsSql(), "end-sessions",
                        "sessions that came meanwhile would stay read-only as long as they live"));
    return script;
}

std::vector<std::string> remainingWriters(postgres::Connection &source, const std::string &since)
{
    const auto rows =
        source.exec("SELECT pid, coalesce(usename, ''), coalesce(nullif(application_name, ''),"
                    " backend_type, '') FROM pg_catalog.pg_stat_activity WHERE "
                        + std::string(writers)
                        + " AND (backend_start IS NULL OR backend_start < $1::timestamptz) ORDER BY pid",
                    postgres::parameters(since));
    std::vector<std::string> names;
    for (int row = 0; row < rows.rows(); ++row) {
        names.push_back("pid " + rows.text(row, 0) + " (" + rows.text(row, 1)
                        + (rows.view(row, 2).empty() ? "" : ", ") + rows.text(row, 2) + ")");
    }
    return names;
}

} // namespace

StopPlan planStop(postgres::Connection &source, const StopWrites &how)
{
    StopPlan plan;
    if (how.by == StopWritesBy::Hand)
        return plan;
    if (how.by == StopWritesBy::Statements)
        return {asGiven(how.statements, "stop-writes"), asGiven(how.undo, "reopen-source")};
    const auto before = readOnlySetting(source);
    plan.stop.add(onSource(alterDatabase(source, "SET default_transaction_read_only = on"), "stop-writes",
                           "new sessions of the source database can only read"));
    plan.stop.add(
        onSource(endSessionsSql(), "end-sessions", "older sessions would not be reached by the setting"));
    if (isOn(before))
        return plan;
    const auto back = before ? "SET default_transaction_read_only = " + postgres::literal(*before)
                             : std::string("RESET default_transaction_read_only");
    plan.undo = opening(alterDatabase(source, back));
    return plan;
}

void stopWrites(postgres::Connection &source, const StopPlan &plan, StopWritesBy by, const StillWanted &wanted)
{
    if (by == StopWritesBy::ReadOnly) {
        source.exec(plan.stop.at(0).sql);
        // A session that read the old setting had begun before the new one was committed, hence before this moment.
        const auto since = source.exec("SELECT clock_timestamp()").text(0, 0);
        const auto end = std::chrono::steady_clock::now() + sessionsEndWithin;
        for (;;) {
            source.exec(plan.stop.at(1).sql);
            const auto left = remainingWriters(source, since);
            if (left.empty())
                return;
            if (std::chrono::steady_clock::now() > end) {
                throw ProblemError(Code::NotReadyForCutover,
                                   {"sessions on the source could still write and may not be"
                                    " ended by this role: "
                                    + joined(left)});
            }
            wanted.pause(pollMilliseconds);
        }
    }
    auto script = plan.stop;
    if (!script::Runner(&source, nullptr).run(script)) {
        if (const auto *failure = script.problem())
            throw ProblemError(*failure);
    }
}

std::string undoReadOnlySql(postgres::Connection &source)
{
    return isOn(readOnlySetting(source)) ? alterDatabase(source, "RESET default_transaction_read_only")
                                         : std::string();
}

script::Script planOpen(postgres::Connection &source)
{
    const auto sql = undoReadOnlySql(source);
    return sql.empty() ? script::Script() : opening(sql);
}

} // namespace tidegate::cutover
