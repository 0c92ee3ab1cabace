// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "pages/sync/run_starter.h"

#include "ask/asker.h"
#include "frame/run_options.h"
#include "frame/workspace.h"
#include "jobs/connect.h"
#include "jobs/run_scripts.h"
#include "jobs/status.h"
#include "pages/sync/sync_text.h"
#include "script/export.h"

#include <QWidget>

#include <algorithm>
#include <memory>

namespace tidegate::pages {

RunStarter::RunStarter(const frame::PageContext &context, QWidget *asking)
    : QObject(asking), m_context(context), m_asking(asking)
{
}

void RunStarter::start(bool takeOver)
{
    const auto why = frame::missingForRun(m_context.workspace.plan().value());
    if (!why.isEmpty()) {
        emit missing(why);
        return;
    }
    m_underWay = true;
    const int attempt = ++m_attempt;
    emit changed();
    frame::openBoth(
        m_context, m_asking,
        [this, attempt, takeOver](const frame::BothLogins &logins) {
            if (attempt == m_attempt)
                look(logins, takeOver);
        },
        [this, attempt](const QString &reason) {
            if (attempt != m_attempt)
                return;
            end();
            emit missing(reason);
        });
}

void RunStarter::look(const frame::BothLogins &logins, bool takeOver)
{
    const auto options = frame::runOptions(m_context.workspace.plan().value(), logins.source, logins.target);
    if (takeOver) {
        lookAtOther(options);
        return;
    }
    const auto known = std::make_shared<bool>(false);
    m_look.start(
        [known, options](const StopToken &stop, const frame::PageJob::Tell &) {
            const auto target = jobs::connectTarget(options.target, stop);
            const auto names = jobs::listSubscriptions(*target);
            *known = std::find(names.begin(), names.end(), options.subscription) != names.end();
        },
        [this, known, options](const std::optional<Problem> &problem, bool) {
            if (problem) {
                end();
                emit failed(*problem);
            } else if (*known) {
                run(options);
            } else {
                askForNew(options);
            }
        });
}

void RunStarter::askForNew(const migration::RunOptions &options)
{
    ask::Question question;
    question.title = tr("Start the migration");
    question.text = tr("Start the migration %1?").arg(QString::fromStdString(options.subscription));
    question.more = tr("On the source a replication slot is made, which keeps WAL until it is dropped. On the target the "
                       "schema _tidegate is made, which remembers what was copied and applied. Then the tables of the "
                       "publication %1 are copied, and their changes follow.")
                        .arg(joinedNames(options.publications));
    question.sql = QString::fromStdString(script::toSql(jobs::startScript(options.subscription)));
    question.choices = {{QStringLiteral("start"), tr("&Start"), false}};
    const int attempt = m_attempt;
    m_context.asker.ask(m_asking, question, [this, attempt, options](const QString &answer) {
        if (attempt != m_attempt)
            return;
        if (answer == QLatin1String("start"))
            run(options);
        else
            end();
    });
}

void RunStarter::lookAtOther(const migration::RunOptions &options)
{
    const auto script = std::make_shared<script::Script>(); // the worker's until it has ended
    m_look.start(
        [script, options](const StopToken &stop, const frame::PageJob::Tell &) {
            *script = jobs::takeOverScript(*jobs::connectTarget(options.target, stop), options.subscription);
        },
        [this, script, options](const std::optional<Problem> &problem, bool) {
            if (problem) {
                end();
                emit failed(*problem);
            } else {
                askForTakeOver(options, *script);
            }
        });
}

void RunStarter::askForTakeOver(const migration::RunOptions &options, const script::Script &script)
{
    ask::DangerousQuestion question;
    question.title = tr("Take the migration over");
    question.text = tr("The engine that runs the migration %1 elsewhere is ended, and it goes on here, exactly where that one "
                       "stopped. Nothing is lost and nothing is copied twice.")
                        .arg(QString::fromStdString(options.subscription));
    question.servers = frame::serverNames(m_context.workspace);
    question.cannotBeUndone = QStringList{tr("Whoever watches the other engine sees it end.")};
    question.sql = QString::fromStdString(script::toSql(script));
    question.verb = tr("&Take over");
    question.typed = frame::nameToType(m_context.workspace);
    const int attempt = m_attempt;
    m_context.asker.askDangerous(m_asking, question, [this, attempt, options](bool goOn) {
        if (attempt != m_attempt)
            return;
        auto taking = options;
        taking.takeOver = true;
        if (goOn)
            run(taking);
        else
            end();
    });
}

void RunStarter::run(const migration::RunOptions &options)
{
    end();
    m_context.workspace.run().start(options);
}

void RunStarter::cancel()
{
    m_look.letGo();
    ++m_attempt;
    end();
}

void RunStarter::end()
{
    m_underWay = false;
    emit changed();
}

} // namespace tidegate::pages
