// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "support/cli_process.h"
#include "support/cluster.h"
#include "support/oracle.h"
#include "support/type_values.h"

#include <QObject>

#include <algorithm>
#include <map>
#include <memory>
#include <string>
#include <vector>

namespace tidegate::types {

/// Servers of several versions, each started when it is first asked for.
class Servers
{
public:
    /// By Installation::display(); `use` tells two of one installation apart.
    support::Cluster &at(const std::string &installation, const std::string &use);

private:
    std::map<std::string, std::unique_ptr<support::Cluster>> m_clusters;
};

/// A database on each of two servers, all of the source's tables published, and one run of tidegate-cli between them.
/// Gone with its slot in the destructor.
class Place
{
public:
    /// `encodings`: what CREATE DATABASE is told on the source and on the target; empty for UTF8.
    Place(support::Cluster &source, support::Cluster &target, const std::string &sourceEncoding = {},
          const std::string &targetEncoding = {});
    ~Place();

    void source(const std::string &sql) { m_source.sql(database, sql); }
    void target(const std::string &sql) { m_target.sql(database, sql); }
    std::string sourceValue(const std::string &sql) { return m_source.value(database, sql); }
    std::string targetValue(const std::string &sql) { return m_target.value(database, sql); }
    /// False, if it may fail and did on either side.
    bool both(const std::string &sql, bool mayFail = false);
    /// Makes it on both sides where both have it; the empty name is always there.
    bool haveExtension(const std::string &name);
    int oldestMajor() const { return std::min(m_source.major(), m_target.major()); }

    /// Makes the publication p, which holds `settled`, starts the run and waits until every table is ready.
    bool run(const std::string &publication = "FOR ALL TABLES", const std::vector<std::string> &more = {});
    /// The same without waiting; and the waiting.
    support::CliProcess &startRun(const std::string &publication, const std::vector<std::string> &more = {});
    bool allReady();
    std::vector<std::string> command(const std::string &verb, const std::vector<std::string> &more) const;
    /// The command line that leaves out the change at that position.
    std::vector<std::string> skip(const std::string &lsn) const;
    /// Waits until a row that the source commits now is on the target.
    bool settle();
    /// Locks tables of the target until the session that comes back rolls back or goes.
    std::unique_ptr<support::Session> holdTarget(const std::vector<std::string> &tables);
    support::Comparison compare(const std::vector<std::string> &tables);
    /// What the run said, for a test that failed.
    void tell();
    support::CliProcess &process() { return *m_process; }
    support::Cluster &sourceServer() { return m_source; }

    static constexpr char database[] = "types";

private:
    support::Cluster &m_source;
    support::Cluster &m_target;
    std::unique_ptr<support::CliProcess> m_process;
    int m_settled = 0;
};

/// A test whose functions make a Place each; what its run said is told if a function fails.
class PlaceTest : public QObject
{
    Q_OBJECT

protected:
    /// Installations by display(); this machine's own, in UTF8, where nothing else is asked for.
    Place &begin(const std::string &source = {}, const std::string &target = {}, const std::string &sourceEncoding = {},
                 const std::string &targetEncoding = {});
    /// Settled, and then equal row by row.
    void verifySame(const std::vector<std::string> &tables);
    /// Each type, for which all that it needs must be there, in a table with a key, where rows are found by it, and in one
    /// without, where they are found by all that is in them: copied, inserted, updated and deleted.
    void verifyValues(const std::vector<support::TypeValues> &types);

    Servers m_servers;
    std::unique_ptr<Place> m_place;

protected slots:
    void cleanup();
    void cleanupTestCase() { m_servers = {}; }
};

} // namespace tidegate::types
