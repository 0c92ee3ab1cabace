// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "copy/copier_pool.h"

#include "base/failpoint.h"
#include "base/problem.h"
#include "copy/claims.h"
#include "copy/unit_copier.h"
#include "definition/problem.h"
#include "postgres/error.h"

#include <algorithm>
#include <chrono>
#include <map>
#include <mutex>
#include <set>
#include <thread>

namespace tidegate::copy {

namespace {

using Clock = std::chrono::steady_clock;

constexpr int longestDelay = 30'000; // ms
/// Somebody changes the target about now.
int nextLookAtDefinition()
{
    return static_cast<int>(failpoint::size("migration.retry-ms", 5'000));
}
constexpr int splitDelay = 500; // ms
constexpr int longestGiveWay = 10'000;
constexpr int giveWaysUnsaid = 5; // somebody's lock now and then is no news

} // namespace

class CopierPool::Work
{
public:
    Work(CopyContext context, units::UnitRegistry &registry, ProblemCallback onProblem)
        : m_registry(registry),
          m_onProblem(std::move(onProblem)),
          m_shared(std::make_shared<SharedByCopiers>())
    {
        if (!context.counters)
            context.counters = std::make_shared<progress::Counters>();
        m_context = std::make_shared<const CopyContext>(std::move(context));
    }
    ~Work() { stop(); }

    void start(int workers)
    {
        m_stop = StopToken();
        m_shared->freeHelpers = workers;
        m_sweepNext = true;
        for (int i = 0; i < workers; ++i)
            m_threads.emplace_back([this] { run(); });
    }

    void stop()
    {
        m_stop.requestStop();
        for (auto &thread : m_threads)
            thread.join();
        m_threads.clear();
    }

    std::vector<int> backends() const { return m_shared->backends.pids(); }
    int busy() const { return m_busy; }

private:
    void run()
    {
        try {
            UnitCopier copier(m_context, m_shared, m_stop);
            while (!m_stop.stopRequested()) {
                const auto version = m_registry.version();
                sweepIfDue(copier);
                const auto unit = m_registry.takeForCopy();
                if (unit)
                    copyOne(copier, *unit);
                else
                    m_registry.waitForChange(version, 200);
            }
        } catch (const Stopped &) {
        }
    }

    void copyOne(UnitCopier &copier, units::Unit unit)
    {
        const auto owner = journal::randomToken(24);
        {
            const std::lock_guard lock(m_mutex);
            m_live.insert(owner);
        }
        ++m_busy;
        CopyResult result;
        const auto begun = std::chrono::steady_clock::now();
        try {
            result = copier.copy(unit, relationsOf(unit), owner);
        } catch (const Stopped &) {
            ended(unit.id, owner, 0);
            throw;
        }
        if (result.outcome == Outcome::Copied) {
            m_registry.copied(unit.id, result.snapshot, result.copiedAt);
            const std::chrono::duration<double> took = std::chrono::steady_clock::now() - begun;
            if (m_context->counters)
                m_context->counters->pace().add(result.bytes, took.count());
            {
                const std::lock_guard lock(m_mutex);
                m_failures.erase(unit.id);
                m_live.erase(owner);
            }
            --m_busy;
            return;
        }
        const int failures = countFailure(unit.id, result);
        // Of a list, the one that differs is taken out by whoever hears of it.
        const bool goesOnWithoutIt = result.problem && holdsUpOthers(*result.problem) && result.concerned.oid != 0 && unit.relations.size() > 1;
        ended(unit.id, owner, goesOnWithoutIt ? splitDelay : delay(result, failures));
        const bool said = result.outcome == Outcome::Failed
                          || (result.outcome == Outcome::GaveWay && failures > giveWaysUnsaid);
        if (said && result.problem)
            report(*result.problem, result.concerned);
    }

    void ended(std::int64_t unit, const std::string &owner, int delayMs)
    {
        {
            const std::lock_guard lock(m_mutex);
            m_live.erase(owner);
        }
        m_registry.gaveBack(unit, delayMs);
        --m_busy;
    }

    int countFailure(std::int64_t unit, const CopyResult &result)
    {
        const std::lock_guard lock(m_mutex);
        if (result.outcome == Outcome::NotClaimed || result.outcome == Outcome::LostOwner) {
            m_sweepNext = true;
            return 0;
        }
        return ++m_failures[unit];
    }

    static int delay(const CopyResult &result, int failures)
    {
        if (failures == 0)
            return 1000;
        const int doubled = 500 << std::min(failures, 7);
        if (result.outcome == Outcome::GaveWay)
            return std::min(doubled, longestGiveWay);
        if (result.problem && definition::isOfDefinition(result.problem->code) && !result.problem->retryable)
            return nextLookAtDefinition();
        return result.problem && result.problem->retryable ? std::min(doubled, longestDelay) : longestDelay;
    }

    void report(const Problem &problem, const Concerned &concerned)
    {
        const std::lock_guard lock(m_reporting);
        if (m_stop.stopRequested())
            return;
        if (problem.code == Code::TakenOver)
            m_stop.requestStop(); // nothing that this generation does counts any more
        if (m_onProblem)
            m_onProblem(problem, concerned);
    }

    /// At the start, and where a claim was refused: our own generation may have left it.
    void sweepIfDue(UnitCopier &copier)
    {
        const std::lock_guard lock(m_mutex);
        if (!m_sweepNext || Clock::now() < m_sweepNotBefore)
            return;
        m_sweepNotBefore = Clock::now() + std::chrono::seconds(2);
        try {
            // Claims wait meanwhile: an owner enters m_live under the same mutex.
            giveBackStrays(copier.target(), m_context->fence, {m_live.begin(), m_live.end()});
            m_sweepNext = false;
        } catch (const ProblemError &) {
            // The target is away, which the next copy will say.
        }
    }

    std::vector<units::OwnedRelation> relationsOf(units::Unit &unit) const
    {
        std::vector<units::OwnedRelation> relations;
        for (const auto oid : unit.relations) {
            if (auto relation = m_registry.owner(oid))
                relations.push_back(std::move(*relation));
        }
        if (unit.sliced) {
            // The rows of a failed attempt could not be told from those of another table.
            const auto all = m_registry.relations();
            for (auto &relation : relations) {
                relation.shared =
                    relation.shared || std::any_of(all.begin(), all.end(), [&](const auto &other) {
                        return other.oid != relation.oid && other.target == relation.target;
                    });
            }
        }
        return relations;
    }

    units::UnitRegistry &m_registry;
    ProblemCallback m_onProblem;
    std::shared_ptr<SharedByCopiers> m_shared;
    std::shared_ptr<const CopyContext> m_context;
    StopToken m_stop;
    std::vector<std::thread> m_threads;
    std::atomic<int> m_busy{0};
    std::mutex m_reporting;
    std::mutex m_mutex; // what follows
    std::set<std::string> m_live;
    std::map<std::int64_t, int> m_failures;
    bool m_sweepNext = true;
    Clock::time_point m_sweepNotBefore;
};

CopierPool::CopierPool(CopyContext context, units::UnitRegistry &registry, ProblemCallback onProblem)
    : m_work(std::make_unique<Work>(std::move(context), registry, std::move(onProblem)))
{
}

CopierPool::~CopierPool() = default;

void CopierPool::start(int workers)
{
    m_work->start(workers);
}

void CopierPool::stop()
{
    m_work->stop();
}

std::vector<int> CopierPool::sourceBackends() const
{
    return m_work->backends();
}

int CopierPool::busy() const
{
    return m_work->busy();
}

} // namespace tidegate::copy
