// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "support/cluster.h"

#include <map>
#include <memory>
#include <string>

namespace tidegate::pgoutput {

/// One server of every installation, started when first asked for. Test functions share the server, but each
/// has its own database and slot in it.
class Clusters
{
public:
    static int count() { return static_cast<int>(support::Cluster::installations().size()); }
    static std::string name(int installation) { return at(installation).display(); }

    const support::Cluster &of(int installation)
    {
        auto &found = m_clusters[installation];
        if (!found)
            found = support::Cluster::start({at(installation),
                                             {{"track_commit_timestamp", "on"},
                                              {"max_replication_slots", "20"},
                                              {"max_wal_senders", "20"}}});
        return *found;
    }

private:
    static support::Installation at(int installation)
    {
        return support::Cluster::installations().at(static_cast<std::size_t>(installation));
    }

    std::map<int, std::unique_ptr<support::Cluster>> m_clusters;
};

} // namespace tidegate::pgoutput
