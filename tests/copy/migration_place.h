// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "copy/unit_copier.h"
#include "journal/fence.h"
#include "journal/unit_rows.h"
#include "support/cluster.h"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace tidegate::test {

/// A table that a unit holds; the same name on both sides unless `target` says otherwise.
struct Table {
    std::string name;
    std::string target = {};
    std::string rowFilter = {};
    bool shared = false;
};

/// One database on each of two servers, the journal on the target, and a subscription with units as tests
/// want them. Each place has databases of its own, so that the servers can be shared.
class MigrationPlace
{
public:
    MigrationPlace(support::Cluster &source, support::Cluster &target, const std::string &database);

    /// Runs it on both sides.
    void both(const std::string &sql);
    void source(const std::string &sql) { m_source.sql(m_database, sql); }
    void target(const std::string &sql) { m_target.sql(m_database, sql); }
    std::string sourceValue(const std::string &sql) { return m_source.value(m_database, sql); }
    std::string targetValue(const std::string &sql) { return m_target.value(m_database, sql); }

    std::int64_t addUnit(const std::vector<Table> &tables, const std::string &kind = "list", int slices = 0);
    /// Copies and slots go by these publications of the source.
    void publish(const std::vector<std::string> &names);
    /// A new generation, as a take-over makes it.
    void takeOver();
    journal::UnitRow unitRow(std::int64_t unit);
    /// Copies in this process.
    copy::CopyResult copyUnit(std::int64_t unit, const StopToken &stop = {});
    /// What the copier is told of a unit.
    units::Unit unit(std::int64_t id);
    std::vector<units::OwnedRelation> relations(std::int64_t unit);

    copy::CopyContext context() const;
    const std::string &database() const { return m_database; }
    std::string sourceConninfo() const
    {
        return m_source.conninfo(m_database) + (sourceUser.empty() ? "" : " user=" + sourceUser);
    }
    std::string targetConninfo() const { return m_target.conninfo(m_database); }
    const journal::Fence &fence() const { return m_fence; }
    postgres::Connection &journalConnection() { return *m_journal; }
    std::vector<std::string> publications;
    std::string sourceUser;    ///< empty: the superuser
    std::string targetThrough; ///< conninfo of a proxy before the target; empty: straight

private:
    support::Cluster &m_source;
    support::Cluster &m_target;
    std::string m_database;
    std::unique_ptr<postgres::Connection> m_journal;
    journal::Fence m_fence;
    std::vector<Table> m_tables;
};

/// What the copier is told, from the journal's rows.
std::vector<units::Unit> unitsOf(const journal::UnitsOfSubscription &rows);
std::vector<units::OwnedRelation> relationsOf(const journal::UnitsOfSubscription &rows,
                                              std::int64_t unit = 0);

} // namespace tidegate::test
