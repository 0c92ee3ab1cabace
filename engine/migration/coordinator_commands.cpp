// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "migration/coordinator.h"

#include "journal/command.h"
#include "migration/command_arguments.h"
#include "phrases/phrases.h"
#include "postgres/error.h"


namespace tidegate::migration {

void Coordinator::takeCommands()
{
    if (m_control.target->takeNotifications().empty() && Clock::now() - m_lastCommandLook < std::chrono::seconds(1))
        return;
    m_lastCommandLook = Clock::now();
    takeFrom(*m_control.target);
}

void Coordinator::takeFrom(postgres::Connection &target)
{
    for (const auto &command : journal::takeCommands(target, *m_fence))
        enqueue({command.verb, command.arguments, command.id});
}

std::optional<Coordinator::Posted> Coordinator::nextPosted()
{
    const std::lock_guard lock(m_postMutex);
    if (m_posted.empty())
        return std::nullopt;
    auto next = std::move(m_posted.front());
    m_posted.pop_front();
    return next;
}

std::optional<Coordinator::End> Coordinator::commands()
{
    takeCommands();
    while (const auto each = nextPosted()) {
        std::optional<journal::Answer> reply;
        auto end = carryOut(each->verb, each->arguments, each->command, reply);
        if (reply && each->command)
            sendAnswer(*each->command, each->verb, *reply);
        if (end && m_cutOver)
            refuseQueued();
        if (end)
            return end;
    }
    return std::nullopt;
}

void Coordinator::sendAnswer(std::int64_t command, const std::string &verb, const journal::Answer &answer)
{
    if (command != byHandle)
        journal::answerCommand(*m_control.target, command, answer);
    tell({Event::Kind::CommandDone, {}, verb + ": " + answer.text, {}, {}});
}

journal::Answer Coordinator::refusal(const ProblemError &error)
{
    Event event;
    event.kind = Event::Kind::Problem;
    event.problem = error.problem();
    tell(event);
    return {false, phrases::coded(error.problem())};
}

void Coordinator::tellFindings(const std::vector<Finding> &findings)
{
    for (const auto &finding : findings)
        tell({Event::Kind::Finding, {}, {}, {}, finding});
}

std::optional<Coordinator::End> Coordinator::carryOut(const std::string &verb, const std::string &arguments,
                                                      std::optional<std::int64_t> command,
                                                      std::optional<journal::Answer> &reply)
{
    std::optional<End> end;
    journal::Answer answer;
    try {
        if (verb == "pause") {
            endSession(); // first: its open transaction holds the fence
            m_copiers.reset();
            journal::recordPaused(*m_control.target, *m_fence, true);
            m_paused = true;
            answer = {true, "paused; the slot keeps WAL on the source until it is resumed"};
            tell({Event::Kind::Paused, {}, answer.text, {}, {}});
        } else if (verb == "resume") {
            journal::recordPaused(*m_control.target, *m_fence, false);
            m_paused = false;
            answer = {true, "resumed"};
            tell({Event::Kind::Unpaused, {}, answer.text, {}, {}});
        } else if (verb == "stop") {
            answer = {true, "stopped"};
            end = End{Outcome::Stopped, {}};
        } else if (verb == "refresh-publication") {
            reply = refreshPublication(arguments, command);
            return end;
        } else if (verb == "resync") {
            reply = resync(arguments, command);
            return end;
        } else if (verb == setAsideVerb && !command) {
            const auto given = argumentsOf(arguments);
            setAside(static_cast<std::uint32_t>(given[QStringLiteral("table")].toDouble()),
                     given[QStringLiteral("why")].toString().toStdString(), given[QStringLiteral("stop")].toBool());
            return end;
        } else if (verb == "skip") {
            answer = skip(arguments, command);
        } else if (verb == "cutover") {
            end = cutOver(arguments, answer);
        } else if (verb == abortVerb) {
            throw ProblemError(Code::NoCutover, {m_fence->subscription()});
        } else {
            answer = {false, "[BadUsage] no such command: " + verb};
        }
    } catch (const postgres::ConnectionLostError &) {
        throw;
    } catch (const ProblemError &error) {
        if (error.problem().code == Code::TakenOver)
            throw;
        if (!command && (error.problem().sqlstate == postgres::sqlstate::lockNotAvailable || error.problem().code == Code::PublicationMissing)) {
            m_refreshPutOff = true; // nobody waits for it
            return end;
        }
        answer = refusal(error);
    }
    reply = answer;
    return end;
}

std::optional<journal::Answer> Coordinator::refreshPublication(const std::string &arguments,
                                                               std::optional<std::int64_t> command,
                                                               const std::string &again)
{
    // What joins without a copy is followed from now on, and the stream leaves some of it out.
    if (m_leftOut && !m_control.record.copyData)
        throw ProblemError(m_leftOut->publications.obstacle().value_or(
            Problem{Code::PublicationMissing, {*m_leftOut->publications.names().begin()}, {}, {}, {}, false}));
    const auto json = argumentsOf(arguments);
    auto membership = this->membership();
    if (membership.namesMoved()) { // one that joins under the former name of another would go where that goes
        endSession();
        m_retryAt = Clock::now();
        membership.followNames();
    }
    const auto change = membership.reconcile(m_control.record.publications, textsOf(json[QStringLiteral("table-map")]));
    tellFindings(change.findings);
    m_shared.registry.remove(change.leftOids);
    if (!change.leftOids.empty())
        m_tableBeat.reset(); // their figures went with them
    // Consumer and copiers learn of the tables before they may be copied (rule 2).
    membership.load(m_shared.registry, m_control.record.publications, false);
    m_toldCopied = m_toldCopied && change.joined.empty();
    journal::Answer answer;
    answer.ok = change.refused.empty();
    answer.text = "added: " + (change.joined.empty() ? std::string("none") : joinedNames(change.joined));
    if (!change.left.empty())
        answer.text += "; left: " + joinedNames(change.left) + " (their rows stay on the target)";
    if (!change.refused.empty())
        answer.text += "; not added: " + joinedNames(change.refused);
    if (json.contains(QStringLiteral("table-map")) && !change.elsewhere.empty()) {
        answer.ok = false;
        answer.text += "; still going " + joinedNames(change.elsewhere)
            + " (resync copies a table into the target that the table map has for it now)";
    }
    if (!change.kept.empty()) {
        answer.ok = false;
        answer.text += "; still going " + joinedNames(change.kept) + " (resync with a table map copies a table into another target)";
    }
    const bool changed = !change.joined.empty() || !change.left.empty() || !change.refused.empty();
    if (!again.empty())
        answer = {true, "copied again: " + again + (answer.ok ? std::string() : "; " + answer.text)};
    const auto waiting = membership.admit({});
    if (!waiting.empty()) {
        join(waiting, {command, answer, changed});
        return std::nullopt;
    }
    if (changed)
        tell({Event::Kind::TablesAdded, {}, answer.text, {}, {}});
    return answer;
}

} // namespace tidegate::migration
