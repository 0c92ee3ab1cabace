// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "pages/sync/run_commands.h"

#include "ask/asker.h"
#include "frame/both_servers.h"
#include "frame/workspace.h"
#include "jobs/connect.h"
#include "jobs/run_scripts.h"
#include "jobs/status.h"
#include "pages/sync/sync_text.h"
#include "script/export.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QWidget>

#include <algorithm>
#include <memory>

namespace tidegate::pages {

namespace {

constexpr std::size_t mostNamed = 20;

/// One a line, the first few.
QString listed(const std::vector<RelationName> &names)
{
    QStringList lines;
    for (std::size_t i = 0; i < std::min(names.size(), mostNamed); ++i)
        lines << QString::fromStdString(names[i].display());
    if (names.size() > mostNamed)
        lines << RunCommands::tr("and %n more", nullptr, static_cast<int>(names.size() - mostNamed));
    return lines.join(QLatin1Char('\n'));
}

} // namespace

RunCommands::RunCommands(const frame::PageContext &context, QWidget *asking)
    : QObject(asking), m_context(context), m_asking(asking)
{
}

void RunCommands::post(const char *verb, const std::string &arguments)
{
    m_context.workspace.run().post(verb, arguments);
}

void RunCommands::pause()
{
    const auto &snapshot = m_context.workspace.run().snapshot();
    ask::Question question;
    question.title = tr("Pause the migration");
    question.text = tr("Pause copying and applying?");
    question.more = pauseCost(snapshot ? snapshot->slot : progress::SlotGuard());
    question.choices = {{QStringLiteral("pause"), tr("&Pause"), false}};
    m_context.asker.ask(m_asking, question, [this](const QString &answer) {
        if (answer == QLatin1String("pause"))
            post("pause");
    });
}

void RunCommands::resume()
{
    post("resume");
}

void RunCommands::stop()
{
    ask::Question question;
    question.title = tr("Stop the migration");
    question.text = tr("Stop the engine cleanly?");
    const auto &snapshot = m_context.workspace.run().snapshot();
    question.more = tr("What was copied and applied stays, and the next start goes on exactly there. The slot stays too. %1")
                        .arg(pauseCost(snapshot ? snapshot->slot : progress::SlotGuard()));
    question.choices = {{QStringLiteral("stop"), tr("&Stop"), false}};
    m_context.asker.ask(m_asking, question, [this](const QString &answer) {
        if (answer == QLatin1String("stop"))
            m_context.workspace.run().requestStop();
    });
}

void RunCommands::resync(const std::vector<progress::TableProgress> &tables)
{
    if (tables.empty())
        return;
    std::vector<RelationName> targets;
    QJsonArray names;
    for (const auto &table : tables) {
        targets.push_back(table.target);
        names.append(QString::fromStdString(table.source.display()));
    }
    ask::DangerousQuestion question;
    question.title = tr("Copy tables again");
    question.text = tr("The rows of %n table(s) are removed from the target and copied again from the source; all other "
                       "tables go on meanwhile. Tables that share a target table with these are copied again too:\n%1",
                       nullptr, static_cast<int>(tables.size()))
                        .arg(listed(targets));
    question.servers = frame::serverNames(m_context.workspace);
    question.cannotBeUndone =
        QStringList{tr("The rows that stand in these tables on the target are gone, until they have been copied again.")};
    question.sql = QString::fromStdString(script::toSql(jobs::resyncScript(targets)));
    question.verb = tr("&Remove and copy again");
    question.typed = frame::nameToType(m_context.workspace, Side::Target);
    const auto arguments =
        QJsonDocument(QJsonObject{{QStringLiteral("tables"), names}}).toJson(QJsonDocument::Compact).toStdString();
    m_context.asker.askDangerous(m_asking, question, [this, arguments](bool goOn) {
        if (goOn)
            post("resync", arguments);
    });
}

void RunCommands::skip(const Problem &problem)
{
    const auto change = journal::skippable(problem);
    if (!change)
        return;
    const auto qt = [](const std::string &text) { return QString::fromStdString(text); };
    ask::DangerousQuestion question;
    question.title = tr("Skip a change");
    question.text = tr("The stream waits at a change that the target refuses. It is left out there; everything else of its "
                       "transaction, and all that follows, is made.\n\n%1 on %2\nRow: %3\nTransaction %4, position %5")
                        .arg(qt(change->operation), qt(change->table), qt(change->row), qt(change->transaction),
                             qt(change->lsn.toString()));
    if (!change->why.empty())
        question.text += QLatin1Char('\n') + tr("The target says: %1").arg(qt(change->why));
    question.servers = frame::serverNames(m_context.workspace);
    question.cannotBeUndone = QStringList{
        tr("The target differs from the source by this change for good. It is recorded, and named before the cutover.")};
    question.sql = QString::fromStdString(script::toSql(jobs::skipScript(m_context.workspace.subscription(), *change)));
    question.verb = tr("&Skip this change");
    question.typed = frame::nameToType(m_context.workspace, Side::Target);
    const auto arguments = QJsonDocument(QJsonObject{{QStringLiteral("lsn"), qt(change->lsn.toString())}})
                               .toJson(QJsonDocument::Compact)
                               .toStdString();
    m_context.asker.askDangerous(m_asking, question, [this, arguments](bool goOn) {
        if (goOn)
            post("skip", arguments);
    });
}

void RunCommands::refresh()
{
    const auto &snapshot = m_context.workspace.run().snapshot();
    if (!snapshot)
        return;
    const auto publications = m_context.workspace.publications();
    frame::openBoth(
        m_context, m_asking,
        [this, snapshot, publications](const frame::BothLogins &logins) {
            const auto published = std::make_shared<std::vector<RelationName>>();
            m_look.start(
                [published, publications, source = logins.source](const StopToken &stop, const frame::PageJob::Tell &) {
                    *published = jobs::publishedTables(*jobs::connectSource(source, stop), publications);
                },
                [this, published, snapshot](const std::optional<Problem> &problem, bool) {
                    if (problem) {
                        emit failed(*problem);
                        return;
                    }
                    std::sort(published->begin(), published->end());
                    std::vector<RelationName> lost;
                    for (const auto &table : snapshot->tables) {
                        if (!std::binary_search(published->begin(), published->end(), table.source))
                            lost.push_back(table.source);
                    }
                    askToLose(lost);
                });
        },
        [this](const QString &reason) { emit missing(reason); });
}

void RunCommands::askToLose(const std::vector<RelationName> &lost)
{
    if (lost.empty()) {
        post("refresh-publication");
        return;
    }
    ask::DangerousQuestion question;
    question.title = tr("Tables leave the migration");
    question.text = tr("%n table(s) are no longer published and leave the migration:\n%1", nullptr,
                       static_cast<int>(lost.size()))
                        .arg(listed(lost));
    question.servers = frame::serverNames(m_context.workspace);
    question.cannotBeUndone = QStringList{
        tr("Their rows stay on the target as they are and do not follow the source any more. To follow it again, a table must "
           "be copied again, into an empty table.")};
    question.sql = QString::fromStdString(script::toSql(jobs::leaveScript(m_context.workspace.subscription(), lost)));
    question.verb = tr("&Let them leave");
    question.typed = frame::nameToType(m_context.workspace, Side::Target);
    m_context.asker.askDangerous(m_asking, question, [this](bool goOn) {
        if (goOn)
            post("refresh-publication");
    });
}

} // namespace tidegate::pages
