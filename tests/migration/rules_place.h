// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "support/cli_process.h"
#include "support/cluster.h"
#include "support/oracle.h"

#include <QObject>
#include <QTemporaryDir>

#include <memory>
#include <string>
#include <vector>

// For the directed tests of exactness.md's rules: each runs the command line once with its rule and once without,
// and without it the oracle must see rows lost or doubled.

namespace tidegate::rules {

/// The rows of a test that runs both ways: column "on", with the rule and without it.
void onAndOff();

/// A failpoint at which the engine stays until open(). `failpoint` without action; only the first arrival waits.
class Gate
{
public:
    explicit Gate(std::string failpoint);
    std::string setting() const { return m_failpoint + "=!wait:" + m_path; }
    std::string settingForAll() const { return m_failpoint + "=wait:" + m_path; } ///< every arrival waits
    bool arrived() const; ///< true as soon as somebody stands there; waits up to a minute
    void open() const;
    void close() const; ///< whoever arrives from here on waits again, if all do

private:
    QTemporaryDir m_directory;
    std::string m_failpoint;
    std::string m_path;
};

/// Two servers with a database "r" each: things (key and another unique column), notes and amounts (no key, FULL),
/// settled (of settle()); all of them in publication p. `late` is on both sides and not published.
class Place
{
public:
    explicit Place(bool withSynchronousStandby = false);
    Place(const support::ClusterOptions &source, const support::ClusterOptions &target);
    void begin();
    /// Drops slots and databases.
    void end();

    /// From here on the command line reaches the servers through proxies; what the test itself asks goes straight.
    void putProxiesBetween();
    support::Proxy &sourcePath() const { return *m_sourcePath; }
    support::Proxy &targetPath() const { return *m_targetPath; }

    std::unique_ptr<support::CliProcess> run(const std::string &rulesOff, const std::vector<std::string> &failpoints,
                                             const std::vector<std::string> &more = {}) const;
    std::vector<std::string> arguments(const std::string &verb) const;
    /// Runs until everything is copied and every unit is ready, then stops; false if that takes a minute.
    bool runToSync() const;
    bool allReady() const;

    std::string source(const std::string &sql) const { return answer(*m_source, sql); }
    std::string target(const std::string &sql) const { return answer(*m_target, sql); }
    support::Session sourceSession() const { return m_source->session("r"); }
    support::Session targetSession() const { return m_target->session("r"); }
    support::Cluster &sourceServer() const { return *m_source; }
    support::Cluster &targetServer() const { return *m_target; }

    bool sourceBecomes(const std::string &sql, const std::string &wanted) const;
    bool targetBecomes(const std::string &sql, const std::string &wanted, int milliseconds = 60'000) const;
    /// A position behind every transaction that is in the source's WAL by now.
    std::string position() const { return source("SELECT pg_current_wal_flush_lsn()"); }
    bool received(const std::string &lsn) const; ///< waits until the stream is that far
    bool stored(const std::string &lsn) const;   ///< waits until the journal is that far
    bool isStored(const std::string &lsn) const;
    /// Waits until a row that the source commits now is on the target; what came before has been decided then.
    bool settle();
    support::Comparison compare(bool late = false) const;

private:
    static std::string answer(const support::Cluster &server, const std::string &sql);

    std::unique_ptr<support::Cluster> m_source;
    std::unique_ptr<support::Cluster> m_target;
    std::unique_ptr<support::Proxy> m_sourcePath;
    std::unique_ptr<support::Proxy> m_targetPath;
    int m_settled = 0;
};

/// A test whose functions find a Place as it was made, and have a run on it that is gone after them.
class PlaceTest : public QObject
{
    Q_OBJECT

protected:
    /// Runs until everything is copied and followed.
    bool runs(const std::string &rulesOff, const std::vector<std::string> &more = {});
    /// The command line that copies a table again.
    std::vector<std::string> resync(const std::string &table) const;
    /// Waits until the run has stopped this table.
    bool stopped(const std::string &table) const;

    std::unique_ptr<Place> m_place;
    std::unique_ptr<support::CliProcess> m_run; ///< of the function; what it said is told if that fails

    /// Everything is copied, the stream has caught up, and both sides have the same rows.
    void verifySame();

protected slots:
    void initTestCase() { m_place = std::make_unique<Place>(); }
    void init() { m_place->begin(); }
    void cleanup();
    void cleanupTestCase() { m_place.reset(); }
};

} // namespace tidegate::rules
