// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "every_server.h"

#include <algorithm>

namespace tidegate::catalog::testing {

void EveryServer::rows(Which which)
{
    QTest::addColumn<int>("installation");
    const auto &all = support::Installation::all();
    int oldest = 1000;
    int newest = 0;
    for (const auto &each : all) {
        oldest = std::min(oldest, each.major);
        newest = std::max(newest, each.major);
    }
    for (std::size_t i = 0; i < all.size(); ++i) {
        const bool end = all[i].major == oldest || all[i].major == newest;
        if (which == Which::All || i == 0 || end || all[i].hasTimescale)
            QTest::addRow("%zu %s", i, all[i].display().c_str()) << static_cast<int>(i);
    }
}

support::Cluster &EveryServer::cluster()
{
    QFETCH_GLOBAL(int, installation);
    const auto &chosen = support::Installation::all()[static_cast<std::size_t>(installation)];
    auto &cluster = m_clusters[std::to_string(installation)];
    if (!cluster)
        cluster =
            support::Cluster::start({chosen, {{"max_prepared_transactions", "10"}}, chosen.hasTimescale});
    return *cluster;
}

std::string EveryServer::database()
{
    const auto name = "catalog " + std::to_string(++m_databases);
    cluster().createDatabase(name);
    return name;
}

std::unique_ptr<postgres::Connection> EveryServer::connect(const std::string &database,
                                                           const std::string &user)
{
    auto parameters = postgres::ConnectionParameters::parse(cluster().conninfo(database));
    parameters.set("user", user);
    return std::make_unique<postgres::Connection>(
        parameters, postgres::SessionOptions{"source", "catalog test"}, StopToken());
}

} // namespace tidegate::catalog::testing
