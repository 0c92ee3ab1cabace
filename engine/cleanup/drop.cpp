// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "cleanup/drop.h"

#include "base/failpoint.h"
#include "cleanup/copied_again.h"
#include "cleanup/emptying.h"
#include "cleanup/filled_tables.h"
#include "cleanup/kept_trees.h"
#include "journal/command.h"
#include "journal/heartbeat.h"
#include "journal/schema.h"
#include "journal/subscription.h"
#include "progress/progress_snapshot.h"
#include "slot/publication.h"
#include "slot/slot_facts.h"

#include <algorithm>
#include <map>

namespace tidegate::cleanup {

namespace {

using Clock = std::chrono::steady_clock;

constexpr double signOfLifeSeconds = 60;

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
        m_stopped = true;
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
    bool hasStoppedOne() const { return m_stopped; }
    LiveLock(const LiveLock &) = delete;
    LiveLock &operator=(const LiveLock &) = delete;

private:
    postgres::Connection &m_target;
    bool m_stopped = false;
};

/// An engine that has lost its connection has lost its lock, too, and may be back at any moment.
void requireNoRecentEngine(postgres::Connection &target, const std::string &subscription)
{
    const auto seen = journal::readHeartbeat(target, subscription, journal::requireKnown(target));
    if (!seen || !seen->ofThisEngine || seen->ageSeconds > signOfLifeSeconds)
        return;
    const auto phase = progress::phaseNamed(seen->heartbeat.phase);
    if (phase == progress::Phase::Stopped || phase == progress::Phase::Failed)
        return;
    throw ProblemError(Code::EngineSilent, {journal::liveEngine(target, subscription).host, // that of the fence
                                            std::to_string(static_cast<int>(seen->ageSeconds))});
}

/// From here on no engine of before writes anything, if it is the one that was known when the question was asked.
journal::Fence takeFence(postgres::Connection &target, const std::string &subscription, const Shown &shown)
{
    const auto name = journal::applicationName(subscription, target);
    journal::endOwnBackends(target, name);
    const journal::Fence known(subscription, shown.generation, shown.token, name);
    journal::FencedTransaction transaction(known, target);
    auto fence = journal::takeFence(target, subscription);
    transaction.commit();
    journal::endOwnBackends(target, name);
    return fence;
}

/// Nothing goes that nobody was told of.
void requireShown(const Inventory &inventory, const Shown &shown)
{
    if (inventory.slotName != shown.slotName)
        throw ProblemError(Code::CommandRefused, {"drop", "the slot is " + inventory.slotName + " by now"});
    const auto now = inventory.shown();
    if (now.warning != shown.warning)
        throw ProblemError(Code::CommandRefused, {"drop", now.warning.empty() ? "the source has the history of the rows by now" : now.warning});
    if (now.couldGoOn != shown.couldGoOn)
        throw ProblemError(Code::CommandRefused,
                           {"drop", now.couldGoOn ? "the slot has every change by now" : "the slot has not every change any more"});
    for (const auto &[oid, name] : now.emptied) {
        if (shown.emptied.count({oid, name}) == 0)
            throw ProblemError(Code::CommandRefused, {"drop", name.display() + " would be emptied by now, which was not shown"});
    }
}

/// Each transaction costs some twenty round trips.
constexpr std::size_t tablesAtOnce = 100;

/// The rows, under a fence of our own.
class Rows
{
public:
    Rows(postgres::Connection &target, journal::Fence fence, const Inventory &inventory) : m_target(target), m_fence(std::move(fence))
    {
        for (const auto &item : inventory.items) {
            if (!item.table)
                continue;
            m_all.push_back(*item.table);
            if (!item.table->kept)
                m_groups[item.table->group].push_back(*item.table);
        }
    }
    /// What became of its group, which is emptied, with some of those after it, when the first of it is asked for.
    Dropped remove(const Item &item)
    {
        const auto group = m_groups.find(item.table->group);
        if (m_ends.count(group->first) == 0)
            emptyFrom(group);
        return *ended(item);
    }
    /// Nothing as long as its group has not been tried.
    std::optional<Dropped> ended(Item item) const
    {
        const auto found = m_ends.find(item.table->group);
        if (item.table->kept || found == m_ends.end())
            return std::nullopt;
        const auto &end = found->second;
        if (end.kept) {
            item.table->kept = end.kept;
            item.sql.clear();
        }
        return Dropped{item, end.result, end.why};
    }

private:
    using Groups = std::map<int, std::vector<FilledTable>>;
    struct End {
        Result result = Result::Left;
        std::optional<Problem> why;
        std::optional<Kept> kept;
    };

