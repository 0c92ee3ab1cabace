// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "postgres/empty_table.h"

#include "postgres/error.h"

#include <algorithm>

namespace tidegate::postgres {

namespace {

/// Each costs a lock until the statement ends; a root as many as it has children.
constexpr std::size_t atOnce = 100;

} // namespace

bool hasRows(Connection &connection, const std::string &table)
{
    return !whichHaveRows(connection, {table}).empty();
}

std::vector<std::size_t> whichHaveRows(Connection &connection, const std::vector<std::string> &tables, std::vector<std::size_t> *unseen)
{
    std::vector<std::size_t> found;
    const auto look = [&](std::size_t first, std::size_t last) {
        std::string sql;
        for (std::size_t i = first; i < last; ++i)
            sql += (sql.empty() ? "SELECT " : " UNION ALL SELECT ") + std::to_string(i) + " WHERE EXISTS (SELECT FROM " + tables[i] + ")";
        const auto result = connection.exec(sql);
        for (int row = 0; row < result.rows(); ++row)
            found.push_back(static_cast<std::size_t>(result.integer(row, 0)));
    };
    const auto lookAlone = [&](std::size_t table) {
        try {
            look(table, table + 1);
        } catch (const SqlError &error) {
            if (!unseen || !error.is(sqlstate::insufficientPrivilege))
                throw;
            unseen->push_back(table);
        }
    };
    for (std::size_t first = 0; first < tables.size(); first += atOnce) {
        const auto last = std::min(first + atOnce, tables.size());
        try {
            look(first, last);
        } catch (const SqlError &error) {
            // Roots with many children want more locks than there are, each by itself may have them; and one that may not be
            // read, or is hidden by row security, must not hide what the others hold.
            const bool mayBeOne = error.is(sqlstate::outOfMemory) || (unseen && error.is(sqlstate::insufficientPrivilege));
            if (!mayBeOne || connection.inTransaction())
                throw;
            for (auto table = first; table < last; ++table)
                lookAlone(table);
        }
    }
    return found;
}

std::optional<Problem> truncateBriefly(Connection &connection, const std::string &tables)
{
    connection.exec("SAVEPOINT empty_table; SET LOCAL lock_timeout = '500ms'");
    try {
        connection.exec("TRUNCATE " + tables);
    } catch (const SqlError &error) {
        // No right, a foreign key that points to it, or somebody's lock.
        connection.exec("ROLLBACK TO SAVEPOINT empty_table; RELEASE SAVEPOINT empty_table");
        return error.problem();
    }
    connection.exec("SET LOCAL lock_timeout = 0; RELEASE SAVEPOINT empty_table");
    return std::nullopt;
}

void emptyTable(Connection &connection, const std::string &table)
{
    if (truncateBriefly(connection, table))
        connection.exec("DELETE FROM " + table);
}

} // namespace tidegate::postgres
