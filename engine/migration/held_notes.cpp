// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "migration/held_notes.h"

#include "base/failpoint.h"
#include "base/rough_duration.h"

#include <algorithm>

namespace tidegate::migration {

namespace {

/// A stream that waits says so many times a second, and a heartbeat has it every two; longer than that it went on.
constexpr auto longestBreak = std::chrono::seconds(5);

Event noted(const progress::TableProgress &table, double seconds)
{
    Event event;
    event.kind = Event::Kind::StreamHeld;
    event.table = table.source.display();
    event.text = "the changes of all tables have waited " + roughDuration(seconds) + " for what is being copied of it";
    if (table.forecastSeconds)
        event.text += "; all of its copy takes about " + roughDuration(*table.forecastSeconds) + " more";
    return event;
}

} // namespace

std::chrono::duration<double> HeldNotes::defaultEvery()
{
    return std::chrono::seconds(failpoint::size("migration.held-seconds", 300));
}

std::vector<Event> HeldNotes::due(const progress::ProgressSnapshot &shown, Clock::time_point now)
{
    std::vector<Event> events;
    for (const auto &table : shown.tables) {
        if (table.heldSeconds <= 0)
            continue;
        const double past = m_hasLooked ? 0 : table.heldSeconds;
        auto &hold = m_holds.try_emplace(table.source, Hold{past, past, 0, now}).first->second;
        if (table.heldSeconds == hold.seen)
            continue;
        if (table.heldSeconds < hold.seen || now - hold.grown > longestBreak)
            hold = {std::min(table.heldSeconds, hold.seen), hold.seen, 0, now};
        hold.seen = table.heldSeconds;
        hold.grown = now;
        const double seconds = hold.seen - hold.before;
        if (seconds < hold.told + m_every.count())
            continue;
        hold.told = seconds;
        events.push_back(noted(table, seconds));
    }
    m_hasLooked = true;
    return events;
}

} // namespace tidegate::migration
