// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "pages/sync/sync_page.h"

#include "frame/run_text.h"
#include "frame/watch_strip.h"
#include "frame/workspace.h"
#include "pages/sync/definition_choice.h"
#include "pages/sync/fresh_start.h"
#include "pages/sync/run_commands.h"
#include "pages/sync/run_notice.h"
#include "pages/sync/run_panel.h"
#include "pages/sync/run_starter.h"
#include "pages/sync/sync_text.h"
#include "pages/sync/table_changes.h"
#include "pages/sync/table_list.h"
#include "pages/sync/watch_starter.h"
#include "settings/saved_connection.h"
#include "widgets/action_button.h"
#include "widgets/banner.h"
#include "widgets/empty_state.h"
#include "widgets/status_badge.h"
#include "widgets/text_label.h"

#include <QAction>
#include <QHBoxLayout>
#include <QLabel>
#include <QLocale>
#include <QSplitter>
#include <QStackedWidget>
#include <QTime>
#include <QVBoxLayout>

#include <algorithm>

namespace tidegate::pages {

using progress::Phase;

SyncPage::SyncPage(const frame::PageContext &context, QWidget *parent)
    : Page(QStringLiteral("sync"), tr("Sync"), parent),
      m_context(context),
      m_starter(new RunStarter(context, this)),
      m_watcher(new WatchStarter(context, this)),
      m_commands(new RunCommands(context, this)),
      m_changes(new TableChanges(context, this)),
      m_fresh(new FreshStart(context, this))
{
    makeActions();
    makeLayout();
    listen();
    showRun();
}

void SyncPage::makeActions()
{
    const auto shifted = [](Qt::Key key) { return QKeySequence(Qt::CTRL | Qt::SHIFT | key); };
    m_start = addMenuAction(tr("&Start"), QKeySequence(Qt::CTRL | Qt::Key_Return));
    m_watch = addMenuAction(tr("&Watch a run elsewhere"), shifted(Qt::Key_W));
    m_pause = addMenuAction(tr("&Pause…"), shifted(Qt::Key_P));
    m_resume = addMenuAction(tr("Res&ume"), shifted(Qt::Key_R));
    m_stop = addMenuAction(tr("St&op…"), shifted(Qt::Key_E));
    m_resync = addMenuAction(tr("&Copy again…"), shifted(Qt::Key_Y));
    m_members = addMenuAction(tr("&Add or remove tables…"), shifted(Qt::Key_M));
    m_retarget = addMenuAction(tr("A&nother target table…"), shifted(Qt::Key_N));
    m_refresh = addMenuAction(tr("Re&fresh tables"), QKeySequence::Refresh);
    m_figures = addMenuAction(tr("Fi&gures instead of charts"), shifted(Qt::Key_G));
    m_find = addMenuAction(tr("F&ilter"), QKeySequence::Find);
    m_figures->setCheckable(true);
    m_watch->setToolTip(tr("Show the run of another program on this target, without changing anything"));
    m_resync->setToolTip(tr("Remove the rows of the chosen tables on the target and copy them again"));
    m_retarget->setToolTip(tr("Copy the chosen table again, into another table of the target"));
    connect(m_start, &QAction::triggered, this, [this] { startHere(false); });
    connect(m_watch, &QAction::triggered, m_watcher, &WatchStarter::start);
    connect(m_pause, &QAction::triggered, m_commands, &RunCommands::pause);
    connect(m_resume, &QAction::triggered, m_commands, &RunCommands::resume);
    connect(m_stop, &QAction::triggered, this, [this] {
        if (m_starter->isUnderWay())
            m_starter->cancel();
        else if (m_watcher->isUnderWay())
            m_watcher->cancel();
        else if (m_fresh->isUnderWay())
            m_fresh->cancel();
        else
            m_commands->stop();
    });
    connect(m_resync, &QAction::triggered, this, [this] { m_commands->resync(m_tables->selected()); });
    connect(m_members, &QAction::triggered, m_changes, &TableChanges::changeMembership);
    connect(m_retarget, &QAction::triggered, this, [this] { m_changes->changeTarget(m_tables->selected().front()); });
    connect(m_refresh, &QAction::triggered, m_commands, &RunCommands::refresh);
    connect(m_figures, &QAction::toggled, this, [this](bool figures) { m_panel->showFigures(figures); });
    connect(m_find, &QAction::triggered, this, [this] { m_tables->focusFilter(); });
}

QWidget *SyncPage::makeTop()
{
    auto *row = new QWidget(this);
    auto *layout = new QHBoxLayout(row);
    layout->setContentsMargins(0, 0, 0, 0);
    m_phase = new widgets::StatusBadge(row);
    m_phase->setObjectName(QStringLiteral("syncPhase"));
    m_phaseFigures = widgets::textLabel("syncFigures", row);
    layout->addWidget(m_phase);
    layout->addWidget(m_phaseFigures, 1);
    for (auto *action : {m_start, m_pause, m_resume, m_stop})
        layout->addWidget(new widgets::ActionButton(action, row));
    return row;
}

void SyncPage::makeLayout()
{
    m_banner = new widgets::Banner(this);
    m_notice = new RunNotice(m_context, *m_banner,
                             {[this](bool takeOver) { startHere(takeOver); }, [this] { m_watcher->start(); },
                              [this] { m_fresh->begin(); }, [this](const Problem &problem) { m_commands->skip(problem); }});
    m_panel = new RunPanel(this);
    m_tables = new TableList({m_resync, m_retarget, m_members, m_refresh}, this);
    m_answer = widgets::textLabel("syncAnswer", this);
    m_answer->hide();
    auto *split = new QSplitter(Qt::Vertical, this);
    split->addWidget(m_panel);
    split->addWidget(m_tables);
    split->setStretchFactor(0, 2);
    split->setStretchFactor(1, 3);
    split->setChildrenCollapsible(false);
    auto *filled = new QWidget(this);
    auto *column = new QVBoxLayout(filled);
    column->setContentsMargins(0, 0, 0, 0);
    column->addWidget(makeTop());
    column->addWidget(split, 1);
    column->addWidget(m_answer);
    m_stack = new QStackedWidget(this);
    auto *empty = new widgets::EmptyState(
        tr("The migration is not running"),
        tr("Start copies the published tables to the target and follows their changes. A migration that was started before "
           "goes on exactly where it stopped. You are asked before anything is made on a server.\n\nIf another program runs "
           "it, you can watch that."),
        m_start, this);
    empty->addLesser(m_watch);
    m_stack->addWidget(empty);
    m_stack->addWidget(filled);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(new frame::WatchStrip(m_context, this));
    layout->addWidget(m_banner);
    layout->addWidget(m_stack, 1);
    m_onDefinitionChange = new DefinitionChoice(m_context.workspace.plan(), this);
    layout->addWidget(m_onDefinitionChange);
}

void SyncPage::listen()
{
    auto &run = m_context.workspace.run();
    connect(&run, &frame::Run::started, this, &SyncPage::started);
    connect(&run, &frame::Run::progressed, this, &SyncPage::progressed);
    connect(&run, &frame::Run::happened, this, &SyncPage::happened);
    connect(&run, &frame::Run::finished, this, &SyncPage::finished);
    connect(&run, &frame::Run::posted, this, &SyncPage::posted);
    connect(&run, &frame::Run::forgotten, this, &SyncPage::forgotten);
    connect(&run, &frame::Run::elsewhereChanged, this, &SyncPage::enableActions);
    connect(m_starter, &RunStarter::changed, this, &SyncPage::showRun);
    connect(m_watcher, &WatchStarter::changed, this, &SyncPage::showRun);
    connect(m_watcher, &WatchStarter::missing, m_notice, &RunNotice::missing);
    connect(m_watcher, &WatchStarter::failed, m_notice, &RunNotice::failed);
    connect(m_starter, &RunStarter::missing, m_notice, &RunNotice::missing);
    connect(m_starter, &RunStarter::failed, m_notice,
            [this](const Problem &problem) {
                m_hasFailed = true;
                m_notice->ended(migration::Outcome::Failed, problem);
                showRun();
            });
    connect(m_fresh, &FreshStart::changed, this, &SyncPage::showRun);
    connect(m_fresh, &FreshStart::missing, m_notice, qOverload<const QString &>(&RunNotice::notAnew));
    connect(m_fresh, &FreshStart::failed, m_notice, qOverload<const Problem &>(&RunNotice::notAnew));
    connect(m_fresh, &FreshStart::interrupted, m_notice, &RunNotice::interrupted);
    connect(m_fresh, &FreshStart::gone, m_notice, &RunNotice::gone);
    connect(m_fresh, &FreshStart::left, m_notice, &RunNotice::left);
    connect(m_fresh, &FreshStart::needless, m_notice, &RunNotice::needless);
    connect(m_fresh, &FreshStart::cleared, this, [this](const std::string &subscription) {
        m_hasFailed = false;
        forgotten(); // the tables that it shows are empty
        if (m_context.workspace.subscription() == subscription)
            startHere(false);
        else
            tellWhichPlan(subscription);
    });
    connect(m_commands, &RunCommands::missing, m_notice, &RunNotice::missing);
    connect(m_commands, &RunCommands::failed, m_notice, &RunNotice::failed);
    connect(m_tables, &TableList::selectionChanged, this, &SyncPage::enableActions);
    connect(&m_context.workspace, &frame::Workspace::rolesChanged, this, &SyncPage::rolesChanged);
    m_roles = roles();
}

void SyncPage::proceed()
{
    m_start->trigger();
}

std::pair<QUuid, QUuid> SyncPage::roles() const
{
    const auto id = [](const settings::SavedConnection *connection) { return connection ? connection->id : QUuid(); };
    return {id(m_context.workspace.source()), id(m_context.workspace.target())};
}

void SyncPage::rolesChanged()
{
    const auto now = roles();
    if (now == m_roles)
        return; // only what is saved about them
    m_roles = now;
    m_starter->cancel();
    m_watcher->cancel();
    m_fresh->letGo();
    forgotten(); // what is there was of others
}

void SyncPage::startHere(bool takeOver)
{
    const auto &elsewhere = m_context.workspace.run().elsewhere();
    auto plan = m_context.workspace.plan().value();
    if (elsewhere && plan.publications.empty()) {
        plan.subscription = elsewhere->subscription; // as the journal has it
        plan.publications = elsewhere->publications;
        m_context.workspace.plan().set(plan);
    }
    if (elsewhere && plan.subscription != elsewhere->subscription)
        tellWhichPlan(elsewhere->subscription);
    else
        m_starter->start(takeOver);
}

void SyncPage::tellWhichPlan(const std::string &subscription)
{
    m_notice->missing(tr("The plan in this window is of another migration, %1. Start %2 where its plan is, or with "
                         "tidegate-cli.")
                          .arg(QString::fromStdString(m_context.workspace.plan().value().subscription),
                               QString::fromStdString(subscription)));
}

void SyncPage::started()
{
    m_hasFailed = false;
    m_answer->hide();
    m_notice->started();
    m_stack->setCurrentIndex(1);
    showRun();
}

void SyncPage::progressed()
{
    const auto &snapshot = *m_context.workspace.run().snapshot();
    if (snapshot.subscription != m_subscription)
        m_panel->clear();
    m_subscription = snapshot.subscription;
    m_panel->setSnapshot(snapshot, static_cast<double>(QDateTime::currentMSecsSinceEpoch()) / 1000);
    m_tables->setSnapshot(snapshot);
    m_notice->take(snapshot);
    m_changes->take(snapshot);
    showRun();
}

void SyncPage::happened(const migration::Event &event)
{
    if (event.problem && !event.table.empty())
        m_tables->model().noteProblem(event.table, *event.problem);
    m_notice->take(event);
    if (event.kind != migration::Event::Kind::CommandDone)
        return;
    m_answer->setText(tr("%1 The engine answered: %2")
                          .arg(QLocale().toString(QTime::currentTime(), QLocale::ShortFormat),
                               QString::fromStdString(event.text)));
    m_answer->show();
}

void SyncPage::posted(const QString &verb)
{
    m_answer->setText(tr("%1 Asked of the engine elsewhere: %2. It has not answered yet.")
                          .arg(QLocale().toString(QTime::currentTime(), QLocale::ShortFormat), verb));
    m_answer->show();
}

void SyncPage::finished(migration::Outcome outcome, const std::optional<Problem> &problem)
{
    m_hasFailed = problem.has_value();
    if (m_context.workspace.run().elsewhere())
        m_notice->endedElsewhere(outcome, problem);
    else
        m_notice->ended(outcome, problem);
    if (problem && needsFreshStart(problem->code))
        m_panel->setSlot(slotEndedBy(problem->code)); // the last snapshot is of before
    showRun();
}

void SyncPage::forgotten()
{
    m_notice->started();
    m_stack->setCurrentIndex(0);
    showRun();
}

void SyncPage::showRun()
{
    const auto &run = m_context.workspace.run();
    enableActions();
    if (isLooking()) {
        const bool isRemoving = m_fresh->isRemoving();
        setState(look::Tone::Busy, isRemoving ? tr("Removing…") : tr("Looking…"));
        m_phase->set(look::Tone::Busy, isRemoving ? tr("Removing rows from the target…") : tr("Looking at the target…"));
        m_phaseFigures->clear();
        return;
    }
    const auto known = m_hasFailed ? std::optional(Phase::Failed) : run.phase();
    if (!run.snapshot() || !known) {
        const auto tone = known ? frame::phaseTone(*known) : look::Tone::Idle;
        const auto word = known ? frame::phaseWord(*known) : tr("Not running");
        setState(tone, word);
        m_phase->set(tone, word);
        m_phaseFigures->clear();
        return;
    }
    const auto &snapshot = *run.snapshot();
    const auto phase = *known;
    auto word = frame::phaseWord(phase);
    const auto share = copyShare(snapshot);
    if (phase == Phase::Copying && share)
        word = tr("Copying %1").arg(shareText(*share));
    m_phase->set(frame::phaseTone(phase), word);
    m_phaseFigures->setText(run.isActive() ? phaseFigures(snapshot, run.inSyncSince()) : QString());
    if (phase == Phase::Stopped)
        m_phaseFigures->setText(tr("The slot stays on the source and keeps its WAL; Start goes on exactly there."));
    const auto stopped = static_cast<int>(progress::totals(snapshot).failedTables);
    if (stopped > 0 && frame::phaseTone(phase) < look::Tone::Attention)
        setState(look::Tone::Attention, tr("%n table(s) stopped", nullptr, stopped));
    else
        setState(frame::phaseTone(phase), word);
}

bool SyncPage::isLooking() const
{
    return m_starter->isUnderWay() || m_watcher->isUnderWay() || m_fresh->isUnderWay();
}

void SyncPage::enableActions()
{
    const auto &run = m_context.workspace.run();
    const bool isBusy = isLooking();
    const bool mayAsk = run.isActive() && !run.isReadOnly();
    const bool isReady = mayAsk && run.snapshot() && run.snapshot()->phase != Phase::Starting
        && run.snapshot()->phase != Phase::Draining;
    const bool isPaused = isReady && run.snapshot()->phase == Phase::Paused;
    m_start->setEnabled(!run.isActive() && !isBusy); // what is missing for it is told when it is tried
    m_watch->setEnabled(!run.isActive() && !isBusy);
    m_pause->setEnabled(isReady && !isPaused);
    m_resume->setEnabled(isPaused);
    m_stop->setEnabled(mayAsk || isBusy);
    m_resync->setEnabled(isReady && !m_tables->selected().empty());
    m_members->setEnabled(isReady);
    m_retarget->setEnabled(isReady && m_tables->selected().size() == 1);
    m_refresh->setEnabled(isReady);
    m_onDefinitionChange->setChangeable(!run.isActive() && !isBusy);
    m_onDefinitionChange->setVisible(!run.isWatching()); // an engine elsewhere has its own
}

} // namespace tidegate::pages
