// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "cleanup/drop.h"

#include "base/failpoint.h"
#include "journal/command.h"
#include "journal/schema.h"
#include "journal/subscription.h"
#include "slot/identity.h"
#include "slot/publication.h"
#include "slot/slot_facts.h"

#include <algorithm>
#include <map>

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

/// Each transaction costs some twenty round trips.
constexpr std::size_t tablesAtOnce = 100;

/// The rows, under a fence of our own: what an engine that died has left on the target writes nothing more.
class Rows
{
public:
    Rows(postgres::Connection *target, const Inventory &inventory) : m_target(target), m_subscription(inventory.subscription)
    {
        for (const auto &item : inventory.items) {
            if (item.table && !item.table->kept)
                m_groups[item.table->group].push_back(*item.table);
        }
    }
    /// What became of its group, which is emptied, with some of those after it, when the first of it is asked for.
    Dropped remove(Item item)
    {
        const auto group = m_groups.find(item.table->group);
        if (m_ends.count(group->first) == 0)
            emptyFrom(group);
        const auto &end = m_ends.at(group->first);
        if (end.kept) {
            item.table->kept = end.kept;
            item.sql.clear();
        }
        return {item, end.result, end.why};
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
            if (!m_fence)
                takeFence();
            const auto kept = emptyTables(*m_target, *m_fence, tables, how);
            failpoint::reach("cleanup.after-tables");
            return {kept ? Result::Left : Result::Dropped, std::nullopt, kept};
        } catch (const ProblemError &error) {
            return {Result::Left, error.problem(), std::nullopt};
        }
    }
    void takeFence()
    {
        const auto name = journal::applicationName(m_subscription, *m_target);
        journal::endOwnBackends(*m_target, name);
        m_fence = journal::takeFence(*m_target, m_subscription);
        journal::endOwnBackends(*m_target, name);
    }

    postgres::Connection *m_target;
    const std::string m_subscription;
    Groups m_groups;
    std::map<int, End> m_ends;
    std::optional<journal::Fence> m_fence;
};

/// Where the slot is not because this is another server, rows would go that nobody needs to copy again.
void requireItsSource(postgres::Connection &source, postgres::Connection &target, const std::string &subscription)
{
    const auto record = journal::readSlot(target, subscription);
    const auto found = slot::identify(source).systemIdentifier;
    if (record && !found.empty() && found != record->sourceSystem)
        throw ProblemError(Code::SourceIsAnother, {record->sourceSystem, found});
}

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
    const auto inventory = takeInventory(source, target, subscription, options.extent);
    if (options.extent == Extent::WithRows && inventory.known && source && !options.sourceGone)
        requireItsSource(*source, *target, subscription);
    Rows rows(target, inventory);
    std::vector<Dropped> outcomes;
    bool slotStays = false;
    bool rowsStay = false; // the journal's, or what it has to know of
    for (const auto &item : inventory.items) {
        Dropped outcome{item, Result::Left, std::nullopt};
        const bool ofJournal = item.kind == ItemKind::JournalRows || item.kind == ItemKind::JournalSchema;
        const bool afterSlot = ofJournal || item.table;
        const bool keep = (ofJournal && rowsStay) || (afterSlot && slotStays && !options.sourceGone);
        if (item.there && !keep && !item.sql.empty()) {
            try {
                if (item.table)
                    outcome = rows.remove(item);
                else
                    outcome.result = removeOne(item, source, target, subscription);
            } catch (const ProblemError &error) {
                outcome.why = error.problem();
            }
        }
        if (outcome.result == Result::Left && item.side == script::Side::Source)
            slotStays = true;
        if (outcome.result == Result::Left && (item.kind == ItemKind::JournalRows || (item.table && outcome.why)))
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
