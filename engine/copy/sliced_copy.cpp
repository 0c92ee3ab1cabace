// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "copy/sliced_copy.h"

#include "base/failpoint.h"
#include "copy/definitions.h"
#include "copy/slice_queue.h"
#include "journal/unit_rows.h"
#include "postgres/empty_table.h"
#include "postgres/error.h"
#include "postgres/quoting.h"

#include <thread>

namespace tidegate::copy {

using postgres::parameters;

namespace {

/// The last slice ends where the heap ends, also where that has grown since it was measured.
PageRange pagesOf(const SlicedCopy &copy, int slice)
{
    PageRange range;
    range.from = copy.pages * slice / copy.slices;
    if (slice + 1 < copy.slices)
        range.to = copy.pages * (slice + 1) / copy.slices;
    return range;
}

class SliceWorker
{
public:
    SliceWorker(const SlicedCopy &copy, SliceQueue &queue, const SnapshotReader &reader, postgres::Connection &source,
                std::unique_ptr<postgres::Connection> &target, const StopToken &stop)
        : m_copy(copy), m_queue(queue), m_reader(reader), m_source(source), m_target(target), m_stop(stop)
    {
    }

    void run()
    {
        while (const auto slice = m_queue.take()) {
            auto tally = std::make_unique<progress::CopyTally>(m_copy.counters);
            auto pumped = copySlice(*slice, *tally);
            while (!pumped) {
                tally = std::make_unique<progress::CopyTally>(m_copy.counters);
                pumped = copySlice(*slice, *tally);
            }
            m_queue.add(*pumped, std::move(tally));
        }
    }

private:
    /// None: its COMMIT was lost and did not happen.
    std::optional<Pumped> copySlice(int slice, progress::CopyTally &tally)
    {
        const auto wanted = [this] { return !m_stop.stopRequested(); };
        Pumped pumped;
        failpoint::reach("copy.slice.begun", wanted);
        try {
            postgres::Transaction transaction(*m_target);
            if (!failpoint::ruleOff("5slice") && !takeRow(slice))
                throw SliceLost{};
            failpoint::reach("copy.slice.taken", wanted);
            const definition::HeldTables held(*m_target, {m_copy.into});
            const auto &plan = m_copy.plan;
            postgres::CopyOut out(m_source, SnapshotReader::copySql(m_copy.relation, plan.columns, plan.binary, pagesOf(m_copy, slice)));
            postgres::CopyIn in(*m_target, copyInSql(m_copy.into.name(), plan));
            pumped = pumpRows(out, &in, m_copy.relation, plan.binary, tally, &m_queue.failed());
            m_reader.requireNames();
            held.verify(*m_target);
            m_target->exec("UPDATE _tidegate.copy_slice SET rows_copied = $4::bigint"
                           " WHERE unit = $1::bigint AND slice = $2::int AND token = $3",
                           parameters(m_copy.unit, slice, m_copy.owner, pumped.rows));
            failpoint::reach("copy.slice.rows", wanted);
            transaction.commit();
        } catch (const postgres::CommitInDoubtError &) {
            m_target = std::make_unique<postgres::Connection>(m_copy.context.target,
                                                              m_copy.context.targetOptions(), m_stop);
            // Waits for the lost transaction, which holds the row as long as it may still commit.
            const auto row = m_target->exec("SELECT done FROM _tidegate.copy_slice WHERE unit = $1::bigint"
                                            " AND slice = $2::int AND token = $3 FOR UPDATE",
                                            parameters(m_copy.unit, slice, m_copy.owner));
            if (row.rows() == 0)
                throw SliceLost{};
            if (!row.boolean(0, 0))
                return std::nullopt;
        }
        return pumped;
    }

    bool takeRow(int slice)
    {
        return m_target
                   ->exec("UPDATE _tidegate.copy_slice SET done = true WHERE unit = $1::bigint"
                          " AND slice = $2::int AND token = $3 AND NOT done",
                          parameters(m_copy.unit, slice, m_copy.owner))
                   .affected()
               == 1;
    }

