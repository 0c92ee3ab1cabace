// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "postgres/replica_role.h"

#include "postgres/error.h"

namespace tidegate::postgres {

bool mayBeReplica(Connection &connection)
{
    const Transaction undone(connection);
    try {
        connection.exec("SET LOCAL session_replication_role = replica");
        return true;
    } catch (const SqlError &error) {
        if (!error.is(sqlstate::insufficientPrivilege))
            throw;
        return false;
    }
}

} // namespace tidegate::postgres
