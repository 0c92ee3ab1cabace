// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "frame/event_text.h"

#include "base/log.h"
#include "text/problem_text.h"

#include <QCoreApplication>

namespace tidegate::frame {

namespace {

struct EventWords {
    Q_DECLARE_TR_FUNCTIONS(EventText)
public:
    static QString of(migration::Event::Kind kind)
    {
        using Kind = migration::Event::Kind;
        switch (kind) {
        case Kind::Starting:
            return tr("Starting");
        case Kind::SlotMade:
            return tr("Slot made");
        case Kind::Resumed:
            return tr("Resumed");
        case Kind::TablesAdded:
            return tr("Tables added");
        case Kind::TablesUnfollowed:
            return tr("Tables not followed");
        case Kind::TableCopied:
            return tr("Table copied");
        case Kind::AllCopied:
            return tr("All tables copied");
        case Kind::InSync:
            return tr("In sync");
        case Kind::Paused:
            return tr("Paused");
        case Kind::Unpaused:
            return tr("Goes on");
        case Kind::Retrying:
            return tr("Trying again");
        case Kind::Finding:
            return tr("Noticed");
        case Kind::Problem:
            return tr("Problem");
        case Kind::CommandDone:
            return tr("Command done");
        case Kind::Draining:
            return tr("Cutting over");
        case Kind::Drained:
            return tr("Drained");
        case Kind::SequencesSet:
            return tr("Sequences set");
        case Kind::CutOver:
            return tr("Cut over");
        case Kind::Stopped:
            return tr("Stopped");
        case Kind::StreamHeld:
            return tr("Stream held");
        }
        return {};
    }
};

} // namespace

QString eventText(const migration::Event &event)
{
    const auto kind = EventWords::of(event.kind);
    auto text = QString::fromStdString(redacted(event.text));
    if (event.problem)
        text = text::problemText(*event.problem).forClipboard();
    else if (event.finding)
        text = text::findingText(*event.finding).inOneLine();
    return text.isEmpty() ? kind : EventWords::tr("%1: %2").arg(kind, text);
}

QString outcomeText(migration::Outcome outcome)
{
    using migration::Outcome;
    switch (outcome) {
    case Outcome::Stopped:
        return EventWords::tr("The migration was stopped; the next start goes on where it was.");
    case Outcome::ReachedEnd:
        return EventWords::tr("The migration has reached the position that it was to stop at.");
    case Outcome::CutOver:
        return EventWords::tr("The migration was cut over; nothing runs any more.");
    case Outcome::Refused:
        return EventWords::tr("The migration was refused.");
    case Outcome::AlreadyRunning:
        return EventWords::tr("The migration is being run elsewhere.");
    case Outcome::TakenOver:
        return EventWords::tr("The migration was taken over from elsewhere.");
    case Outcome::Failed:
        return EventWords::tr("The migration has failed.");
    }
    return {};
}

} // namespace tidegate::frame
