// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "pages/cleanup/cleanup_page.h"

#include "ask/asker.h"
#include "frame/watch_strip.h"
#include "frame/workspace.h"
#include "pages/cleanup/cleanup_model.h"
#include "pages/cleanup/cleanup_text.h"
#include "script/export.h"
#include "settings/saved_connection.h"
#include "text/problem_text.h"
#include "widgets/action_button.h"
#include "widgets/banner.h"
#include "widgets/empty_state.h"
#include "widgets/script_view.h"
#include "widgets/text_label.h"

#include <QAction>
#include <QCheckBox>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QRadioButton>
#include <QSplitter>
#include <QStackedWidget>
#include <QTableView>
#include <QVBoxLayout>

#include <algorithm>
#include <memory>

namespace tidegate::pages {

namespace {

using Level = frame::EventLog::Level;

} // namespace

CleanupPage::CleanupPage(const frame::PageContext &context, QWidget *parent)
    : Page(QStringLiteral("cleanup"), tr("Cleanup"), parent), m_context(context), m_model(new CleanupModel(this))
{
    makeActions();
    makeLayout();
    connect(&context.workspace, &frame::Workspace::rolesChanged, this, &CleanupPage::forget);
    connect(&context.workspace.run(), &frame::Run::started, this, &CleanupPage::forget);
    connect(&context.workspace.run(), &frame::Run::finished, this, [this] {
        if (!m_job.isRunning())
            forget();
    });
    connect(&context.workspace, &frame::Workspace::subscriptionChanged, this, &CleanupPage::forget);
    connect(&context.workspace.run(), &frame::Run::elsewhereChanged, this, &CleanupPage::updateActions);
    forget();
}

void CleanupPage::makeActions()
{
    m_again = addMenuAction(tr("&Look again"), QKeySequence::Refresh);
    m_clean = addMenuAction(tr("&Clean up…"), QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_D));
    m_stop = addMenuAction(tr("S&top"), QKeySequence(Qt::CTRL | Qt::Key_Period));
    connect(m_again, &QAction::triggered, this, &CleanupPage::look);
    connect(m_clean, &QAction::triggered, this, &CleanupPage::ask);
    connect(m_stop, &QAction::triggered, &m_job, &frame::PageJob::requestStop);
}

void CleanupPage::makeLayout()
{
    m_banner = new widgets::Banner(this);
    m_meaning = widgets::textLabel("cleanupMeaning", this);
    auto bold = m_meaning->font();
    bold.setBold(true);
    m_meaning->setFont(bold);
    m_stays = widgets::textLabel("cleanupStays", this);
    m_strays = widgets::textLabel("cleanupStrays", this);
    m_table = new QTableView(this);
    m_table->setObjectName(QStringLiteral("cleanupItems"));
    m_table->setAccessibleName(tr("What cleaning up removes"));
    m_table->setModel(m_model);
    m_table->setSelectionBehavior(QAbstractItemView::SelectRows);
    m_table->setTabKeyNavigation(false);
    m_table->verticalHeader()->hide();
    m_table->horizontalHeader()->setStretchLastSection(true);
    m_sql = new widgets::ScriptView(tr("SQL that removes it"), this);
    m_keep = new QRadioButton(tr("&Keep all of it for now"), this);
    m_keep->setObjectName(QStringLiteral("keep"));
    m_remove = new QRadioButton(tr("&Remove what is listed"), this);
    m_remove->setObjectName(QStringLiteral("remove"));
    m_keep->setChecked(true);
    connect(m_remove, &QRadioButton::toggled, this, &CleanupPage::updateActions);
    m_stopEngine = new QCheckBox(this);
    m_stopEngine->setObjectName(QStringLiteral("stopEngine"));
    connect(m_stopEngine, &QCheckBox::toggled, this, &CleanupPage::updateActions);
    m_sourceGone = new QCheckBox(tr("The source is &gone for good: forget the journal all the same"), this);
    m_sourceGone->setObjectName(QStringLiteral("sourceGone"));
    connect(m_sourceGone, &QCheckBox::toggled, this, &CleanupPage::updateActions);
    auto *split = new QSplitter(Qt::Vertical, this);
    split->addWidget(m_table);
    split->addWidget(m_sql);
    split->setChildrenCollapsible(false);
    auto *buttons = new QHBoxLayout;
    buttons->addStretch(1);
    for (auto *action : {m_stop, m_again, m_clean})
        buttons->addWidget(new widgets::ActionButton(action, this));
    auto *filled = new QWidget(this);
    auto *column = new QVBoxLayout(filled);
    column->setContentsMargins(0, 0, 0, 0);
    column->addWidget(m_meaning);
    column->addWidget(split, 1);
    column->addWidget(m_stays);
    column->addWidget(m_strays);
    for (auto *choice : std::initializer_list<QWidget *>{m_keep, m_remove, m_stopEngine, m_sourceGone})
        column->addWidget(choice);
    column->addLayout(buttons);
    m_stack = new QStackedWidget(this);
    m_stack->addWidget(new widgets::EmptyState(
        tr("What the migration left behind has not been looked at"),
        tr("Slot, publication and journal are listed here, with the SQL that removes them. Looking changes nothing, and "
           "your tables and rows stay in any case."),
        m_again, this));
    m_stack->addWidget(filled);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(new frame::WatchStrip(m_context, this));
    layout->addWidget(m_banner);
    layout->addWidget(m_stack, 1);
}

