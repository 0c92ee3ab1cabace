// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "cutover/cutover.h"

#include "base/failpoint.h"
#include "base/joined.h"
#include "cutover/differing_definitions.h"
#include "cutover/publication_drift.h"
#include "cutover/sequence_step.h"
#include "journal/subscription.h"
#include "journal/unit_rows.h"
#include "phrases/phrases.h"
#include "postgres/error.h"

#include <cstdio>

namespace tidegate::cutover {

namespace {

using Clock = std::chrono::steady_clock;

constexpr int reopenTries = 6;
constexpr int reopenTriesOnStop = 2;

double secondsSince(Clock::time_point start)
{
    return std::chrono::duration<double>(Clock::now() - start).count();
}

std::string oneDigit(double number)
{
    char text[32];
    std::snprintf(text, sizeof text, "%.1f", number);
    return text;
}

class Cutover
{
public:
    explicit Cutover(const Context &context) : m_context(context) {}

    Report carryOut()
    {
        requireReady();
        try {
            m_context.wanted.require();
            m_plan = planStop(m_context.source, m_context.options.stopWrites);
            stopTheWrites();
            drainAll();
            requireUnchanged();
            copySequences();
            record();
        } catch (...) {
            if (!m_isInDoubt)
                openAgain();
            throw;
        }
        m_report.downtimeSeconds = secondsSince(m_stopped);
        if (!m_plan.undo.empty())
            m_report.undoSql = m_plan.undo.at(0).sql;
        tell(Step::Done, m_report.display());
        return m_report;
    }

private:
    void tell(Step step, const std::string &words = {}) const
    {
        if (m_context.happened)
            m_context.happened(step, words);
    }

    void requireReady()
    {
        tell(Step::Readiness);
        auto options = m_context.options.readiness;
        options.sequences = m_context.options.resetSequences;
        const auto readiness =
            readReadiness(m_context.source, m_context.target, m_context.fence.subscription(), options);
        if (!readiness.canCutOver())
            throw ProblemError(Code::NotReadyForCutover, {readiness.display()});
        for (auto finding : readiness.told()) {
            finding.mend.clear(); // as long as the rows are
            tell(Step::Readiness, phrases::sentence(finding));
        }
    }

    void stopTheWrites()
    {
        m_stopped = Clock::now();
        const auto by = m_context.options.stopWrites.by;
        if (by == StopWritesBy::Hand)
            return;
        tell(Step::StopWrites, m_plan.stop.empty() ? std::string() : m_plan.stop.at(0).sql);
        m_stopBegun = true;
        stopWrites(m_context.source, m_plan, by, m_context.wanted);
        failpoint::reach("cutover.stopped", m_context.wanted);
    }

    void drainAll()
    {
        Drain task{m_context.source, m_context.applied, {}, {}, m_context.options.limit, m_context.wanted};
        task.onStep = [this](DrainStep step) {
            static constexpr Step steps[] = {Step::Barrier, Step::Prepared, Step::Marker, Step::Applying};
            tell(steps[static_cast<int>(step)]);
        };
        task.onWaiting = [this](double seconds, const std::vector<slot::Blocker> &blockers) {
            auto words = "waiting for transactions that were open at the stop, for "
                         + std::to_string(static_cast<long long>(seconds)) + " s";
            for (const auto &blocker : blockers)
                words += "; " + blocker.display();
            tell(Step::Barrier, words);
        };
        const auto started = Clock::now();
        m_report.marker = drain(task);
        m_report.drainSeconds = secondsSince(started);
        failpoint::reach("cutover.drained", m_context.wanted);
    }

    /// What was changed since the readiness was read may have kept back some of the last changes, or is not on the target.
    void requireUnchanged() const
    {
        try {
            lookForChanges();
        } catch (const postgres::SqlError &error) {
            if (!error.is(postgres::sqlstate::lockNotAvailable))
                throw;
            // Who holds a table now may be about to change it.
            throw ProblemError(Code::NotReadyForCutover,
                               {"somebody holds a published table of the source (VACUUM FULL, ALTER TABLE) and may change it: cut over when that is done"});
        }
    }

