// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "pages/schema/schema_page.h"

#include "ask/asker.h"
#include "frame/workspace.h"
#include "pages/schema/findings_list.h"
#include "pages/schema/script_model.h"
#include "pages/schema/script_panel.h"
#include "pages/schema/statement_text.h"
#include "pages/schema/target_work.h"
#include "schema/decisions.h"
#include "script/export.h"
#include "settings/write_file.h"
#include "text/problem_text.h"
#include "widgets/banner.h"

#include <QAction>
#include <QClipboard>
#include <QGuiApplication>
#include <QTabWidget>

#include <memory>

namespace tidegate::pages {

SchemaPage::SchemaPage(const frame::PageContext &context, QWidget *parent)
    : Page(QStringLiteral("schema"), tr("Schema"), parent),
      m_context(context),
      m_models{new ScriptModel(this), new ScriptModel(this)},
      m_work(new TargetWork(context, this))
{
    makeActions();
    makeStatementActions();
    makeLayout();
    for (auto *each : m_models) {
        connect(each, &ScriptModel::changed, this, &SchemaPage::refreshState);
        connect(each, &ScriptModel::decided, this, [this, each](int row) { decided(*each, row); });
    }
    connect(m_work, &TargetWork::step, this, [this](schema::PreparationStep step) {
        m_step = step;
        refreshState();
    });
    connect(m_work, &TargetWork::prepared, this, &SchemaPage::prepared);
    connect(m_work, &TargetWork::stateChanged, this,
            [this](int row, script::State state, const std::optional<Problem> &problem) {
                m_runningRow = row;
                m_done += state == script::State::Done || state == script::State::Skipped;
                model(*m_running).setState(row, state, problem);
            });
    connect(m_work, &TargetWork::ran, this, &SchemaPage::ran);
    connect(m_work, &TargetWork::stopped, this, [this] {
        if (m_running && mayHaveLeftAnIndex(*m_running))
            m_banner->show(look::Tone::Attention,
                           tr("Stopped. What has run stays on the target. The index that was being built is left invalid: read "
                              "the definitions again, which shows the statement that removes it; the next run goes on there."),
                           toReadAgain());
        else if (m_running)
            m_banner->show(look::Tone::Attention,
                           tr("Stopped. What has run stays on the target; the next run goes on where it stopped."));
        workEnded();
    });
    connect(m_work, &TargetWork::failed, this, [this](const QString &why) {
        workEnded();
        m_banner->show(look::Tone::Failed, why);
    });
    connect(&context.workspace, &frame::Workspace::rolesChanged, this, &SchemaPage::planOrServersChanged);
    connect(&context.workspace.plan(), &frame::PlanFile::changed, this, &SchemaPage::planOrServersChanged);
    for (const auto signal : {&frame::Run::started, &frame::Run::progressed})
        connect(&context.workspace.run(), signal, this, &SchemaPage::refreshActions);
    connect(&context.workspace.milestones(), &frame::Milestones::changed, this, &SchemaPage::refreshActions);
    refresh();
}

void SchemaPage::makeActions()
{
    m_read = addMenuAction(tr("Read &definitions"), QKeySequence::Refresh);
    m_stop = addMenuAction(tr("Ca&ncel"), QKeySequence(Qt::SHIFT | Qt::Key_F5));
    m_run = {addMenuAction(tr("Run “&before the copy”…"), QKeySequence(Qt::CTRL | Qt::Key_R)),
             addMenuAction(tr("Run “&after the copy”…"), QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_R))};
    m_widen = addMenuAction(tr("Add the &time column to the key"), QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_K));
    m_plain = addMenuAction(tr("Keep it a &plain table"), QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_P));
    connect(m_read, &QAction::triggered, this, &SchemaPage::read);
    connect(m_stop, &QAction::triggered, m_work, &TargetWork::stop);
    for (const auto part : {ScriptPart::Before, ScriptPart::After})
        connect(m_run[static_cast<std::size_t>(part)], &QAction::triggered, this, [this, part] { askRun(part); });
    connect(m_widen, &QAction::triggered, this, &SchemaPage::widenKeys);
    connect(m_plain, &QAction::triggered, this, &SchemaPage::keepPlain);
}

