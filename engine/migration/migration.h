// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "base/finding.h"
#include "base/log.h"
#include "base/lsn.h"
#include "base/problem.h"
#include "cutover/cutover.h"
#include "endpoint/endpoint.h"
#include "plan/table_map.h"
#include "progress/progress_snapshot.h"

#include <QObject>
#include <QString>

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
    int confirmDelaySeconds = 60;            ///< exactness.md rule 11
    Log log;
};

enum class Outcome { Stopped, ReachedEnd, CutOver, Refused, AlreadyRunning, TakenOver, Failed };

/// One line for people and for --json: what happened, to which table if to one.
struct Event {
    enum class Kind {
        Starting, SlotMade, Resumed, TablesAdded, TablesUnfollowed, TableCopied, AllCopied, InSync, Paused, Unpaused, Retrying, Finding,
        Problem, CommandDone, Draining, Drained, SequencesSet, CutOver, Stopped
    };
    Kind kind = Kind::Starting;
    std::string table;
    std::string text;                        ///< figures and names, already for people
    std::optional<tidegate::Problem> problem;
    std::optional<tidegate::Finding> finding;
    std::optional<cutover::Step> step = {};  ///< of a cutover, with Draining
};

/// A run, told in one header: prepare (guards, fence, slot), then sessions of {receive, consume, copy} until told to
/// stop, each session beginning from what the journal says; commands are served between. See run.h for the steps.
///
/// Lives on the caller's thread; the engine works on QThreads of its own. Signals come queued to the caller's thread;
/// progressed() at most 4 a second. The destructor stops the run and waits for it (within a second).
class Migration : public QObject
{
    Q_OBJECT
public:
    explicit Migration(RunOptions options, QObject *parent = nullptr);
    ~Migration() override;

    void start();
    /// Any thread. The run ends with Outcome::Stopped; the slot stays, the next run resumes.
    void requestStop();
    /// The journal's commands without the journal: "pause", "resume", "refresh-publication", "resync", "cutover",
    /// with JSON. Each is answered by an event CommandDone, "<verb>: <answer>", a refused one after its Problem.
    void post(const std::string &verb, const std::string &argumentsJson);

signals:
    void progressed(const tidegate::progress::ProgressSnapshot &snapshot);
    void happened(const tidegate::migration::Event &event);
    /// Last signal. `problem` is set for Refused, AlreadyRunning, TakenOver and Failed.
    void finished(tidegate::migration::Outcome outcome, const std::optional<tidegate::Problem> &problem);

private:
    class Thread;
    std::unique_ptr<Thread> m_thread;
};

} // namespace tidegate::migration