void CleanupPage::showEvent(QShowEvent *event)
{
    Page::showEvent(event);
    if (!m_report && !m_job.isRunning() && m_again->isEnabled())
        look();
}

std::string CleanupPage::subscription() const
{
    return m_context.workspace.subscription();
}

void CleanupPage::forget()
{
    m_job.letGo();
    m_report.reset();
    m_banner->dismiss();
    m_keep->setChecked(true);
    m_stack->setCurrentIndex(0);
    const bool both = m_context.workspace.source() && m_context.workspace.target();
    setWorking({});
    m_again->setEnabled(both);
    setState(look::Tone::Idle, both ? tr("Not looked at") : tr("No servers"));
    if (both && isVisible())
        look();
}

void CleanupPage::setWorking(const QString &word)
{
    m_again->setEnabled(word.isEmpty());
    m_stop->setEnabled(!word.isEmpty());
    updateActions();
    if (!word.isEmpty())
        setState(look::Tone::Busy, word);
}

void CleanupPage::updateActions()
{
    const bool engine = m_report && m_report->inventory.engine && !m_stopEngine->isChecked();
    const bool something = m_report && !m_report->inventory.items.empty();
    const bool mayChange = !m_context.workspace.run().isReadOnly();
    m_clean->setEnabled(something && !m_job.isRunning() && m_remove->isChecked() && !engine && mayChange);
}

void CleanupPage::look()
{
    setWorking(tr("Looking…"));
    frame::openBoth(
        m_context, this,
        [this](const frame::BothLogins &logins) {
            const auto report = std::make_shared<jobs::CleanupReport>(); // the worker's until it has ended
            m_job.start(
                [report, logins, name = subscription()](const StopToken &stop, const auto &) {
                    *report = jobs::readCleanup(logins.source, logins.target, name, stop);
                },
                [this, report](const std::optional<Problem> &problem, bool stopped) {
                    setWorking({});
                    if (problem)
                        failed(text::problemText(*problem).inOneLine());
                    else if (stopped)
                        setState(look::Tone::Idle, tr("Stopped"));
                    else
                        show(*report);
                });
        },
        [this](const QString &why) { failed(why); });
}

void CleanupPage::show(const jobs::CleanupReport &report)
{
    m_report = report;
    m_banner->dismiss();
    m_keep->setChecked(true);
    m_stack->setCurrentIndex(1);
    m_model->set(report.inventory);
    m_table->resizeColumnsToContents();
    m_meaning->setText(whatItMeans(report));
    m_stays->setText(whatStays(report));
    m_sql->setSql(QString::fromStdString(script::toSql(report.inventory.asScript())));
    QStringList strays;
    for (const auto &slot : report.inventory.strays)
        strays += QString::fromStdString(slot);
    m_strays->setVisible(!strays.isEmpty());
    m_strays->setText(tr("Named like this migration's, but no journal says so, and thus left alone: %1")
                          .arg(strays.join(QStringLiteral(", "))));
    showEngine();
    m_sourceGone->setVisible(report.sourceProblem.has_value());
    m_sourceGone->setChecked(false);
    for (const auto &problem : {report.sourceProblem, report.targetProblem}) {
        if (problem)
            m_banner->show(look::Tone::Attention, text::problemText(*problem).inOneLine());
    }
    const auto items = static_cast<int>(report.inventory.items.size());
    tellMilestones(items == 0);
    if (report.inventory.known)
        m_context.workspace.milestones().set(frame::Milestone::CutOver, !report.cutOverAt.empty());
    if (items == 0)
        setState(look::Tone::Done, tr("Nothing left"));
    else
        setState(look::Tone::Idle, tr("%n left behind", nullptr, items));
    updateActions();
}

