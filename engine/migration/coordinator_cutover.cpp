// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

// The cutover, and how it is called off.

#include "migration/coordinator.h"

#include "base/failpoint.h"
#include "cutover/cutover.h"
#include "journal/command.h"
#include "journal/subscription.h"
#include "phrases/phrases.h"
#include "postgres/error.h"

#include <algorithm>

namespace tidegate::migration {

namespace {

constexpr auto openingInterval = std::chrono::seconds(5);

journal::Answer refused(const Problem &problem)
{
    return {false, phrases::coded(problem)};
}

journal::Answer calledOff(const cutover::Reopening &reopening)
{
    if (reopening.how == cutover::Reopened::StillClosed)
        return {false, std::string("[") + codeName(Code::CutoverAborted) + "] The cutover was called off, but " + reopening.words};
    return {true, "the cutover was called off; " + reopening.words};
}

} // namespace

std::optional<Coordinator::End> Coordinator::cutOver(const std::string &arguments, journal::Answer &answer)
{
    if (m_paused || !m_session)
        throw ProblemError(Code::NotReadyForCutover, {"the stream is not running"});
    watchPublications(true); // what it stops, the readiness names
    if (!m_session)
        throw ProblemError(Code::NotReadyForCutover, {"tables were stopped just now, see status"});
    m_nextOpening = {};
    openSource(); // or this cutover would take what is still owed for somebody else's setting
    struct Draining {
        Coordinator &owner;
        ~Draining()
        {
            owner.m_step.reset();
            owner.m_lastBeat = {}; // the phase is another
            owner.m_shared.positions.setDelay(std::chrono::seconds(owner.m_options.confirmDelaySeconds));
            owner.m_shared.consumer.wantPositions(owner.m_options.endLsn.has_value());
        }
    } draining{*this};
    m_step = cutover::Step::Readiness;
    m_stepWords.clear();
    beat();
    m_shared.positions.setDelay(std::chrono::seconds(0));
    m_shared.consumer.wantPositions(true);
    cutover::Context context{*m_control.source, *m_control.target, *m_fence, cutover::Options::fromJson(arguments), {}, {}, {}, {}};
    context.applied = [this](const cutover::Marker &marker) {
        if (m_session->ended()) {
            if (const auto problem = m_session->problem())
                throw ProblemError(*problem);
            throw ProblemError(Code::ConnectionLost, {"source"});
        }
        m_session->wantPosition();
        show(false);
        return marker.nonce.empty() ? m_shared.positions.stored() >= marker.lsn
                                    : m_shared.consumer.hasMarker(marker.nonce);
    };
    context.happened = [this](cutover::Step step, const std::string &words) {
        m_recordBegun = m_recordBegun || step == cutover::Step::Recording;
        tellStep(step, words);
        m_step = step;
        m_stepWords = words;
        m_lastBeat = {}; // due, as soon as this thread may speak to the target
        show(false);
    };
    context.wanted = {m_stop, [this] {
                          beatIfDue();
                          return !abortAsked();
                      }};
    std::optional<cutover::Reopening> reopening;
    context.reopened = [&](const cutover::Closing &closing, const cutover::Reopening &how) {
        m_recordBegun = false; // surely not recorded, or nobody would have asked for the source
        reopening = how;
        if (how.mayFollow)
            m_owed = closing;
    };
    const auto settle = [&] {
        if (reopening)
            settleAborts(*reopening);
    };
    try {
        answer = {true, cutover::runCutover(context).display()};
    } catch (const postgres::ConnectionLostError &) {
        settle(); // nothing, if the record is in doubt
        throw;
    } catch (const ProblemError &error) {
        m_step.reset();
        if (error.problem().code != Code::TakenOver)
            beatBriefly(); // whoever hears the answer finds no cutover going on
        settle();
        if (error.problem().code == Code::TakenOver)
            throw;
        answer = refusal(error);
        if (reopening)
            answer.text += " (" + reopening->words + ")";
        return std::nullopt;
    } catch (...) {
        settle();
        throw;
    }
    m_cutOver = true;
    failpoint::reach("cutover.recorded");
    tell({Event::Kind::CutOver, {}, answer.text, {}, {}});
    endSession();
    return End{Outcome::CutOver, {}};
}

bool Coordinator::abortAsked()
{
    takeCommands();
    const std::lock_guard lock(m_postMutex);
    return std::any_of(m_posted.begin(), m_posted.end(), isAbort);
}

void Coordinator::settleAborts(const cutover::Reopening &reopening)
{
    try {
        // Of its own: a stop closes the other, and a stop may be why it ended.
        postgres::Connection target(m_options.target.parameters(), {"target", m_fence->applicationName()}, StopToken());
        m_fence->verify(target); // or another engine hears them
        takeFrom(target);
        std::vector<Posted> cutovers;
        std::vector<Posted> aborts;
        {
            const std::lock_guard lock(m_postMutex);
            std::int64_t newest = 0;
            for (const auto &posted : m_posted)
                newest = isAbort(posted) ? std::max(newest, *posted.command) : newest;
            auto left = std::count_if(m_posted.begin(), m_posted.end(), isAbort);
            std::deque<Posted> rest;
            for (auto &posted : m_posted) {
                if (isAbort(posted)) {
                    --left;
                    aborts.push_back(std::move(posted));
                } else if (posted.verb == "cutover" && (left > 0 || (*posted.command != byHandle && *posted.command < newest))) {
                    cutovers.push_back(std::move(posted));
                } else {
                    rest.push_back(std::move(posted));
                }
            }
            m_posted = std::move(rest);
        }
        const auto send = [&](const std::vector<Posted> &all, const journal::Answer &answer) {
            for (const auto &each : all) {
                if (*each.command != byHandle)
                    journal::answerCommand(target, *each.command, answer);
                tell({Event::Kind::CommandDone, {}, each.verb + ": " + answer.text, {}, {}});
            }
        };
        send(cutovers, refused({Code::CutoverAborted, {}, {}, {}, {}, false}));
        send(aborts, calledOff(reopening));
    } catch (const std::exception &error) {
        // Rows that were taken are answered by whoever has the journal next (journal::answerOrphans).
        m_options.log->error("an abort of the cutover could not be answered: {}", error.what());
    }
}

void Coordinator::refuseQueued()
{
    takeFrom(*m_control.target);
    const auto record = journal::readSlot(*m_control.target, m_fence->subscription());
    const auto answer = refused({Code::AlreadyCutOver, {m_fence->subscription(), record ? record->cutOverAt : std::string()}, {}, {}, {}, false});
    while (const auto each = nextPosted()) {
        if (each->command)
            sendAnswer(*each->command, each->verb, each->verb == "stop" ? journal::Answer{true, "stopped"} : answer);
    }
}

void Coordinator::openSource()
{
    if (!m_owed || Clock::now() < m_nextOpening)
        return;
    m_nextOpening = Clock::now() + openingInterval;
    const auto reopening = cutover::reopen(*m_owed, 1, m_stop);
    if (reopening.mayFollow)
        return;
    m_owed.reset();
    tellStep(cutover::Step::Undoing, reopening.words);
}

void Coordinator::tellStep(cutover::Step step, const std::string &words)
{
    Event event;
    event.kind = Event::Kind::Draining;
    event.step = step;
    event.text = cutover::stepText(step, words);
    tell(event);
}

} // namespace tidegate::migration
