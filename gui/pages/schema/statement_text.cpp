// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "pages/schema/statement_text.h"

#include "text/problem_text.h"

#include <QCoreApplication>

#include <array>
#include <string_view>

namespace tidegate::pages {

namespace {

using script::LeftOut;
using script::State;

struct Words {
    Q_DECLARE_TR_FUNCTIONS(tidegate::pages::StatementText)
public:
    struct Kind {
        std::string_view purpose;
        const char *word;
    };
    static constexpr std::array kinds = {
        Kind{"create-schema", QT_TR_NOOP("Schema")},
        Kind{"create-extension", QT_TR_NOOP("Extension")},
        Kind{"create-type", QT_TR_NOOP("Type")},
        Kind{"create-function", QT_TR_NOOP("Function")},
        Kind{"create-table", QT_TR_NOOP("Table")},
        Kind{"create-sequence", QT_TR_NOOP("Sequence")},
        Kind{"create-key", QT_TR_NOOP("Key")},
        Kind{"create-hypertable", QT_TR_NOOP("Hypertable")},
        Kind{"create-index", QT_TR_NOOP("Index")},
        Kind{"create-foreign-key", QT_TR_NOOP("Foreign key")},
        Kind{"create-view", QT_TR_NOOP("View")},
        Kind{"create-trigger", QT_TR_NOOP("Trigger or rule")},
    };

    static QString leftOut(LeftOut why)
    {
        switch (why) {
        case LeftOut::Refused:
            return tr("Refused");
        case LeftOut::Exists:
            return tr("There already");
        case LeftOut::MayNeedMore:
            return tr("Left out");
        }
        return {};
    }
};

} // namespace

QString kindWord(const script::Statement &statement)
{
    for (const auto &kind : Words::kinds) {
        if (kind.purpose == statement.purpose)
            return Words::tr(kind.word);
    }
    return Words::tr("Other");
}

QString stateWord(const script::Statement &statement)
{
    switch (statement.state) {
    case State::Pending:
        return statement.original ? Words::tr("To run, edited") : Words::tr("To run");
    case State::Running:
        return Words::tr("Running");
    case State::Done:
        return Words::tr("Done");
    case State::Failed:
        return Words::tr("Failed");
    case State::Skipped:
        return Words::leftOut(statement.leftOut);
    }
    return {};
}

look::Tone stateTone(const script::Statement &statement)
{
    switch (statement.state) {
    case State::Pending:
        return look::Tone::Idle;
    case State::Running:
        return look::Tone::Busy;
    case State::Done:
        return look::Tone::Done;
    case State::Failed:
        return look::Tone::Failed;
    case State::Skipped:
        return statement.leftOut == LeftOut::Exists ? look::Tone::Done : look::Tone::Paused;
    }
    return look::Tone::Idle;
}

QString stateReason(const script::Statement &statement)
{
    if (statement.state == State::Failed && statement.problem) {
        // The statement itself stands below, to be edited.
        auto problem = *statement.problem;
        problem.statement.clear();
        return text::problemText(problem).forClipboard();
    }
    if (statement.state != State::Skipped)
        return {};
    switch (statement.leftOut) {
    case LeftOut::Refused:
        return Words::tr("You have refused it: it does not run unless you restore it.");
    case LeftOut::Exists:
        return Words::tr("The target has something of this name already. It is not compared, and not touched.");
    case LeftOut::MayNeedMore:
        return Words::tr("A view may need tables that were not chosen. Restore it if it does not.");
    }
    return {};
}

} // namespace tidegate::pages
