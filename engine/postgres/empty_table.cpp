// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "postgres/empty_table.h"

#include "postgres/error.h"

namespace tidegate::postgres {

bool hasRows(Connection &connection, const std::string &table)
{
    return connection.exec("SELECT EXISTS (SELECT FROM " + table + ")").boolean(0, 0);
}

void emptyTable(Connection &connection, const std::string &table)
{
    connection.exec("SAVEPOINT empty_table; SET LOCAL lock_timeout = '500ms'");
    try {
        connection.exec("TRUNCATE " + table);
        connection.exec("SET LOCAL lock_timeout = 0; RELEASE SAVEPOINT empty_table");
        return;
    } catch (const SqlError &) {
        // No right, a foreign key that points to it, or somebody's lock.
        connection.exec("ROLLBACK TO SAVEPOINT empty_table; RELEASE SAVEPOINT empty_table");
    }
    connection.exec("DELETE FROM " + table);
}

} // namespace tidegate::postgres
