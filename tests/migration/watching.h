// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "migration/watch.h"

#include <QObject>

#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace tidegate {

/// A Watch with everything that it has told.
class Watching : public QObject
{
public:
    explicit Watching(migration::WatchOptions options) : m_watch(std::make_unique<migration::Watch>(std::move(options)))
    {
        using migration::Watch;
        connect(m_watch.get(), &Watch::progressed, this, [this](const auto &snapshot) { snapshots.push_back(snapshot); });
        connect(m_watch.get(), &Watch::happened, this, [this](const auto &event) { events.push_back(event); });
        connect(m_watch.get(), &Watch::engineSeen, this, [this](const auto &engine) { engines.push_back(engine); });
        connect(m_watch.get(), &Watch::finished, this, [this](auto how, const auto &why) {
            outcome = how;
            problem = why;
        });
        m_watch->start();
    }

    void post(const std::string &verb, const std::string &arguments = "{}") { m_watch->post(verb, arguments); }
    void requestStop() { m_watch->requestStop(); }
    /// Waits until it has stopped; its last signals are still to come.
    void destroy() { m_watch.reset(); }

    bool isIn(progress::Phase phase) const { return !snapshots.empty() && snapshots.back().phase == phase; }
    std::optional<Code> trouble() const
    {
        return snapshots.empty() || !snapshots.back().problem ? std::nullopt : std::optional(snapshots.back().problem->code);
    }
    const progress::TableProgress *table(const std::string &name) const
    {
        if (!snapshots.empty()) {
            for (const auto &table : snapshots.back().tables) {
                if (table.source.name == name)
                    return &table;
            }
        }
        return nullptr;
    }
    std::uint64_t applied(const std::string &name) const { return table(name) ? table(name)->rowsApplied : 0; }
    /// The last that a cutover was told to be at.
    std::optional<cutover::Step> step() const
    {
        for (auto event = events.rbegin(); event != events.rend(); ++event) {
            if (event->step)
                return event->step;
        }
        return std::nullopt;
    }
    std::string lastText(migration::Event::Kind kind) const
    {
        for (auto event = events.rbegin(); event != events.rend(); ++event) {
            if (event->kind == kind)
                return event->text;
        }
        return {};
    }
    bool told(migration::Event::Kind kind) const
    {
        for (const auto &event : events) {
            if (event.kind == kind)
                return true;
        }
        return false;
    }
    /// The answer to the last command of that verb; empty while there is none.
    std::string answer(const std::string &verb) const
    {
        std::string text;
        for (const auto &event : events) {
            if (event.kind == migration::Event::Kind::CommandDone && event.text.rfind(verb + ": ", 0) == 0)
                text = event.text.substr(verb.size() + 2);
        }
        return text;
    }
    std::optional<Problem> lastProblem() const
    {
        std::optional<Problem> last;
        for (const auto &event : events) {
            if (event.problem)
                last = event.problem;
        }
        return last;
    }

    std::vector<progress::ProgressSnapshot> snapshots;
    std::vector<migration::Event> events;
    std::vector<migration::WatchedEngine> engines;
    std::optional<migration::Outcome> outcome;
    std::optional<Problem> problem;

private:
    std::unique_ptr<migration::Watch> m_watch;
};

} // namespace tidegate
