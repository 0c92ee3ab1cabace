// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "journal/skip.h"

#include "journal/schema.h"

namespace tidegate::journal {

namespace {

constexpr char commitOperation[] = "COMMIT";

} // namespace

std::string SkippedChange::display() const
{
    return operation + " on " + table + " (transaction " + transaction + ", position " + lsn.toString() + ", row " + row + ")";
}

std::optional<SkippedChange> skippable(const Problem &problem)
{
    const auto &words = problem.arguments;
    SkippedChange change;
    std::optional<Lsn> lsn;
    if (problem.code == Code::ChangeFailed && words.size() == 5) {
        change = {words[0], words[1], words[2], {}, words[4], {}, {}, {}, {}};
        lsn = Lsn::parse(words[3]);
    } else if (problem.code == Code::RowCountUnexpected && words.size() == 6) {
        change = {words[0], words[1], words[3], {}, words[5], {}, "hit " + words[2] + " rows", {}, {}};
        lsn = Lsn::parse(words[4]);
    }
    if (!lsn || change.operation == commitOperation)
        return std::nullopt;
    change.lsn = *lsn;
    change.sqlstate = problem.sqlstate;
    if (!problem.serverMessage.empty())
        change.why = problem.serverMessage;
    return change;
}

bool isOfCommit(const std::optional<Problem> &problem)
{
    return problem && problem->code == Code::ChangeFailed && problem->arguments.size() == 5 && problem->arguments[1] == commitOperation;
}

void askSkip(postgres::Connection &target, const Fence &fence, const SkippedChange &change, std::int64_t command)
{
    FencedTransaction transaction(fence, target);
    target.exec("INSERT INTO _tidegate.skip (subname, relation, operation, xid, lsn, row_text, sqlstate, why, asked_by)"
                " VALUES ($1, $2, $3, $4::bigint, $5::pg_lsn, $6, nullif($7, ''), $8,"
                " coalesce((SELECT asked_by FROM _tidegate.command WHERE id = $9::bigint), current_user))",
                postgres::parameters(fence.subscription(), change.table, change.operation, change.transaction,
                                     change.lsn.toString(), change.row, change.sqlstate, change.why, command));
    transaction.commit();
}

std::vector<std::int64_t> allowedSkips(postgres::Connection &target, const std::string &subscription,
                                       const SkippedChange &change)
{
    std::vector<std::int64_t> allowed;
    if (!hasTable(target, "skip"))
        return allowed;
    const auto found = target.exec("SELECT id FROM _tidegate.skip WHERE subname = $1 AND relation = $2 AND operation = $3"
                                   " AND xid = $4::bigint AND lsn = $5::pg_lsn AND row_text = $6 AND skipped_at IS NULL"
                                   " ORDER BY id",
                                   postgres::parameters(subscription, change.table, change.operation, change.transaction,
                                                        change.lsn.toString(), change.row));
    for (int row = 0; row < found.rows(); ++row)
        allowed.push_back(found.integer(row, 0));
    return allowed;
}

void recordSkipped(postgres::Connection &target, std::int64_t skip, const SkippedChange &change)
{
    target.exec("UPDATE _tidegate.skip SET skipped_at = now(), sqlstate = nullif($2, ''), why = $3 WHERE id = $1::bigint",
                postgres::parameters(skip, change.sqlstate, change.why));
}

std::vector<SkippedChange> readSkipped(postgres::Connection &target, const std::string &subscription)
{
    std::vector<SkippedChange> all;
    if (!hasTable(target, "skip"))
        return all;
    const auto rows = target.exec("SELECT relation, operation, xid::text, lsn, row_text, coalesce(sqlstate, ''), why, asked_by,"
                                  " skipped_at::timestamptz(0) AT TIME ZONE 'UTC' FROM _tidegate.skip"
                                  " WHERE subname = $1 AND skipped_at IS NOT NULL ORDER BY id",
                                  postgres::parameters(subscription));
    for (int row = 0; row < rows.rows(); ++row)
        all.push_back({rows.text(row, 0), rows.text(row, 1), rows.text(row, 2), rows.lsn(row, 3), rows.text(row, 4),
                       rows.text(row, 5), rows.text(row, 6), rows.text(row, 7), rows.text(row, 8)});
    return all;
}

} // namespace tidegate::journal
