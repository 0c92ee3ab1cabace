// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "journal/fence.h"
#include "journal/subscription.h"
#include "migration/migration.h"
#include "postgres/connection.h"
#include "slot/barrier.h"

#include <functional>
#include <memory>
#include <optional>

namespace tidegate::migration {

class Membership;

/// A refusal at the door, with the outcome that tells it from a failure.
struct Refused {
    Outcome outcome = Outcome::Refused;
    Problem problem;
};

/// The coordinator's own connections and what the journal told at the start. The target connection holds the live
/// lock: as long as it lives, no other engine runs this subscription.
struct Control {
    std::unique_ptr<postgres::Connection> source;
    std::unique_ptr<postgres::Connection> target;
    journal::Fence fence;
    journal::SlotRecord record;
    bool replicaRole = true;
    int journalVersion = 0;
};

using Tell = std::function<void(const Event &)>;

/// From nothing to a slot that streams: connect, journal, who is live, whose generation, is the source still the same,
/// guards, slot start. `previous` is the fence of the same run before a reconnect. Throws Refused, ProblemError,
/// connection errors (to be tried again), Stopped.
class Preparation
{
public:
    Preparation(const RunOptions &options, Tell tell, StopToken stop);

    Control prepare(const std::optional<journal::Fence> &previous);

private:
    void connect(Control &control);
    void takeLiveLock(Control &control, const std::optional<journal::Fence> &previous);
    bool tryFence(postgres::Connection &target) const; ///< false if another transaction holds it
    /// All others of our name, on both servers (rule 12).
    void endOwnSessions(const Control &control) const;
    void takeGeneration(Control &control, const std::optional<journal::Fence> &previous);
    void checkSource(Control &control);
    void checkGuards(Control &control);
    /// Publications and table map of a run that goes on: tables that are followed go on where they went.
    void recordAsked(Control &control, Membership &membership);
    void startOrResume(Control &control);
    slot::WaitingCallback waiting() const;

    const RunOptions &m_options;
    Tell m_tell;
    StopToken m_stop;
    std::string m_applicationName; ///< once connected
    std::optional<double> m_copyPace; ///< measured for the first plan
};

} // namespace tidegate::migration
