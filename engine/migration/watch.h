// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "base/log.h"
#include "endpoint/endpoint.h"
#include "migration/run_handle.h"

#include <chrono>
#include <cstdint>
#include <memory>
#include <string>

namespace tidegate::migration {

struct WatchOptions {
    endpoint::Endpoint target;
    std::string subscription;
    Log log = {};
    std::chrono::milliseconds silentAfter{15'000}; ///< without a heartbeat: told
    /// Without a live engine it is taken for ended: longer than one waits that has lost a server and tries again.
    std::chrono::milliseconds endedAfter{40'000};
};

/// Who runs the migration, as the target knows it.
struct WatchedEngine {
    std::string host;
    std::string role;
    std::string since;
    std::int64_t processId = 0; ///< on its host; 0 unknown
    bool operator==(const WatchedEngine &) const = default;
};

/// A run that lives elsewhere, seen through the target's journal about once a second: snapshots and events are those of a
/// Migration, as far as the journal has them. Nothing is written but commands that are posted; these go through the
/// journal, and whoever may use them asks first.
///
/// The work is done on a QThread of its own with one connection, which comes back by itself. It ends when the run does:
/// Stopped, CutOver or Failed as the engine said last, Failed with EngineSilent when it has gone without a word. The
/// destructor stops watching and waits (within a second; two, if commands have to be withdrawn).
class Watch : public RunHandle
{
    Q_OBJECT
public:
    explicit Watch(WatchOptions options, QObject *parent = nullptr);
    ~Watch() override;

    void start() override;
    /// Stops watching; the run goes on.
    void requestStop() override;
    /// Any thread. An answer that cannot be had is told as the problem of that command.
    void post(const std::string &verb, const std::string &argumentsJson) override;

signals:
    /// At the first look, and when another engine runs it.
    void engineSeen(const tidegate::migration::WatchedEngine &engine);

private:
    class Thread;
    std::unique_ptr<Thread> m_thread;
};

} // namespace tidegate::migration
