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
    std::deque<std::pair<std::string, std::string>> posted;
    {
        const std::lock_guard lock(m_postMutex);
        posted.swap(m_posted);
    }
    for (const auto &[verb, arguments] : posted) {
        journal::Answer answer;
        auto end = carryOut(verb, arguments, answer);
        if (end)
            return end;
    }
    if (m_control.target->takeNotifications().empty() && Clock::now() - m_lastCommandLook < std::chrono::seconds(1))
        return std::nullopt;
    m_lastCommandLook = Clock::now();
    for (const auto &command : journal::takeCommands(*m_control.target, *m_fence)) {
        journal::Answer answer;
        auto end = carryOut(command.verb, command.arguments, answer);
        journal::answerCommand(*m_control.target, command.id, answer);
        tell({Event::Kind::CommandDone, {}, command.verb + ": " + answer.text, {}, {}});
        if (end)
            return end;
    }
    return std::nullopt;
}

std::optional<Coordinator::End> Coordinator::carryOut(const std::string &verb, const std::string &arguments,
                                                      journal::Answer &answer)
{
    std::optional<End> end;
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
            refreshPublication(arguments, answer);
        } else if (verb == "resync") {
            resync(arguments, answer);
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
        answer = {false, std::string("[") + codeName(error.problem().code) + "] " + phrases::sentence(error.problem())};
        Event event;
        event.kind = Event::Kind::Problem;
        event.problem = error.problem();
        tell(event);
    }
    return end;
}

void Coordinator::refreshPublication(const std::string &arguments, journal::Answer &answer)
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
    Membership membership(*m_control.source, *m_control.target, *m_fence, map, m_control.record);
    const auto change = membership.reconcile(m_control.record.publications);
    m_shared.registry.remove(change.leftOids);
    // Consumer and copiers learn of the tables before they may be copied (rule 2).
    membership.load(m_shared.registry, m_control.record.publications, false);
    membership.admit({}, m_control.record.publications,
                     [this](double since, const std::vector<slot::Blocker> &blockers) {
                         Event event;
                         event.kind = Event::Kind::TablesAdded;
                         event.text = "waiting for transactions on the source, for "
                             + std::to_string(static_cast<long long>(since)) + " s";
                         for (const auto &blocker : blockers)
                             event.text += "; " + blocker.display();
                         tell(event);
                         tick();
                         show(false);
                     },
                     m_stop);
    membership.load(m_shared.registry, m_control.record.publications, false);
    m_toldCopied = m_toldCopied && change.joined.empty();
    answer.ok = change.refused.empty();
    answer.text = "added: " + (change.joined.empty() ? std::string("none") : joinedNames(change.joined));
    if (!change.left.empty())
        answer.text += "; left: " + joinedNames(change.left);
    if (!change.refused.empty())
        answer.text += "; not added: " + joinedNames(change.refused);
    if (!change.joined.empty() || !change.left.empty() || !change.refused.empty())
        tell({Event::Kind::TablesAdded, {}, answer.text, {}, {}});
}

std::optional<Coordinator::End> Coordinator::cutOver(const std::string &arguments, journal::Answer &answer)
{
    if (m_paused || !m_session)
        throw ProblemError(Code::NotReadyForCutover, {"the stream is not running"});
    watchPublications(); // what it stops, the readiness names
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
    const auto report = cutover::runCutover(
        {*m_control.source, *m_control.target, *m_fence, cutover::Options::fromJson(arguments), applied,
         [this](cutover::Step step, const std::string &words) {
             Event event;
             event.kind = Event::Kind::Draining;
             event.text = std::string(cutover::stepName(step)) + (words.empty() ? "" : ": " + words);
             tell(event);
             show(false);
         },
         m_stop});
    answer = {true, report.display()};
    tell({Event::Kind::CutOver, {}, answer.text, {}, {}});
    endSession();
    return End{Outcome::CutOver, {}};
}

} // namespace tidegate::migration
