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

constexpr char foreignKeyViolation[] = "23503"; // PostgreSQL, Appendix A

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
        Kind{"drop-invalid-index", QT_TR_NOOP("Removal of an invalid index")},
        Kind{"create-foreign-key", QT_TR_NOOP("Foreign key")},
        Kind{"validate-foreign-key", QT_TR_NOOP("Validation of a foreign key")},
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
        case LeftOut::NotNeeded:
            return tr("Not needed");
        }
        return {};
    }

    /// What is to be known before it runs.
    static QString pending(const script::Statement &statement)
    {
        if (statement.original) // the user's own words
            return {};
        if (statement.purpose == "drop-invalid-index")
            return tr("A build of this index has not got to its end, and it is invalid: no query uses it. It is removed only "
                      "if it is still so when this runs and nobody builds it, and then built anew.");
        if (statement.purpose == "validate-foreign-key")
            return tr("Checks the rows that are there, while changes go on. Rows may lack those that they refer to until the "
                      "target is in sync.");
        if (!statement.transactional)
            return tr("Runs outside of a transaction, so that the changes of the table go on meanwhile. If it fails or is "
                      "cancelled, an invalid index is left: read the definitions again, then it is removed and built anew.");
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
        return statement.leftOut == LeftOut::Exists || statement.leftOut == LeftOut::NotNeeded ? look::Tone::Done
                                                                                               : look::Tone::Paused;
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
        return statement.state == State::Done ? QString() : Words::pending(statement);
    switch (statement.leftOut) {
    case LeftOut::Refused:
        return Words::tr("You have refused it: it does not run unless you restore it.");
    case LeftOut::Exists:
        return Words::tr("The target has something of this name already. It is not compared, and not touched.");
    case LeftOut::NotNeeded:
        return Words::tr("When its turn came, there was nothing for it to do.");
    case LeftOut::MayNeedMore:
        return Words::tr("A view may need tables that were not chosen. Restore it if it does not.");
    }
    return {};
}

QString failureText(const script::Statement &statement, int number, bool isInSync)
{
    const auto words = QString::fromStdString(statement.problem->serverMessage).trimmed();
    const auto at = QString::number(number);
    if (!statement.transactional)
        return Words::tr("Statement %1 failed: %2. It may have left an invalid index. Mend what the server names and read the "
                         "definitions again, which shows the statement that removes it; the next run goes on there.")
            .arg(at, words);
    if (statement.problem->sqlstate == foreignKeyViolation && !isInSync)
        return Words::tr("Statement %1 failed: %2. It left nothing behind. Rows may lack those that they refer to until the "
                         "target is in sync: run again once it is, and it goes on there.")
            .arg(at, words);
    return Words::tr("Statement %1 failed: %2. It left nothing behind. Edit or refuse it, or mend what the server names, and "
                     "run again: it goes on there.")
        .arg(at, words);
}

} // namespace tidegate::pages
