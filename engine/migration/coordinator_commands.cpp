// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "migration/coordinator.h"

#include "cutover/cutover.h"
#include "journal/command.h"
#include "phrases/phrases.h"
#include "postgres/error.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

#include <algorithm>

namespace tidegate::migration {

namespace {

QJsonObject object(const std::string &json)
{
    return QJsonDocument::fromJson(QByteArray::fromStdString(json)).object();
}

} // namespace

std::string joinedNames(const std::vector<std::string> &names)
{
    constexpr std::size_t shown = 20;
    std::string text;
    for (std::size_t i = 0; i < std::min(names.size(), shown); ++i)
        text += (i ? ", " : "") + names[i];
    return names.size() > shown ? text + " and " + std::to_string(names.size() - shown) + " more" : text;
}

std::optional<Coordinator::End> Coordinator::commands()
{
    std::deque<Posted> posted;
    {
        const std::lock_guard lock(m_postMutex);
        posted.swap(m_posted);
    }
    for (const auto &each : posted) {
        std::optional<journal::Answer> reply;
        auto end = carryOut(each.verb, each.arguments, each.command, reply);
        if (reply && each.command)
            sendAnswer(*each.command, each.verb, *reply);
        if (end)
            return end;
    }
    if (m_control.target->takeNotifications().empty() && Clock::now() - m_lastCommandLook < std::chrono::seconds(1))
        return std::nullopt;
    m_lastCommandLook = Clock::now();
    for (const auto &command : journal::takeCommands(*m_control.target, *m_fence)) {
        std::optional<journal::Answer> reply;
        auto end = carryOut(command.verb, command.arguments, command.id, reply);
        if (reply)
            sendAnswer(command.id, command.verb, *reply);
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
    return {false, std::string("[") + codeName(error.problem().code) + "] " + phrases::sentence(error.problem())};
}

plan::TableMap Coordinator::tableMap() const
{
    plan::TableMap map;
    for (const auto &text : m_control.record.tableMap)
        map.add(text);
    return map;
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
        } else if (verb == "cutover") {
            end = cutOver(arguments, answer);
        } else {
            answer = {false, "[BadUsage] no such command: " + verb};
        }
    } catch (const postgres::ConnectionLostError &) {
        throw;
    } catch (const ProblemError &error) {
        if (error.problem().code == Code::TakenOver)
            throw;
        answer = refusal(error);
    }
    reply = answer;
    return end;
}

std::optional<journal::Answer> Coordinator::refreshPublication(const std::string &arguments,
                                                               std::optional<std::int64_t> command,
                                                               const std::vector<std::string> &again)
{
    const auto json = object(arguments);
    auto maps = m_control.record.tableMap;
    if (json.contains(QStringLiteral("table-map"))) {
        maps.clear();
        for (const auto &value : json[QStringLiteral("table-map")].toArray())
            maps.push_back(value.toString().toStdString());
    }
    plan::TableMap map;
    for (const auto &text : maps)
        map.add(text);
    if (maps != m_control.record.tableMap) {
        journal::recordPublications(*m_control.target, *m_fence, m_control.record.publications, maps);
        m_control.record.tableMap = maps;
    }
    Membership membership(*m_control.source, *m_control.target, *m_fence, map, m_control.record,
                          [this](const auto &relations) { letGoOfSlices(relations); });
    const auto change = membership.reconcile(m_control.record.publications);
    m_shared.registry.remove(change.leftOids);
    // Consumer and copiers learn of the tables before they may be copied (rule 2).
    membership.load(m_shared.registry, m_control.record.publications, false);
    m_toldCopied = m_toldCopied && change.joined.empty();
    journal::Answer answer;
    answer.ok = change.refused.empty();
    answer.text = "added: " + (change.joined.empty() ? std::string("none") : joinedNames(change.joined));
    if (!change.left.empty())
        answer.text += "; left: " + joinedNames(change.left);
    if (!change.refused.empty())
        answer.text += "; not added: " + joinedNames(change.refused);
    const bool changed = !change.joined.empty() || !change.left.empty() || !change.refused.empty();
    if (!again.empty())
        answer = {true, "copied again: " + joinedNames(again) + (answer.ok ? std::string() : "; " + answer.text)};
    const auto waiting = membership.admit({});
    if (!waiting.empty()) {
        join(waiting, {command, answer, changed});
        return std::nullopt;
    }
    if (changed)
        tell({Event::Kind::TablesAdded, {}, answer.text, {}, {}});
    return answer;
}

std::optional<Coordinator::End> Coordinator::cutOver(const std::string &arguments, journal::Answer &answer)
{
    if (m_paused || !m_session)
        throw ProblemError(Code::NotReadyForCutover, {"the stream is not running"});
    watchPublications(true); // what it stops, the readiness names
    if (!m_session)
        throw ProblemError(Code::NotReadyForCutover, {"tables were stopped just now, see status"});
    struct Draining {
        Coordinator &owner;
        ~Draining()
        {
            owner.m_draining = false;
            owner.m_shared.positions.setDelay(std::chrono::seconds(owner.m_options.confirmDelaySeconds));
            owner.m_shared.consumer.wantPositions(owner.m_options.endLsn.has_value());
        }
    } draining{*this};
    m_draining = true;
    m_cutoverBegun = true;
    m_shared.positions.setDelay(std::chrono::seconds(0));
    m_shared.consumer.wantPositions(true);
    const auto applied = [this](const cutover::Marker &marker) {
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
    const auto carriedOut = [&](const cutover::Context &context) {
        try {
            return cutover::runCutover(context);
        } catch (const postgres::CommitInDoubtError &) {
            throw;
        } catch (...) {
            m_cutoverBegun = false; // surely not recorded
            throw;
        }
    };
    const auto report = carriedOut(
        {*m_control.source, *m_control.target, *m_fence, cutover::Options::fromJson(arguments), applied,
         [this](cutover::Step step, const std::string &words) {
             Event event;
             event.kind = Event::Kind::Draining;
             event.step = step;
             event.text = std::string(cutover::stepName(step)) + (words.empty() ? "" : ": " + words);
             tell(event);
             show(false);
         },
         m_stop});
    m_cutOver = true;
    answer = {true, report.display()};
    tell({Event::Kind::CutOver, {}, answer.text, {}, {}});
    endSession();
    return End{Outcome::CutOver, {}};
}

} // namespace tidegate::migration
