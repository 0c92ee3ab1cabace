// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "sequences/sequences.h"
#include "support/cluster.h"

#include <memory>
#include <string>
#include <vector>

/// A source of the oldest and a target of the newest version that this machine has, with an empty database
/// each.
class TwoServers
{
public:
    TwoServers();

    /// New, empty databases.
    void clear();
    void crashSource();
    void onSource(const std::string &sql) { m_source->sql(m_database, sql); }
    void onTarget(const std::string &sql) { m_target->sql(m_database, sql); }
    void onBoth(const std::string &sql)
    {
        onSource(sql);
        onTarget(sql);
    }

    tidegate::postgres::Connection source(const std::string &role = "postgres") const;
    tidegate::postgres::Connection target(const std::string &role = "postgres") const;

    std::vector<tidegate::sequences::PreviewRow>
    preview(const std::vector<tidegate::sequences::TablePair> &pairs) const;
    /// Expects that every statement ran.
    tidegate::sequences::Outcome copy(const std::vector<tidegate::sequences::TablePair> &pairs) const;

    /// What `times` calls of nextval() give, as "41,42"; an error ends it with its SQLSTATE.
    std::string nextOnSource(const std::string &sequence, int times = 3) const;
    std::string nextOnTarget(const std::string &sequence, int times = 3) const;

private:
    std::unique_ptr<tidegate::support::Cluster> m_source;
    std::unique_ptr<tidegate::support::Cluster> m_target;
    std::string m_database;
    int m_number = 0;
};

/// The row of that source sequence; throws if there is none.
const tidegate::sequences::PreviewRow &rowOf(const std::vector<tidegate::sequences::PreviewRow> &rows,
                                             const std::string &schema, const std::string &name);
/// The names of a row's findings, joined by ','.
std::string codesOf(const tidegate::sequences::PreviewRow &row);
/// "12,t", or "none".
std::string readingText(const std::optional<tidegate::sequences::Reading> &reading);
/// Both sides by the same name.
tidegate::sequences::TablePair same(const std::string &schema, const std::string &table);
