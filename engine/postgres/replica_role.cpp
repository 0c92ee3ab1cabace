// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "postgres/replica_role.h"

#include "postgres/error.h"
#include "postgres/quoting.h"

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

std::string replicaRoleGrant(int serverVersion, const std::string &role)
{
    return serverVersion >= 150000 ? "GRANT SET ON PARAMETER session_replication_role TO " + postgres::quoted(role) : std::string();
}

} // namespace tidegate::postgres
