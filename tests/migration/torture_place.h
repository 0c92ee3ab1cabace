// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "support/cli_process.h"
#include "support/cluster.h"

#include <functional>
#include <memory>
#include <random>
#include <string>
#include <vector>

namespace tidegate::torture {

/// Two servers with a database "t" each, the run that moves it and reaches them through two proxies, and the chance of
/// one seed. What is decided is printed, so that a failure can be told again.
class Place
{
public:
    Place(); ///< starts the servers; the source has a synchronous standby
    void begin(int seed); ///< databases with tables, rows and publications
    void end();           ///< of the seed: both databases go, with slots and what was prepared

    unsigned pick(unsigned below) { return static_cast<unsigned>(m_random() % below); }
    static void say(const std::string &text);

    support::Cluster &source() const { return *m_source; }
    support::Cluster &target() const { return *m_target; }
    support::Proxy &path(bool ofSource) const { return ofSource ? *m_sourcePath : *m_targetPath; }
    /// Straight to the server, also where a writer's lock is in the way: who loses a deadlock tries again.
    std::string onSource(const std::string &sql) const { return answer(*m_source, sql); }
    std::string onTarget(const std::string &sql) const { return answer(*m_target, sql); }
    bool mergesLeaves() const { return m_seed % 4 == 2; } ///< those of t_parted go into one table, each a unit of its own
    bool sourceHasFilters() const { return m_source->major() >= 15; } ///< and publishes schemas

    /// In place of one that is gone.
    void startRun(const std::vector<std::string> &more = {});
    /// Another takes the place of the run, which sleeps meanwhile and is returned.
    std::shared_ptr<support::CliProcess> takeOver();
    support::CliProcess *run() const { return m_run.get(); }
    /// Waits until it has made its slot and knows its tables: what is changed before is refused at its start.
    bool hasBegun() const;
    /// The run is there, unless it was ended by us; it ends by itself only after its cutover.
    bool isUp() const { return m_run && m_run->isRunning(); }
    /// Asked again until it is carried out, refusals by a run that is on its way up or has not caught up included.
    /// `between` is done before each.
    bool command(const std::string &verb, const std::vector<std::string> &more = {}, const std::function<void()> &between = {});
    /// Once, and in the background.
    std::unique_ptr<support::CliProcess> start(const std::string &verb, const std::vector<std::string> &more = {}) const;
    std::string status() const;

private:
    static std::string answer(const support::Cluster &server, const std::string &sql);
    std::vector<std::string> arguments(const std::string &verb) const;

    std::unique_ptr<support::Cluster> m_source;
    std::unique_ptr<support::Cluster> m_target;
    std::unique_ptr<support::Proxy> m_sourcePath;
    std::unique_ptr<support::Proxy> m_targetPath;
    std::unique_ptr<support::CliProcess> m_run;
    std::mt19937 m_random;
    int m_seed = 0;
};

} // namespace tidegate::torture