void SchemaPage::makeStatementActions()
{
    m_edit = addMenuAction(tr("&Edit the statement"), QKeySequence(Qt::Key_F2));
    m_refuse = addMenuAction(tr("Re&fuse"), QKeySequence(Qt::CTRL | Qt::Key_D));
    m_takeBack = addMenuAction(tr("As it was &generated"), QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_Z));
    m_copy = addMenuAction(tr("&Copy"), QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_C));
    m_copyAll = addMenuAction(tr("Copy a&ll"), QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_A));
    m_save = addMenuAction(tr("&Save as .sql…"), QKeySequence::Save);
    m_find = addMenuAction(tr("F&ilter"), QKeySequence::Find);
    connect(m_edit, &QAction::triggered, this, [this] { panel(shownPart()).focusSql(); });
    connect(m_refuse, &QAction::triggered, this, &SchemaPage::refuseOrRestore);
    connect(m_takeBack, &QAction::triggered, this,
            [this] { model(shownPart()).takeEditBack(panel(shownPart()).currentRow()); });
    connect(m_copy, &QAction::triggered, this, [this] {
        const auto &statement = model(shownPart()).at(panel(shownPart()).currentRow());
        QGuiApplication::clipboard()->setText(QString::fromStdString(statement.sql));
    });
    connect(m_copyAll, &QAction::triggered, this, [this] {
        QGuiApplication::clipboard()->setText(QString::fromStdString(script::toSql(model(shownPart()).script())));
    });
    connect(m_save, &QAction::triggered, this, &SchemaPage::save);
    connect(m_find, &QAction::triggered, this, [this] { panel(shownPart()).focusFilter(); });
}

void SchemaPage::proceed()
{
    if (!m_readFor)
        read();
}

void SchemaPage::read()
{
    if (m_work->isRunning() || !basis())
        return;
    m_reading = basis();
    m_step = schema::PreparationStep::Servers;
    m_banner->dismiss();
    auto plan = m_context.workspace.plan().value();
    plan.subscription = m_context.workspace.subscription(); // of which the journal is asked
    m_work->read(plan);
    refresh();
}

void SchemaPage::prepared(const schema::TargetPreparation &preparation)
{
    ++m_readings;
    m_readFor = std::exchange(m_reading, std::nullopt);
    m_findings = preparation.findings;
    m_keysAct = preparation.keysAct;
    m_hasBegun = preparation.standing != schema::Standing::NotBegun;
    if (m_hasBegun) // what this window remembers may be of a migration before, which had the same name
        m_context.workspace.milestones().set(frame::Milestone::CutOver, preparation.standing == schema::Standing::CutOver);
    model(ScriptPart::Before).setScript(preparation.before);
    model(ScriptPart::After).setScript(preparation.after);
    workEnded();
}

void SchemaPage::askRun(ScriptPart part)
{
    if (m_isAsking || !mayRun(part))
        return;
    m_tabs->setCurrentIndex(static_cast<int>(part));
    m_isAsking = true;
    const auto request = requestFor(part);
    if (takesAwaySomething(request)) {
        m_context.asker.askDangerous(this, dangerousRunQuestion(request),
                                     [this, part, held = heldBack(request), reading = m_readings](bool yes) {
                                         m_isAsking = false;
                                         if (yes)
                                             run(part, held, reading);
                                     });
        return;
    }
    m_context.asker.ask(this, runQuestion(request),
                        [this, part, held = heldBack(request), keys = actingKeys(request), reading = m_readings](const QString &answer) {
                            m_isAsking = false;
                            if (!answer.isEmpty())
                                run(part, answer == QLatin1String("held") ? held : keys, reading);
                        });
}

void SchemaPage::run(ScriptPart part, const std::set<std::size_t> &held, int ofReading)
{
    if (ofReading != m_readings || !mayRun(part))
        return; // it is another script by now, or a stale one; the page says so
    m_banner->dismiss();
    m_running = part;
    m_toRun = model(part).left() - static_cast<int>(held.size());
    m_done = 0;
    m_runningRow = 0;
    for (auto *each : m_models)
        each->setLocked(true);
    const auto request = requestFor(part);
    const bool knew = request.hasCutOver || (request.keysAct && !request.hasBegun);
    m_work->run(model(part).script(), held, m_context.workspace.subscription(), knew);
    refresh();
}