    void lookForChanges() const
    {
        const auto &subscription = m_context.fence.subscription();
        const auto record = journal::readSlot(m_context.target, subscription).value_or(journal::SlotRecord());
        const auto drift = lookForDrift(m_context.source, m_context.target, subscription, record.publications);
        std::vector<std::string> names;
        for (const auto &table : drift.drifted)
            names.push_back(table.source.display());
        if (!names.empty() && !failpoint::ruleOff("17"))
            throw ProblemError(Code::NotReadyForCutover, {"publications or labels of enums were changed meanwhile (" + joined(names) + ")"});
        // The last changes may have stopped a table (rule 9), and what came after that was left out.
        const auto units = journal::readUnits(m_context.target, subscription);
        const Readiness tables{tableBlockers(units, drift.unfollowed), {}};
        if (!tables.canCutOver())
            throw ProblemError(Code::NotReadyForCutover, {"meanwhile " + tables.display()});
        const auto differing = differingDefinitions(m_context.source, m_context.target, subscription, units.relations, drift.published, record.copyData);
        if (!differing.empty())
            throw ProblemError(Code::NotReadyForCutover, {"definitions were changed meanwhile (" + joined(differing) + ")"});
    }

    void copySequences()
    {
        if (!m_context.options.resetSequences)
            return;
        m_context.wanted.require();
        tell(Step::Sequences);
        const auto tables = journal::readUnits(m_context.target, m_context.fence.subscription()).relations;
        m_report.sequencesSet = setSequences(m_context.source, m_context.target, tables);
    }

    void record()
    {
        m_context.wanted.require();
        tell(Step::Recording);
        failpoint::reach("cutover.record", m_context.wanted);
        m_context.wanted.require(); // for the last time
        try {
            journal::recordCutOver(m_context.target, m_context.fence);
        } catch (const postgres::CommitInDoubtError &) {
            if (!wasRecorded())
                throw;
        } catch (const Stopped &) {
            // It may have come in the middle of COMMIT. A source that is opened while the target says "cut over" takes
            // writes that nobody carries over: this is worth more than the second in which a stop is due.
            if (!wasRecorded())
                throw;
        }
    }

    /// Throws if nobody can be asked; then the source stays closed, since the target may be the one that counts. No stop
    /// ends it: one in the doubt must not leave it open.
    bool wasRecorded()
    {
        for (int attempt = 1;; ++attempt) {
            try {
                postgres::Connection target(m_context.target.parameters(),
                                            {"target", m_context.fence.applicationName()}, StopToken());
                // The lock waits for the transaction in doubt, should it still be ending.
                target.exec("BEGIN; SET LOCAL lock_timeout = '10s'; " + m_context.fence.lockSql());
                const auto record = journal::readSlot(target, m_context.fence.subscription());
                return record && !record->cutOverAt.empty();
            } catch (const postgres::ConnectionLostError &error) {
                if (attempt == 20)
                    inDoubt(error.problem());
            } catch (const postgres::SqlError &error) {
                inDoubt(error.problem()); // the lock was not to be had
            }
            StopToken().pause(500);
        }
    }

    [[noreturn]] void inDoubt(Problem problem)
    {
        m_isInDoubt = true;
        if (!m_plan.undo.empty())
            tell(Step::Undoing, "whether the target recorded the cutover is not known, so the source stays closed; to open it: "
                                    + m_plan.undo.at(0).sql);
        problem.code = Code::CommitInDoubt;
        problem.arguments = {"target"};
        throw postgres::CommitInDoubtError(problem);
    }

    void openAgain() const
    {
        Closing closing;
        closing.source = m_context.source.parameters();
        closing.target = m_context.target.parameters();
        closing.fence = m_context.fence;
        closing.by = m_context.options.stopWrites.by;
        closing.undo = m_plan.undo;
        closing.begun = m_stopBegun;
        closing.keepClosed = !m_context.options.reopenOnFailure;
        const auto &stop = m_context.wanted.stop();
        // What was done to the source is undone whatever anybody asks for meanwhile. If nothing was, it is only looked at.
        const auto reopening = m_stopBegun ? reopen(closing, stop.stopRequested() ? reopenTriesOnStop : reopenTries)
                                           : reopen(closing, 1, stop);
        tell(Step::Undoing, reopening.words);
        if (m_context.reopened)
            m_context.reopened(closing, reopening);
    }

    const Context &m_context;
    StopPlan m_plan;
    bool m_stopBegun = false;
    bool m_isInDoubt = false; ///< whether the target recorded it: the source must stay closed
    Clock::time_point m_stopped;
    Report m_report;
};

} // namespace

std::string Report::display() const
{
    std::string text = "cut over; " + oneDigit(downtimeSeconds)
                       + " s from the stop of the writes to the end (drain " + oneDigit(drainSeconds)
                       + " s); " + std::to_string(sequencesSet) + " sequences set; marker "
                       + marker.lsn.toString();
    if (!undoSql.empty())
        text += "; the source stays read-only, to open it again: " + undoSql;
    return text;
}

Report runCutover(const Context &context)
{
    return Cutover(context).carryOut();
}

} // namespace tidegate::cutover
