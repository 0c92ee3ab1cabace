// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "support/cli_process.h"
#include "support/cluster.h"
#include "support/oracle.h"

#include <memory>
#include <string>
#include <vector>

namespace tidegate::support {

/// A source and a target with one database each, "shop", and the flags that lead to them.
class Pair
{
public:
    explicit Pair(const Settings &sourceSettings = {});

    /// `sql` on both sides: prepared target tables.
    void onBoth(const std::string &sql);
    Rows source(const std::string &sql) { return m_source->sql("shop", sql); }
    Rows target(const std::string &sql) { return m_target->sql("shop", sql); }
    std::string sourceValue(const std::string &sql) { return m_source->value("shop", sql); }
    std::string targetValue(const std::string &sql) { return m_target->value("shop", sql); }
    Cluster &sourceCluster() { return *m_source; }
    Cluster &targetCluster() { return *m_target; }

    /// The verb with --subscription, --source and --target, and what else is given.
    std::vector<std::string> words(const std::string &verb, const std::string &subscription,
                                   const std::vector<std::string> &more = {}) const;
    CommandResult call(const std::string &verb, const std::string &subscription,
                       const std::vector<std::string> &more = {}) const;
    std::unique_ptr<CliProcess> run(const std::string &subscription, const std::vector<std::string> &more,
                                    const Environment &environment = {}) const;

    /// Waits until the target answers `sql` with `expected`; the last answer if it never does.
    std::string awaitTarget(const std::string &sql, const std::string &expected, int milliseconds = 60'000);
    /// The tables hold the same rows on both sides.
    Comparison equal(const std::vector<std::string> &tables) const;

private:
    std::unique_ptr<Cluster> m_source;
    std::unique_ptr<Cluster> m_target;
};

} // namespace tidegate::support
