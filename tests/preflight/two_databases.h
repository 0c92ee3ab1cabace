// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "base/finding.h"
#include "catalog/every_server.h"
#include "preflight/inspection.h"

#include <memory>
#include <string>
#include <vector>

namespace tidegate::preflight::testing {

/// A fresh source and target database on the current server of the matrix, and what preflight gathers of them.
class TwoDatabases : public catalog::testing::EveryServer
{
    Q_OBJECT

protected:
    /// New databases; runs the SQL in each.
    void prepare(const std::string &sourceSql, const std::string &targetSql);
    /// As these roles; publication "p" of subscription "s" unless told otherwise.
    Inspection look(const Request &request = {"s", "tidegate s", {"p"}, {}, true, {}},
                    const std::string &sourceUser = "postgres", const std::string &targetUser = "postgres");
    void onSource(const std::string &sql) { cluster().sql(m_sourceDatabase, sql); }
    void onTarget(const std::string &sql) { cluster().sql(m_targetDatabase, sql); }
    const std::string &sourceDatabase() const { return m_sourceDatabase; }
    const std::string &targetDatabase() const { return m_targetDatabase; }
    void disconnect();
    /// For tests with roles: drops what this role owns and may do in both databases.
    void dropOwned(const std::string &role);

    /// "SEVERITY Code(argument, argument)" per finding, in order, for comparison.
    static std::vector<std::string> told(const std::vector<Finding> &findings);

private:
    std::string m_sourceDatabase;
    std::string m_targetDatabase;
    std::unique_ptr<postgres::Connection> m_source;
    std::unique_ptr<postgres::Connection> m_target;
};

} // namespace tidegate::preflight::testing
