// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "journal/parked.h"

#include "base/problem.h"

namespace tidegate::journal {

using postgres::parameters;

namespace {

/// How many rows are weighed at a time, whatever they weigh.
constexpr int mostAtOnce = 20'000;
/// A larger message is read in such pieces: libpq holds what it reads twice, in hex, and keeps the room for it.
constexpr std::int64_t pieceBytes = 4'000'000;

int digit(char c)
{
    return c <= '9' ? c - '0' : c - 'a' + 10;
}

/// The server's own hex output: "\x", then two lower-case digits a byte.
void appendBytes(std::string &bytes, std::string_view hex)
{
    if (hex.size() < 2 || hex.size() % 2 != 0 || hex.substr(0, 2) != "\\x")
        throw ProblemError(Code::ProtocolBroken, {"a message that was put aside is not in bytea's hex form"});
    for (std::size_t i = 2; i + 1 < hex.size(); i += 2)
        bytes += static_cast<char>(digit(hex[i]) * 16 + digit(hex[i + 1]));
}

void appendInPieces(std::string &bytes, postgres::Connection &target, std::int64_t unit, std::int64_t seq, std::int64_t size)
{
    for (std::int64_t from = 0; from < size; from += pieceBytes) {
        const auto piece = target.exec("SELECT substring(message FROM $3::int FOR $4::int) FROM _tidegate.parked"
                                       " WHERE unit = $1::bigint AND seq = $2::bigint",
                                       parameters(unit, seq, from + 1, pieceBytes));
        appendBytes(bytes, piece.view(0, 0));
    }
}

} // namespace

std::string hexBytea(std::string_view bytes)
{
    constexpr char digits[] = "0123456789abcdef";
    std::string hex = "\\x";
    hex.reserve(2 + 2 * bytes.size());
    for (const char c : bytes) {
        const auto byte = static_cast<unsigned char>(c);
        hex += digits[byte >> 4];
        hex += digits[byte & 15];
    }
    return hex;
}

ParkedCounts countParked(postgres::Connection &target, const std::string &subscription)
{
    // 'R' (82) is the first byte of a Relation message.
    const auto rows = target.exec("SELECT p.unit, r.rrelid, count(*) FILTER (WHERE get_byte(p.message, 0) <> 82)"
                                  " FROM _tidegate.parked p JOIN _tidegate.copy_unit u ON u.id = p.unit"
                                  " JOIN _tidegate.subscription_rel r ON r.unit = u.id AND r.subname = u.subname"
                                  " WHERE u.subname = $1 GROUP BY 1, 2",
                                  parameters(subscription));
    ParkedCounts counts;
    for (int row = 0; row < rows.rows(); ++row) {
        counts.units.push_back(rows.integer(row, 0));
        counts.changes[static_cast<std::uint32_t>(rows.integer(row, 1))] = static_cast<std::uint64_t>(rows.integer(row, 2));
    }
    return counts;
}

std::set<std::int64_t> readyWithParked(postgres::Connection &target, const std::string &subscription)
{
    const auto rows = target.exec("SELECT u.id FROM _tidegate.copy_unit u WHERE u.subname = $1 AND u.state = 'r'"
                                  " AND EXISTS (SELECT FROM _tidegate.parked p WHERE p.unit = u.id)",
                                  parameters(subscription));
    std::set<std::int64_t> units;
    for (int row = 0; row < rows.rows(); ++row)
        units.insert(rows.integer(row, 0));
    return units;
}

std::vector<ParkedChange> readParked(postgres::Connection &target, std::int64_t unit, std::int64_t after, std::int64_t bytes)
{
    postgres::Transaction snapshot(target, "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"); // the pieces of one message
    const auto rows = target.exec(
        "SELECT seq, xid, commit_lsn, lsn, octet_length(message),"
        " CASE WHEN octet_length(message) <= $4::bigint THEN message END FROM (SELECT p.*,"
        " sum(octet_length(message)) OVER (ORDER BY seq) - octet_length(message) AS before FROM"
        " (SELECT * FROM _tidegate.parked WHERE unit = $1::bigint AND seq > $2::bigint ORDER BY seq LIMIT "
            + std::to_string(mostAtOnce) + ") p) weighed WHERE before < $3::bigint ORDER BY seq",
        parameters(unit, after, bytes, pieceBytes));
    std::vector<ParkedChange> changes;
    for (int row = 0; row < rows.rows(); ++row) {
        ParkedChange change{rows.integer(row, 0), static_cast<std::uint32_t>(rows.integer(row, 1)), rows.lsn(row, 2), rows.lsn(row, 3), {}};
        const auto size = rows.integer(row, 4);
        change.message.reserve(static_cast<std::size_t>(size));
        if (rows.isNull(row, 5))
            appendInPieces(change.message, target, unit, change.seq, size);
        else
            appendBytes(change.message, rows.view(row, 5));
        changes.push_back(std::move(change));
    }
    snapshot.commit();
    return changes;
}

std::string forgetParkedSql(std::int64_t unit, std::int64_t upTo, std::int64_t keep)
{
    return "DELETE FROM _tidegate.parked WHERE unit = " + std::to_string(unit) + " AND seq <= " + std::to_string(upTo)
        + " AND seq <> " + std::to_string(keep);
}

} // namespace tidegate::journal
