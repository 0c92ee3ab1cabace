// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "postgres/connection.h"
#include "support/cluster.h"

#include <QTest>

#include <map>
#include <memory>
#include <string>
#include <vector>

template <>
inline char *QTest::toString(const std::vector<std::string> &texts)
{
    std::string all;
    for (const auto &text : texts)
        all += "\n    " + text;
    return qstrdup(all.c_str());
}

namespace tidegate::catalog::testing {

/// One server per installation of this machine, started when first asked for, and Qt Test's global data rows over
/// them: every test function runs on each, in a database of its own.
class EveryServer : public QObject
{
    Q_OBJECT

protected:
    enum class Which { All, Ends };
    /// Call from initTestCase_data(). Ends: the machine's own, the oldest, the newest, and one with TimescaleDB.
    static void rows(Which which = Which::All);
    /// The current row's server.
    support::Cluster &cluster();
    /// A fresh database on it; its name.
    std::string database();
    /// A connection of the engine to it.
    std::unique_ptr<postgres::Connection> connect(const std::string &database,
                                                  const std::string &user = "postgres");
    void stopAll() { m_clusters.clear(); }

private:
    std::map<std::string, std::unique_ptr<support::Cluster>> m_clusters;
    int m_databases = 0;
};

} // namespace tidegate::catalog::testing
