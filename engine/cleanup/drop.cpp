// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "cleanup/drop.h"

#include "base/failpoint.h"
#include "journal/command.h"
#include "journal/schema.h"
#include "journal/subscription.h"
#include "slot/publication.h"
#include "slot/slot_facts.h"

#include <algorithm>

namespace tidegate::cleanup {

namespace {

using Clock = std::chrono::steady_clock;

/// The live lock for as long as this works: no engine may start on what is being removed.
class LiveLock
{
public:
    LiveLock(postgres::Connection &target, const std::string &subscription, const DropOptions &options,
             const StopToken &stop)
        : m_target(target)
    {
        if (journal::tryLiveLock(target, subscription))
            return;
        const auto engine = journal::liveEngine(target, subscription);
        if (!options.stopEngine)
            throw ProblemError(Code::AlreadyRunning, {engine.host, engine.role, engine.since});
        const auto command = journal::postCommand(target, subscription, "stop", "{}");
        const auto end = Clock::now() + options.stopWithin;
        while (!journal::tryLiveLock(target, subscription)) {
            if (Clock::now() > end) {
                journal::withdrawCommand(target, command);
                throw ProblemError(Code::CommandTimedOut, {"stop"});
            }
            stop.pause(100);
        }
    }
    ~LiveLock()
    {
        try {
            m_target.exec("SELECT pg_advisory_unlock_all()");
        } catch (...) {
            // The lock ends with its connection.
        }
    }
    LiveLock(const LiveLock &) = delete;
    LiveLock &operator=(const LiveLock &) = delete;

private:
    postgres::Connection &m_target;
};

Result removeOne(const Item &item, postgres::Connection *source, postgres::Connection *target,
                 const std::string &subscription)
{
    failpoint::reach("cleanup.item");
    switch (item.kind) {
    case ItemKind::Slot:
        return slot::dropSlot(*source, item.name) ? Result::Dropped : Result::WasGone;
    case ItemKind::Publication:
        return slot::dropOwnPublication(*source, item.name) ? Result::Dropped : Result::WasGone;
    case ItemKind::JournalRows:
        journal::forget(*target, subscription);
        return Result::Dropped;
    case ItemKind::JournalSchema:
        // Not if another subscription has come meanwhile.
        return journal::dropIfEmpty(*target) ? Result::Dropped : Result::Left;
    }
    return Result::Left;
}

} // namespace

std::vector<Dropped> drop(postgres::Connection *source, postgres::Connection *target,
                          const std::string &subscription, const DropOptions &options,
                          const std::function<void(const Dropped &)> &told, const StopToken &stop)
{
    std::optional<LiveLock> lock;
    if (target && journal::exists(*target))
        lock.emplace(*target, subscription, options, stop);
    const auto inventory = takeInventory(source, target, subscription);
    std::vector<Dropped> outcomes;
    bool slotStays = false;
    bool rowsStay = false;
    for (const auto &item : inventory.items) {
        Dropped outcome{item, Result::Left, std::nullopt};
        const bool ofJournal = item.kind == ItemKind::JournalRows || item.kind == ItemKind::JournalSchema;
        const bool keepJournal = ofJournal && (rowsStay || (slotStays && !options.sourceGone));
        if (item.there && !keepJournal) {
            try {
                outcome.result = removeOne(item, source, target, subscription);
            } catch (const ProblemError &error) {
                outcome.why = error.problem();
            }
        }
        if (outcome.result == Result::Left && item.side == script::Side::Source)
            slotStays = true;
        if (outcome.result == Result::Left && item.kind == ItemKind::JournalRows)
            rowsStay = true;
        if (told)
            told(outcome);
        outcomes.push_back(std::move(outcome));
    }
    return outcomes;
}

bool complete(const std::vector<Dropped> &outcomes)
{
    return std::all_of(outcomes.begin(), outcomes.end(),
                       [](const Dropped &outcome) { return outcome.result != Result::Left; });
}

} // namespace tidegate::cleanup