    /// Together, as long as nothing stands in the way of any; else one by one.
    void emptyFrom(Groups::const_iterator first)
    {
        static const auto atOnce = failpoint::size("cleanup.at-once", tablesAtOnce);
        std::vector<FilledTable> together;
        auto last = first;
        for (; last != m_groups.end() && (last == first || together.size() + last->second.size() <= atOnce); ++last)
            together.insert(together.end(), last->second.begin(), last->second.end());
        const bool isOne = std::next(first) == last;
        const auto all = isOne ? End() : empty(together, Emptying::Truncate);
        for (; first != last; ++first)
            m_ends[first->first] = all.result == Result::Dropped ? all : empty(first->second, Emptying::TruncateOrDelete);
    }
    End empty(const std::vector<FilledTable> &tables, Emptying how)
    {
        try {
            const auto kept = emptyTables(m_target, m_fence, tables, m_all, how);
            failpoint::reach("cleanup.after-tables");
            if (!kept)
                return {Result::Dropped, std::nullopt, std::nullopt};
            // It was not shown as kept: with a reason the journal stays, so that it can be tried again.
            return {Result::Left, Problem{Code::CommandRefused, {"drop", keptWords(*kept)}, {}, {}, {}, false}, kept};
        } catch (const ProblemError &error) {
            return {Result::Left, error.problem(), std::nullopt};
        }
    }

    postgres::Connection &m_target;
    const journal::Fence m_fence;
    std::vector<FilledTable> m_all;
    Groups m_groups;
    std::map<int, End> m_ends;
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
    case ItemKind::TableRows:
        return Result::Left; // by Rows
    case ItemKind::JournalRows:
        journal::forget(*target, subscription, whatStays(*target, subscription));
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
    const bool withRows = options.extent == Extent::WithRows;
    std::optional<journal::Fence> fence;
    if (const auto record = withRows && lock ? journal::readSlot(*target, subscription) : std::nullopt) {
        requireStartableAnew(*record, subscription);
        if (!lock->hasStoppedOne())
            requireNoRecentEngine(*target, subscription);
        if (source && !options.sourceGone)
            requireItsSource(*source, *record);
        fence = takeFence(*target, subscription, options.shown.value_or(Shown()));
    }
    const auto inventory = takeInventory(source, target, subscription, options.extent, options.sourceGone);
    std::optional<Rows> rows;
    if (fence) {
        requireShown(inventory, options.shown.value_or(Shown()));
        rows.emplace(*target, *fence, inventory);
    }
    std::vector<Dropped> outcomes;
    bool slotStays = false;
    bool rowsStay = false; // the journal's, or what it has to know of
    const auto tell = [&](Dropped outcome) {
        if (told)
            told(outcome);
        outcomes.push_back(std::move(outcome));
    };
    for (auto place = inventory.items.begin(); place != inventory.items.end(); ++place) {
        const auto &item = *place;
        Dropped outcome{item, Result::Left, std::nullopt};
        const bool ofJournal = item.kind == ItemKind::JournalRows || item.kind == ItemKind::JournalSchema;
        const bool afterSlot = ofJournal || item.table;
        const bool keep = (ofJournal && rowsStay) || (afterSlot && slotStays && !options.sourceGone);
        if (item.there && !keep && !item.sql.empty()) {
            try {
                if (item.table && rows)
                    outcome = rows->remove(item);
                else
                    outcome.result = removeOne(item, source, target, subscription);
            } catch (const ProblemError &error) {
                outcome.why = error.problem();
            } catch (const Stopped &) {
                for (; rows && place != inventory.items.end(); ++place) {
                    if (const auto ended = place->table ? rows->ended(*place) : std::nullopt)
                        tell(*ended);
                }
                throw;
            }
        }
        if (outcome.result == Result::Left && item.side == script::Side::Source)
            slotStays = true;
        if (outcome.result == Result::Left && (item.kind == ItemKind::JournalRows || (item.table && outcome.why)))
            rowsStay = true;
        tell(std::move(outcome));
    }
    return outcomes;
}

bool complete(const std::vector<Dropped> &outcomes)
{
    return std::all_of(outcomes.begin(), outcomes.end(),
                       [](const Dropped &outcome) { return outcome.result != Result::Left; });
}

} // namespace tidegate::cleanup
