// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "pages/cutover/cutover_questions.h"

#include "frame/both_servers.h"
#include "frame/workspace.h"
#include "script/export.h"

#include <QCoreApplication>

namespace tidegate::pages {

namespace {

struct Words {
    Q_DECLARE_TR_FUNCTIONS(tidegate::pages::CutoverQuestions)
};

} // namespace

ask::DangerousQuestion cutoverQuestion(const frame::Workspace &workspace, const QString &subscription,
                                       cutover::StopWritesBy by, const script::Script &script)
{
    const bool readOnly = by == cutover::StopWritesBy::ReadOnly;
    ask::DangerousQuestion question;
    question.title = Words::tr("Cut over");
    question.text =
        Words::tr("The migration %1 is cut over: the writes on the source rest, the last changes are applied, and the "
                  "target is the database that counts. Whatever fails before the end is undone.")
            .arg(subscription);
    question.servers = frame::serverNames(workspace);
    question.cannotBeUndone << Words::tr("The migration is over: what is written on the target from then on does not come back to the source.");
    question.cannotBeUndone << (readOnly ? Words::tr("Every other session on the source database is ended, and what it had not committed is lost.")
                                         : Words::tr("Rows that somebody still writes on the source are lost."));
    if (readOnly)
        question.cannotBeUndone << Words::tr("The source stays read-only until somebody opens it; the SQL for that is shown afterwards.");
    question.sql = QString::fromStdString(script::toSql(script));
    question.verb = Words::tr("Cut over");
    question.typed = frame::nameToType(workspace);
    return question;
}

ask::Question callOffQuestion(const frame::Workspace &workspace, const QString &subscription)
{
    ask::Question question;
    question.title = Words::tr("Call off the cutover");
    question.text = Words::tr("The cutover of %1 is called off: what it did to the writers of the source is undone, and the "
                              "stream to the target goes on.")
                        .arg(subscription);
    QStringList lines;
    for (const auto &server : frame::serverNames(workspace))
        lines += Words::tr("%1: %2 (%3)").arg(server.role, server.name, server.address);
    lines += Words::tr("Writers that were stopped by hand stay stopped. Once the target has recorded the cutover, it is too late.");
    question.more = lines.join(QLatin1Char('\n'));
    question.choices = {{QStringLiteral("callOff"), Words::tr("Call it off")}};
    return question;
}

ask::DangerousQuestion openSourceQuestion(const frame::Workspace &workspace, const QString &sql)
{
    ask::DangerousQuestion question;
    question.title = Words::tr("Open the source");
    question.text = Words::tr("The source database takes writes again. Nothing changes on the target, and the migration goes on.");
    question.servers = frame::serverNames(workspace);
    question.cannotBeUndone << Words::tr("Every other session on the source database is ended, since it would stay read-only.");
    question.cannotBeUndone << Words::tr("If somebody made it read-only on purpose, that is gone.");
    question.sql = sql;
    question.verb = Words::tr("Open it");
    question.typed = frame::nameToType(workspace, Side::Source);
    return question;
}

ask::DangerousQuestion sequencesQuestion(const frame::Workspace &workspace, int changes, const QString &sql)
{
    ask::DangerousQuestion question;
    question.title = Words::tr("Reset sequences");
    question.text = Words::tr("%n sequence(s) on the target are set to where the source's stand. Nothing changes on the "
                              "source.",
                              nullptr, changes);
    question.servers = frame::serverNames(workspace);
    question.cannotBeUndone << Words::tr("Where the target's sequences stood before is not kept.");
    question.sql = sql;
    question.verb = Words::tr("Reset them");
    question.typed = frame::nameToType(workspace, Side::Target);
    return question;
}

} // namespace tidegate::pages
