// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "frame/event_log.h"

#include "frame/event_text.h"
#include "frame/run.h"
#include "text/problem_text.h"

#include <spdlog/sinks/base_sink.h>

#include <algorithm>
#include <mutex>

namespace tidegate::frame {

namespace {

constexpr int drainMs = 250;

EventLog::Level levelOf(spdlog::level::level_enum level)
{
    // An error of the engine is told as an event too; a warning may be in its log alone.
    return level == spdlog::level::warn ? EventLog::Level::Warning : EventLog::Level::Engine;
}

} // namespace

/// A sink of spdlog's that keeps lines until they are fetched; the oldest go first when nobody does.
class EventLog::Queue : public spdlog::sinks::base_sink<std::mutex>
{
public:
    std::deque<Entry> takeAll()
    {
        const std::lock_guard lock(mutex_);
        return std::exchange(m_lines, {});
    }

protected:
    void sink_it_(const spdlog::details::log_msg &message) override
    {
        const auto since = std::chrono::duration_cast<std::chrono::milliseconds>(message.time.time_since_epoch());
        Entry entry;
        entry.time = QDateTime::fromMSecsSinceEpoch(since.count()).toUTC();
        entry.level = levelOf(message.level);
        entry.text = QString::fromUtf8(message.payload.data(), static_cast<qsizetype>(message.payload.size())).trimmed();
        if (m_lines.size() == capacity)
            m_lines.pop_front();
        m_lines.push_back(std::move(entry));
    }
    void flush_() override {}

private:
    std::deque<Entry> m_lines;
};

EventLog::EventLog(QObject *parent)
    : QObject(parent), m_queue(std::make_shared<Queue>()), m_engineLog(makeLogInto(m_queue, spdlog::level::info))
{
    m_timer.callOnTimeout(this, &EventLog::drain);
    m_timer.start(drainMs);
}

EventLog::~EventLog() = default;

void EventLog::follow(Run &run)
{
    run.setLog(m_engineLog);
    connect(&run, &Run::started, this, [this, &run] {
        add(Level::Note, run.isWatching() ? tr("Watching the migration %1, which runs elsewhere.")
                                                .arg(QString::fromStdString(run.elsewhere()->subscription))
                                          : tr("The migration was started from this window."));
    });
    connect(&run, &Run::posted, this,
            [this](const QString &verb) { add(Level::Note, tr("Asked of the engine elsewhere: %1").arg(verb)); });
    connect(&run, &Run::forgotten, this, [this] { add(Level::Note, tr("Watching was stopped; the run goes on.")); });
    connect(&run, &Run::happened, this, &EventLog::take);
    connect(&run, &Run::finished, this, [this](migration::Outcome outcome, const std::optional<Problem> &problem) {
        const bool bad = problem || outcome == migration::Outcome::Failed;
        add(bad ? Level::Problem : Level::Note, outcomeText(outcome));
        if (problem)
            add(Level::Problem, text::problemText(*problem).forClipboard());
    });
}

void EventLog::add(Level level, const QString &text, const QString &table)
{
    m_waiting.push_back({QDateTime::currentDateTimeUtc(), level, table, text});
}

void EventLog::take(const migration::Event &event)
{
    auto level = Level::Note;
    if (event.problem || event.kind == migration::Event::Kind::Problem)
        level = Level::Problem;
    else if (event.kind == migration::Event::Kind::Retrying || event.kind == migration::Event::Kind::Finding
             || event.kind == migration::Event::Kind::StreamHeld)
        level = Level::Warning;
    if (event.finding && event.finding->severity == Severity::Note)
        level = Level::Note;
    add(level, eventText(event), QString::fromStdString(event.table));
}

void EventLog::drain()
{
    auto lines = m_queue->takeAll();
    if (lines.empty() && m_waiting.empty())
        return;
    std::vector<Entry> fresh;
    fresh.reserve(lines.size() + m_waiting.size());
    std::merge(std::make_move_iterator(lines.begin()), std::make_move_iterator(lines.end()),
               std::make_move_iterator(m_waiting.begin()), std::make_move_iterator(m_waiting.end()),
               std::back_inserter(fresh), [](const Entry &a, const Entry &b) { return a.time < b.time; });
    m_waiting.clear();
    if (fresh.size() > capacity)
        fresh.erase(fresh.begin(), fresh.end() - capacity);
    const auto whole = m_entries.size() + fresh.size();
    if (whole > capacity) {
        const auto gone = static_cast<std::ptrdiff_t>(whole - capacity);
        emit aboutToDrop(static_cast<int>(gone));
        m_entries.erase(m_entries.begin(), m_entries.begin() + gone);
        emit dropped();
    }
    emit aboutToAppend(static_cast<int>(fresh.size()));
    m_entries.insert(m_entries.end(), std::make_move_iterator(fresh.begin()), std::make_move_iterator(fresh.end()));
    emit appended();
}

} // namespace tidegate::frame
