// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "migration/run_types.h"
#include "progress/progress_snapshot.h"

#include <QObject>

#include <optional>
#include <string>

namespace tidegate::migration {

/// A run as whoever shows it has it in hand, be it ours (Migration) or one that lives elsewhere (Watch). Lives on its
/// maker's thread; signals come queued to that thread, progressed() at most 4 a second.
class RunHandle : public QObject
{
    Q_OBJECT
public:
    explicit RunHandle(QObject *parent = nullptr);

    virtual void start() = 0;
    /// Any thread; finished() follows within a second.
    virtual void requestStop() = 0;
    /// The journal's commands: "pause", "resume", "refresh-publication", "resync", "cutover", with JSON. Each is answered
    /// by an event CommandDone, "<verb>: <answer>", a refused one after its Problem.
    virtual void post(const std::string &verb, const std::string &argumentsJson) = 0;

signals:
    void progressed(const tidegate::progress::ProgressSnapshot &snapshot);
    void happened(const tidegate::migration::Event &event);
    /// Last signal. `problem` is set for Refused, AlreadyRunning, TakenOver and Failed.
    void finished(tidegate::migration::Outcome outcome, const std::optional<tidegate::Problem> &problem);
};

} // namespace tidegate::migration
