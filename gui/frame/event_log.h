// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "base/log.h"

#include <QDateTime>
#include <QObject>
#include <QString>
#include <QTimer>

#include <deque>
#include <memory>
#include <vector>

namespace tidegate::migration {
struct Event;
}

namespace tidegate::frame {

class Run;

/// What happened since the window was opened: the run's events, what pages did, and the engine's own log. The newest
/// `capacity` entries are kept. Whatever comes in waits for a timer, so that a thousand events in a moment are one
/// change for a view. GUI thread; only the engine's log is written by other threads.
class EventLog : public QObject
{
    Q_OBJECT
public:
    enum class Level {
        Engine,  ///< a line of the engine's log
        Note,
        Warning,
        Problem
    };
    struct Entry {
        QDateTime time; ///< UTC
        Level level = Level::Note;
        QString table; ///< empty: none in particular
        QString text;
    };

    static constexpr int capacity = 10'000;

    explicit EventLog(QObject *parent = nullptr);
    ~EventLog() override;

    /// From now on also what this run tells. The run lives as long as this does, or longer.
    void follow(Run &run);
    void add(Level level, const QString &text, const QString &table = {});

    /// Oldest first.
    const std::deque<Entry> &entries() const { return m_entries; }
    /// For RunOptions: lines of level info and above end here, redacted. Any thread may write to it, also when this is
    /// gone; what nobody has fetched yet is bounded too.
    const Log &engineLog() const { return m_engineLog; }

signals:
    void aboutToDrop(int count); ///< the oldest ones
    void dropped();
    void aboutToAppend(int count);
    void appended();

private:
    class Queue;

    void take(const migration::Event &event);
    void drain();

    std::deque<Entry> m_entries;
    std::vector<Entry> m_waiting;
    std::shared_ptr<Queue> m_queue; ///< what the engine's threads have written
    Log m_engineLog;
    QTimer m_timer;
};

} // namespace tidegate::frame