void CleanupPage::tellMilestones(bool nothingLeft)
{
    auto &milestones = m_context.workspace.milestones();
    milestones.set(frame::Milestone::Cleaned, nothingLeft);
    milestones.set(frame::Milestone::Begun, !nothingLeft);
}

void CleanupPage::showEngine()
{
    const auto &engine = m_report->inventory.engine;
    m_stopEngine->setChecked(false);
    m_stopEngine->setVisible(engine.has_value());
    if (engine)
        m_stopEngine->setText(tr("An engine runs the migration on %1, since %2: &stop it first")
                                  .arg(QString::fromStdString(engine->host), QString::fromStdString(engine->since)));
}

void CleanupPage::ask()
{
    if (!m_report)
        return;
    ask::DangerousQuestion question;
    question.title = tr("Clean up");
    question.text = tr("%1 What is listed is removed from both servers; tables and rows stay.").arg(whatItMeans(*m_report));
    question.servers = frame::serverNames(m_context.workspace);
    if (m_report->cutOverAt.empty() && m_report->inventory.known)
        question.cannotBeUndone << tr("The migration ends. Changes on the source are no longer kept for the target.");
    else
        question.cannotBeUndone << tr("The journal is gone: who cut over, and when, is then known from this window's activity alone.");
    if (m_stopEngine->isChecked())
        question.cannotBeUndone << tr("The engine that runs the migration is stopped.");
    if (m_sourceGone->isChecked())
        question.cannotBeUndone << tr("The slot may still be on the source. If it comes back, remove the slot by hand, or its disk fills.");
    question.sql = m_sql->sql();
    question.verb = tr("Clean up");
    question.typed = frame::nameToType(m_context.workspace);
    m_context.asker.askDangerous(this, question, [this](bool goOn) {
        if (goOn)
            cleanUp();
    });
}

void CleanupPage::cleanUp()
{
    cleanup::DropOptions options;
    options.stopEngine = m_stopEngine->isChecked();
    options.sourceGone = m_sourceGone->isChecked();
    setWorking(tr("Cleaning up…"));
    frame::openBoth(
        m_context, this,
        [this, options](const frame::BothLogins &logins) {
            const auto outcomes = std::make_shared<std::vector<cleanup::Dropped>>();
            m_job.start(
                [this, outcomes, logins, options, name = subscription()](const StopToken &stop, const frame::PageJob::Tell &tell) {
                    const auto told = [this, &tell](const cleanup::Dropped &outcome) {
                        tell([this, outcome] { m_model->setOutcome(outcome); });
                    };
                    *outcomes = jobs::cleanUp(logins.source, logins.target, name, options, told, stop);
                },
                [this, outcomes](const std::optional<Problem> &problem, bool stopped) {
                    setWorking({});
                    if (problem)
                        failed(text::problemText(*problem).forClipboard());
                    else if (stopped)
                        failed(tr("Cleaning up was stopped. Doing it again removes what is left."));
                    else
                        cleaned(*outcomes);
                });
        },
        [this](const QString &why) { failed(why); });
}

void CleanupPage::cleaned(const std::vector<cleanup::Dropped> &outcomes)
{
    m_report.reset(); // what it says is no longer so
    m_keep->setChecked(true);
    for (auto *box : {m_stopEngine, m_sourceGone})
        box->setVisible(false);
    auto &log = m_context.workspace.log();
    auto plan = m_context.workspace.plan().value();
    for (const auto &outcome : outcomes) {
        const bool left = outcome.result == cleanup::Result::Left;
        log.add(left ? Level::Warning : Level::Note, tr("%1: %2").arg(itemWords(outcome.item), resultWords(outcome)));
        if (!left && outcome.item.kind == cleanup::ItemKind::Publication)
            plan.publications.erase(std::remove(plan.publications.begin(), plan.publications.end(), outcome.item.name),
                                    plan.publications.end());
    }
    m_context.workspace.plan().set(plan); // the next migration publishes anew
    const bool complete = cleanup::complete(outcomes);
    tellMilestones(complete);
    setState(complete ? look::Tone::Done : look::Tone::Attention, complete ? tr("Cleaned up") : tr("Something is left"));
    m_banner->show(complete ? look::Tone::Done : look::Tone::Attention,
                   complete ? tr("Everything that the migration left behind is removed. Tables and rows are as they were.")
                            : tr("Not everything could be removed. The list says what is left and why; the SQL removes it by hand."));
    updateActions();
}

void CleanupPage::failed(const QString &text)
{
    setWorking({});
    setState(look::Tone::Failed, tr("Failed"));
    m_context.workspace.log().add(Level::Problem, text);
    m_banner->show(look::Tone::Failed, text);
}

} // namespace tidegate::pages
