// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "base/lsn.h"
#include "slot/barrier.h"

#include <optional>
#include <set>
#include <string>
#include <vector>

namespace tidegate::slot {

/// Publications that the walsender does not find at the position where it reads, and never will: before PostgreSQL 18 it looks
/// for them in the catalog as it was then, and fails there each time. The stream passes that stretch without them, and they are
/// taken in again where every change was written after they were there: behind a barrier. It belongs to one session of the
/// source, as JoinBarriers does.
class LeftOut
{
public:
    /// Was not found: whatever was known of where the stretch ends holds no more.
    void add(const std::string &publication);
    /// Of these, the ones that are not left out.
    std::vector<std::string> othersOf(const std::vector<std::string> &publications) const;
    const std::set<std::string> &names() const { return m_names; }

    /// A few round trips and never a wait. True once from() is known: all of them are there, and every transaction that ends
    /// behind it began since. `source`: the same at every call, not in a transaction.
    bool advance(postgres::Connection &source);
    Lsn from() const { return m_from; }
    /// One that was not there at the last advance().
    const std::optional<std::string> &missing() const { return m_missing; }
    /// Who holds up the barrier that has not passed.
    std::vector<Blocker> blockers(postgres::Connection &source) const;

private:
    std::set<std::string> m_names;
    std::optional<std::string> m_missing;
    std::optional<TransactionId> m_barrier;
    Lsn m_from;
};

} // namespace tidegate::slot