void SchemaPage::ran(bool toTheEnd, int keysHeld)
{
    const auto part = *m_running;
    m_keysAct = m_keysAct || keysHeld > 0; // the right was taken away since the definitions were read
    workEnded();
    if (toTheEnd && keysHeld > 0)
        m_banner->show(look::Tone::Attention, keysLeft(keysHeld), toReadAgain());
    if (toTheEnd)
        return;
    const int row = model(part).firstFailed();
    m_tabs->setCurrentIndex(static_cast<int>(part));
    panel(part).setCurrentRow(row);
    const auto &statement = model(part).at(row);
    m_banner->show(look::Tone::Failed, failureText(statement, row + 1, requestFor(part).isInSync),
                   mayHaveLeftAnIndex(part) ? toReadAgain() : QList<QAction *>());
}

void SchemaPage::workEnded()
{
    m_reading.reset();
    m_running.reset();
    for (auto *each : m_models)
        each->setLocked(false);
    planOrServersChanged(); // while it went on, perhaps
}

void SchemaPage::decided(const ScriptModel &model, int row)
{
    auto plan = m_context.workspace.plan().value();
    if (!schema::remember(plan.statements, model.at(row)))
        m_banner->show(look::Tone::Attention,
                       tr("This edit holds until the window is closed and is not kept in the plan: it seems to hold a "
                          "password."));
    m_context.workspace.plan().set(plan);
    refresh();
}

void SchemaPage::widenKeys()
{
    auto &before = model(ScriptPart::Before);
    const auto findings = m_list->selected();
    for (const auto &finding : findings) {
        const auto where = schema::decisive(finding, before.script(), m_readFor->tables);
        if (finding.code != Code::HypertableKeyLacksTime || !where.key)
            continue;
        const int row = static_cast<int>(*where.key);
        const auto &statement = before.at(row);
        const bool isThere = statement.state == script::State::Skipped;
        const auto sql = isThere ? finding.mend : schema::widenedKey(statement.sql, finding.arguments.at(2)).value_or("");
        if (sql.empty())
            continue;
        m_tabs->setCurrentIndex(0);
        panel(ScriptPart::Before).setCurrentRow(row);
        before.edit(row, QString::fromStdString(sql));
    }
}

void SchemaPage::keepPlain()
{
    auto plan = m_context.workspace.plan().value();
    auto &before = model(ScriptPart::Before);
    for (const auto &finding : m_list->selected()) {
        if (finding.severity != Severity::Refusal)
            continue;
        const auto where = schema::decisive(finding, before.script(), m_readFor->tables);
        if (where.hypertable && before.mayChange(static_cast<int>(*where.hypertable)))
            before.leaveOut(static_cast<int>(*where.hypertable)); // the plan says it, hence no decision of its own
        for (auto *tables : {&plan.tables, &m_readFor->tables}) {
            for (auto &table : *tables) {
                if (table.source.display() != finding.arguments.front())
                    continue;
                table.timeColumn.reset();
                table.chunkInterval.reset();
            }
        }
    }
    m_context.workspace.plan().set(plan);
    refresh();
}

void SchemaPage::refuseOrRestore()
{
    auto &shown = model(shownPart());
    const int row = panel(shownPart()).currentRow();
    if (shown.at(row).state == script::State::Skipped)
        shown.restore(row);
    else
        shown.refuse(row);
}

void SchemaPage::save()
{
    ask::FileQuestion question;
    question.kind = ask::FileQuestion::Kind::Save;
    question.title = tr("Save the script");
    question.start = shownPart() == ScriptPart::Before ? QStringLiteral("before-the-copy.sql")
                                                       : QStringLiteral("after-the-copy.sql");
    question.filters = QStringList{tr("SQL (*.sql)")};
    m_context.asker.chooseFile(this, question, [this, sql = script::toSql(model(shownPart()).script())](const QString &path) {
        if (!path.isEmpty())
            write(path, sql);
    });
}

void SchemaPage::write(const QString &path, const std::string &sql)
{
    m_saving.start(
        [path, sql](const StopToken &, const frame::PageJob::Tell &) {
            settings::replaceFile(path, QByteArray::fromStdString(sql));
        },
        [this, path](const std::optional<Problem> &problem, bool) {
            m_banner->show(problem ? look::Tone::Failed : look::Tone::Done,
                           problem ? text::problemText(*problem).inOneLine() : tr("Saved as %1.").arg(path));
        });
}

} // namespace tidegate::pages