    const SlicedCopy &m_copy;
    SliceQueue &m_queue;
    const SnapshotReader &m_reader; ///< of the source's session
    postgres::Connection &m_source;
    std::unique_ptr<postgres::Connection> &m_target;
    StopToken m_stop;
};

/// The threads beside the leader; they end when it goes.
class Helpers
{
public:
    Helpers(const SlicedCopy &copy, SliceQueue &queue, int count) : m_copy(copy), m_queue(queue)
    {
        for (int i = 0; i < count; ++i) {
            ++m_running;
            m_threads.emplace_back([this] {
                help();
                --m_running;
            });
        }
    }
    ~Helpers()
    {
        m_stop.requestStop();
        for (auto &thread : m_threads)
            thread.join();
    }
    Helpers(const Helpers &) = delete;
    Helpers &operator=(const Helpers &) = delete;

    void await(const StopToken &stop)
    {
        while (m_running > 0)
            stop.pause(10);
    }

private:
    void help()
    {
        try {
            std::unique_ptr<postgres::Connection> source;
            std::unique_ptr<postgres::Connection> target;
            try {
                source = std::make_unique<postgres::Connection>(m_copy.context.source,
                                                                m_copy.context.sourceOptions(), m_stop);
                target = std::make_unique<postgres::Connection>(m_copy.context.target,
                                                                m_copy.context.targetOptions(), m_stop);
            } catch (const postgres::ConnectionLostError &) {
                return; // a server without free connections: the leader does it alone
            }
            const BackendEntry entry(m_copy.backends, source->backendPid());
            SnapshotReader reader(*source);
            reader.join(m_copy.exportedSnapshot, {m_copy.relation});
            SliceWorker(m_copy, m_queue, reader, *source, target, m_stop).run();
        } catch (...) {
            m_queue.fail(std::current_exception());
        }
    }

    const SlicedCopy &m_copy;
    SliceQueue &m_queue;
    StopToken m_stop;
    std::atomic<int> m_running{0};
    std::vector<std::thread> m_threads;
};

} // namespace

bool claimSliced(postgres::Connection &target, const CopyContext &context, std::int64_t unit, const std::string &owner,
                 int slices, const units::OwnedRelation &relation, const catalog::Relation &into)
{
    postgres::Transaction transaction(target);
    if (!journal::claimUnit(target, unit, owner, context.fence.generation()))
        return false;
    const auto old =
        target.exec("DELETE FROM _tidegate.copy_slice WHERE unit = $1::bigint", parameters(unit));
    // Without an earlier attempt no row there can be ours, so none is touched.
    if (old.affected() > 0 && relation.shared)
        throw ProblemError(Code::ResyncOfShared, {"", into.name.display()});
    if (old.affected() > 0) {
        const definition::HeldTables held(target, {definition::Written(into)});
        requireRemembered(target, context.fence.subscription(), relation, into.oid); // or another table has its name by now
        requireAlone(target, context.fence.subscription(), relation, into);
        postgres::emptyTable(target, into.ownRows());
        held.verify(target);
    }
    target.exec("INSERT INTO _tidegate.copy_slice (unit, slice, token)"
                " SELECT $1::bigint, g, $2 FROM generate_series(0, $3::int - 1) AS g",
                parameters(unit, owner, slices));
    transaction.commit();
    return true;
}

SlicesCopied copySlices(const SlicedCopy &copy, const SnapshotReader &reader, postgres::Connection &source,
                        std::unique_ptr<postgres::Connection> &target, int helpers)
{
    SliceQueue queue(copy.slices);
    {
        Helpers others(copy, queue, helpers);
        try {
            SliceWorker(copy, queue, reader, source, target, copy.stop).run();
            others.await(copy.stop);
        } catch (...) {
            queue.fail(std::current_exception());
        }
    }
    return queue.result();
}

bool takeFinishedSlices(postgres::Connection &target, std::int64_t unit, const std::string &owner, int slices)
{
    return target
               .exec("DELETE FROM _tidegate.copy_slice WHERE unit = $1::bigint AND token = $2 AND done",
                     parameters(unit, owner))
               .affected()
           == static_cast<std::uint64_t>(slices);
}

} // namespace tidegate::copy
