// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "base/lsn.h"
#include "base/problem.h"
#include "slot/barrier.h"

#include <optional>
#include <set>
#include <string>
#include <vector>

namespace tidegate::slot {

/// Publications with which the walsender fails at the position where it reads, and always will, since it looks at the catalog as
/// it was then: it does not find them, before PostgreSQL 18, or two of them gave different columns of a table. The stream passes
/// that stretch without them, and they are taken in again where every change was written after that was over: behind a barrier.
/// It belongs to one session of the source, as JoinBarriers does.
class LeftOut
{
public:
    /// `all`: of the subscription.
    explicit LeftOut(std::vector<std::string> all) : m_all(std::move(all)) {}

    /// Whatever was known of where the stretch ends holds no more. `listsDiffered`: it is there, but gave other columns than
    /// another.
    void add(const std::string &publication, bool listsDiffered);
    /// Those that are not left out.
    std::vector<std::string> others() const;
    const std::set<std::string> &names() const { return m_names; }

    /// A few round trips and never a wait. True once from() is known: all of them are there, their tables have one list of
    /// columns each, and every transaction that ends behind it began since. `source`: the same at every call, not in a transaction. Throws
    /// SqlError lockNotAvailable where somebody holds a published table, of which it is to be known what columns are sent.
    bool advance(postgres::Connection &source);
    Lsn from() const { return m_from; }
    /// What stood in the way at the last advance(): PublicationMissing, ColumnListsDiffer.
    const std::optional<Problem> &obstacle() const { return m_obstacle; }
    /// Who holds up the barrier that has not passed.
    std::vector<Blocker> blockers(postgres::Connection &source) const;

private:
    std::optional<Problem> look(postgres::Connection &source) const;

    std::vector<std::string> m_all;
    std::set<std::string> m_names;
    bool m_listsDiffered = false;
    std::optional<Problem> m_obstacle;
    std::optional<TransactionId> m_barrier;
    Lsn m_from;
};

} // namespace tidegate::slot
