// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "base/log.h"
#include "base/lsn.h"
#include "endpoint/endpoint.h"
#include "migration/run_handle.h"
#include "plan/table_map.h"

#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace tidegate::migration {

/// What a run is asked to do; tidegate-cli's flags and the window's plan both end here.
struct RunOptions {
    endpoint::Endpoint source;               ///< a tunnel is the run's own, and comes back by itself
    endpoint::Endpoint target;
    std::string subscription;
    std::vector<std::string> publications;   ///< empty: as the journal has them
    plan::TableMap tableMap;
    int tableSyncWorkers = 4;
    bool copyData = true;
    std::optional<Lsn> endLsn;               ///< stop once everything up to here is applied
    bool takeOver = false;                   ///< end a live engine elsewhere
    std::vector<std::string> allowNonempty;  ///< target tables ("schema.name") whose rows may stand there
    std::uint64_t walLimitBytes = 0;         ///< let the slot go when it keeps more; 0: never
    /// A table whose definition has changed on the source is stopped and copied again once its target fits, and the others
    /// go on; else the stream waits for its target.
    bool copyAgainWhenRedefined = false;
    int confirmDelaySeconds = 60;            ///< exactness.md rule 11
    Log log;
};

/// A run, told in one header: prepare (guards, fence, slot), then sessions of {receive, consume, copy} until told to
/// stop, each session beginning from what the journal says; commands are served between.
///
/// The engine works on QThreads of its own. The destructor stops the run and waits for it (within a second).
class Migration : public RunHandle
{
    Q_OBJECT
public:
    explicit Migration(RunOptions options, QObject *parent = nullptr);
    ~Migration() override;

    void start() override;
    /// Any thread. The run ends with Outcome::Stopped; the slot stays, the next run resumes.
    void requestStop() override;
    /// Any thread; without the journal.
    void post(const std::string &verb, const std::string &argumentsJson) override;

private:
    class Thread;
    std::unique_ptr<Thread> m_thread;
};

} // namespace tidegate::migration
