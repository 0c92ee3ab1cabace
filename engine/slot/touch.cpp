// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "slot/touch.h"

#include "postgres/error.h"
#include "postgres/quoting.h"

namespace tidegate::slot {

namespace {

// Commits must not wait for a synchronous standby: what counts is the WAL of this server.
constexpr char begin[] = "BEGIN; SET LOCAL synchronous_commit = local; ";

void commitStatement(postgres::Connection &source, const std::string &sql)
{
    try {
        source.exec(begin + sql);
        source.commit();
    } catch (const postgres::SqlError &) {
        source.rollback();
        throw;
    }
}

/// Set and reset in one transaction: two writes to pg_db_role_setting of which nothing is left, so that any
/// harmless setting does. One that the role has already is left alone.
void touchOwnRole(postgres::Connection &source)
{
    const auto free = source.exec(
        "SELECT s.name FROM (VALUES (1, 'geqo_seed'), (2, 'gin_fuzzy_search_limit'), (3, 'geqo_generations'),"
        " (4, 'from_collapse_limit')) AS s(rank, name) WHERE NOT EXISTS (SELECT FROM "
        "pg_catalog.pg_db_role_setting d,"
        " unnest(d.setconfig) AS c(entry) WHERE d.setdatabase = 0 AND c.entry LIKE replace(s.name, '_', "
        "'\\_') || '=%'"
        " AND d.setrole = (SELECT r.oid FROM pg_catalog.pg_roles r WHERE r.rolname = current_user)) ORDER BY "
        "s.rank LIMIT 1");
    if (free.rows() == 0)
        throw ProblemError(Code::Internal, {"no setting of the own role is free for a touch"});
    const auto name = postgres::quoted(free.text(0, 0));
    constexpr int attempts = 10;
    for (int attempt = 1;; ++attempt) {
        try {
            commitStatement(source, "ALTER ROLE CURRENT_USER SET " + name
                                        + " = 0; ALTER ROLE CURRENT_USER RESET " + name);
            return;
        } catch (const postgres::SqlError &error) {
            // "tuple concurrently updated": another subscription of the same role at the same moment.
            if (!error.is("XX000") || attempt == attempts)
                throw;
            source.stopToken().pause(20);
        }
    }
}

} // namespace

TouchWay touch(postgres::Connection &source)
{
    try {
        commitStatement(source, "CREATE TEMP TABLE tidegate_touch (touched int) ON COMMIT DROP");
        return TouchWay::TempTable;
    } catch (const postgres::SqlError &error) {
        if (!error.is(postgres::sqlstate::insufficientPrivilege))
            throw;
    }
    touchOwnRole(source);
    return TouchWay::RoleSetting;
}

void touchPublication(postgres::Connection &source, const std::string &publication)
{
    const auto operations = source.exec(
        "SELECT concat_ws(', ', CASE WHEN pubinsert THEN 'insert' END, CASE WHEN pubupdate THEN 'update' END,"
        " CASE WHEN pubdelete THEN 'delete' END, CASE WHEN pubtruncate THEN 'truncate' END)"
        " FROM pg_catalog.pg_publication WHERE pubname = $1",
        postgres::parameters(publication));
    if (operations.rows() == 0)
        throw ProblemError(Code::PublicationMissing, {publication});
    commitStatement(source, "ALTER PUBLICATION " + postgres::quoted(publication)
                                + " SET (publish = " + postgres::literal(operations.text(0, 0)) + ")");
}

} // namespace tidegate::slot
