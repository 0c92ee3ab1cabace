// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "preflight/checks.h"

#include <random>

namespace tidegate::preflight {

namespace {

/// Two sessions of one database meet at an advisory lock, those of two databases never do, and no right is needed.
/// Transactions hold both, so that a pooler cannot give both statements to one backend.
bool meetAtALock(postgres::Connection &a, postgres::Connection &b)
{
    std::random_device random;
    const auto key = static_cast<std::int64_t>(std::uniform_int_distribution<std::uint64_t>()(random));
    const auto lock = [key](postgres::Connection &connection) {
        return connection.exec("SELECT pg_try_advisory_xact_lock($1::bigint)", postgres::parameters(key))
            .boolean(0, 0);
    };
    const postgres::Transaction first(a);
    const postgres::Transaction second(b);
    return lock(a) && !lock(b);
}

} // namespace

Findings checkSameDatabase(const Inspection &inspection)
{
    const auto &source = inspection.sourceFacts;
    const auto &target = inspection.targetFacts;
    const bool known = !source.systemIdentifier.empty() && !target.systemIdentifier.empty();
    if (known && source.systemIdentifier != target.systemIdentifier)
        return {};
    if (source.databaseOid != target.databaseOid || source.database != target.database)
        return {};
    // Equal identifiers are not enough: a promoted copy of the source's files has them as well.
    if (!meetAtALock(*inspection.source, *inspection.target))
        return {};
    return {{Severity::Refusal, Code::SameDatabase, {source.database}, {}}};
}

} // namespace tidegate::preflight
