// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "slot/slot_start.h"

#include "base/failpoint.h"
#include "base/problem.h"
#include "journal/subscription.h"
#include "postgres/error.h"
#include "slot/flush_wait.h"
#include "slot/slot_creation.h"
#include "slot/slot_facts.h"
#include "slot/slot_proof.h"
#include "slot/touch.h"

namespace tidegate::slot {

namespace {

class Starter
{
public:
    explicit Starter(const SlotStart &start, const journal::SlotRecord &record)
        : m_start(start), m_record(record)
    {
    }

    /// One attempt with one new name; nullopt if what the slot gives cannot be decoded.
    std::optional<Lsn> attempt()
    {
        const auto name = newSlotName(m_start.fence.subscription());
        journal::recordSlotName(m_start.target, m_start.fence, name);
        reach("slot.named");
        createSlot(m_start.source, m_start.fence.applicationName(), name, waiting(StartStep::Creating),
                   m_start.stop);
        try {
            return begin(name);
        } catch (const ProblemError &error) {
            // The engine that took over has dropped what the journal named; this one came after it.
            if (error.problem().code == Code::TakenOver)
                dropSlot(m_start.source, name);
            throw;
        }
    }

private:
    std::optional<Lsn> begin(const std::string &name)
    {
        reach("slot.created");
        m_start.fence.verify(m_start.target);
        if (!failpoint::ruleOff("1touch"))
            touch(m_start.source);
        reach("slot.touched");
        pass(StartStep::FirstBarrier);
        const auto start = m_start.source.exec("SELECT pg_current_wal_insert_lsn()").lsn(0, 0);
        reach("slot.f1");
        pass(StartStep::SecondBarrier);
        // A source that crashed with F1 unflushed would write other transactions below it, and the stream
        // that begins at F1 would never show them.
        awaitFlushed(m_start.source, start, m_start.stop);
        if (!failpoint::ruleOff("1proof")
            && !provesDecodable(m_start.source, m_start.fence.applicationName(), name, start,
                                m_record.publications, waiting(StartStep::Proving), m_start.stop)) {
            dropSlot(m_start.source, name);
            return std::nullopt;
        }
        reach("slot.proved");
        journal::recordSlotMade(m_start.target, m_start.fence, start);
        reach("slot.made");
        return start;
    }

    void pass(StartStep step)
    {
        if (!failpoint::ruleOff("1"))
            passBarrier(m_start.source, waiting(step), m_start.stop);
    }

    WaitingCallback waiting(StartStep step) const
    {
        if (!m_start.onWaiting)
            return {};
        return [this, step](double seconds, const std::vector<Blocker> &blockers) {
            m_start.onWaiting(step, seconds, blockers);
        };
    }

    void reach(const char *name) const
    {
        failpoint::reach(name, [this] { return !m_start.stop.stopRequested(); });
    }

    const SlotStart &m_start;
    const journal::SlotRecord &m_record;
};

} // namespace

Lsn startSlot(const SlotStart &start)
{
    const auto record = journal::readSlot(start.target, start.fence.subscription());
    if (!record)
        throw ProblemError(Code::NoSuchSubscription, {start.fence.subscription()});
    if (record->made)
        return record->startLsn;
    if (!record->slotName.empty())
        dropSlot(start.source, record->slotName);
    Starter starter(start, *record);
    constexpr int attempts = 3;
    for (int attempt = 0; attempt < attempts; ++attempt) {
        if (const auto made = starter.attempt())
            return *made;
    }
    throw ProblemError(Code::ProtocolBroken, {"new slots of the source cannot be decoded"});
}

} // namespace tidegate::slot
