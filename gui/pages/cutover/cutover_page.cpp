// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "pages/cutover/cutover_page.h"

#include "frame/watch_strip.h"
#include "frame/workspace.h"
#include "jobs/connect.h"
#include "pages/cutover/after_switch_view.h"
#include "pages/cutover/checklist.h"
#include "pages/cutover/closed_source.h"
#include "pages/cutover/cutover_progress.h"
#include "pages/cutover/sequences_panel.h"
#include "pages/cutover/stop_writes_choice.h"
#include "settings/saved_connection.h"
#include "text/problem_text.h"
#include "widgets/action_button.h"
#include "widgets/banner.h"
#include "widgets/empty_state.h"
#include "widgets/status_badge.h"

#include <QAction>
#include <QClipboard>
#include <QGroupBox>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QListWidget>
#include <QStackedWidget>
#include <QTabWidget>
#include <QVBoxLayout>

#include <memory>
#include <utility>

namespace tidegate::pages {

namespace {

constexpr int lookMs = 3000;
constexpr int rowsMs = 60'000; // tables are read for them

} // namespace

CutoverPage::CutoverPage(const frame::PageContext &context, QWidget *parent)
    : Page(QStringLiteral("cutover"), tr("Cutover"), parent), m_context(context)
{
    makeActions();
    makeLayout();
    m_timer.callOnTimeout(this, [this] {
        if (isVisible() && !m_isCutting && !m_look.isRunning())
            look();
    });
    m_timer.start(lookMs);
    auto &run = context.workspace.run();
    connect(&run, &frame::Run::happened, this, &CutoverPage::happened);
    connect(&run, &frame::Run::finished, this, [this](migration::Outcome outcome, const std::optional<Problem> &problem) {
        m_isCallingOff = false;
        if (m_work.isRunning() && outcome != migration::Outcome::CutOver)
            return; // one elsewhere: its answer tells
        if (m_isCutting && outcome != migration::Outcome::CutOver)
            failed(problem ? text::problemText(*problem).forClipboard() : tr("The engine was stopped before the cutover was done."),
                   !problem || problem->code != Code::CommitInDoubt);
        else if (outcome == migration::Outcome::CutOver)
            ended(m_report);
    });
    connect(&context.workspace, &frame::Workspace::rolesChanged, this, &CutoverPage::forget);
    connect(&context.workspace, &frame::Workspace::subscriptionChanged, this, &CutoverPage::forget);
    for (const auto told : {&frame::Run::elsewhereChanged, &frame::Run::forgotten})
        connect(&run, told, this, [this] { setWorking(m_work.isRunning()); });
    forget();
}

void CutoverPage::makeActions()
{
    m_again = addMenuAction(tr("&Look again"), QKeySequence::Refresh);
    m_cutOver = addMenuAction(tr("&Cut over…"), QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_O));
    m_abort = addMenuAction(tr("Call o&ff the cutover"), QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_B));
    m_open = addMenuAction(tr("Open t&he source…"), QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_U));
    m_preview = addMenuAction(tr("&Preview sequences"), QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_V));
    m_reset = addMenuAction(tr("&Reset sequences…"), QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_E));
    m_copy = addMenuAction(tr("Copy connection st&ring"), QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_C));
    m_stop = addMenuAction(tr("S&top"), QKeySequence(Qt::CTRL | Qt::Key_Period));
    connect(m_again, &QAction::triggered, this, &CutoverPage::lookAtAll);
    connect(m_cutOver, &QAction::triggered, this, &CutoverPage::prepareCutover);
    connect(m_abort, &QAction::triggered, this, &CutoverPage::askToCallOff);
    connect(m_open, &QAction::triggered, this, &CutoverPage::openSource);
    connect(m_preview, &QAction::triggered, this, &CutoverPage::lookAtSequences);
    connect(m_reset, &QAction::triggered, this, &CutoverPage::resetSequences);
    connect(m_copy, &QAction::triggered, this, [this] { QGuiApplication::clipboard()->setText(m_after->uri()); });
    connect(m_stop, &QAction::triggered, this, [this] {
        m_work.requestStop();
        if (m_isCutting && runsHere())
            m_context.workspace.run().requestStop();
    });
}

QWidget *CutoverPage::makeBefore()
{
    auto *before = new QWidget(this);
    m_standing = new widgets::StatusBadge(before);
    m_standing->setObjectName(QStringLiteral("readiness"));
    m_checks = new QListWidget(before);
    m_checks->setObjectName(QStringLiteral("checklist"));
    m_checks->setAccessibleName(tr("What must be so before the cutover"));
    m_checks->setWordWrap(true);
    m_choice = new StopWritesChoice(before);
    connect(m_choice, &StopWritesChoice::changed, this, &CutoverPage::look);
    auto *checks = new QGroupBox(tr("Is it ready?"), before);
    auto *left = new QVBoxLayout(checks);
    left->addWidget(m_standing);
    left->addWidget(m_checks, 1);
    left->addWidget(new widgets::ActionButton(m_again, checks), 0, Qt::AlignLeft);
    auto *how = new QGroupBox(tr("How are the writes stopped?"), before);
    auto *right = new QVBoxLayout(how);
    right->addWidget(m_choice, 1);
    auto *row = new QHBoxLayout;
    row->addWidget(checks, 1);
    row->addWidget(how, 1);
    m_closed = new ClosedSource(m_open, before);
    auto *layout = new QVBoxLayout(before);
    layout->addWidget(m_closed);
    layout->addLayout(row, 1);
    layout->addWidget(new widgets::ActionButton(m_cutOver, before), 0, Qt::AlignRight);
    return before;
}

void CutoverPage::makeLayout()
{
    m_banner = new widgets::Banner(this);
    m_sequences = new SequencesPanel(m_preview, m_reset, this);
    m_progress = new CutoverProgress(m_abort, m_stop, this);
    m_after = new AfterSwitchView(m_copy, this);
    m_tabs = new QTabWidget(this);
    m_tabs->addTab(makeBefore(), tr("C&utover"));
    m_tabs->addTab(m_sequences, tr("Se&quences"));
    m_stack = new QStackedWidget(this);
    m_stack->addWidget(new widgets::EmptyState(
        tr("There is nothing to cut over yet"),
        tr("Once a migration has begun, here stands what is missing for the cutover. Nothing is changed by looking."),
        m_again, this));
    m_stack->addWidget(m_tabs);
    m_stack->addWidget(m_progress);
    m_stack->addWidget(m_after);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(new frame::WatchStrip(m_context, this));
    layout->addWidget(m_banner);
    layout->addWidget(m_stack, 1);
}

void CutoverPage::showEvent(QShowEvent *event)
{
    Page::showEvent(event);
    m_sinceRows.invalidate();
    if (!m_isCutting && !m_look.isRunning())
        look();
}

void CutoverPage::proceed()
{
    // It looks for itself first, so that nothing need have been seen before.
    if (m_again->isEnabled() && !m_isCutting && !m_work.isRunning() && !m_context.workspace.run().isReadOnly())
        prepareCutover();
}

void CutoverPage::forget()
{
    m_look.letGo();
    m_work.letGo();
    m_calling.letGo();
    m_logins.reset();
    m_seen.reset();
    m_writes = {};
    m_rows.clear();
    m_sinceRows.invalidate();
    m_report.clear();
    m_isCutting = false;
    m_isCallingOff = false;
    m_banner->dismiss();
    m_sequences->forget();
    m_stack->setCurrentIndex(Empty);
    const bool both = m_context.workspace.source() && m_context.workspace.target();
    m_again->setEnabled(both);
    setWorking(false);
    setState(look::Tone::Idle, both ? tr("Not looked at") : tr("No servers"));
    if (isVisible())
        look();
}

std::string CutoverPage::subscription() const
{
    return m_context.workspace.subscription();
}

bool CutoverPage::runsHere() const
{
    const auto &run = m_context.workspace.run();
    return run.isRunning() && (!run.snapshot() || run.snapshot()->subscription == subscription());
}

void CutoverPage::setWorking(bool working)
{
    const bool before = m_stack->currentIndex() == Before && !working;
    const bool mayChange = !m_context.workspace.run().isReadOnly();
    m_stop->setEnabled(working);
    m_abort->setEnabled(m_stack->currentIndex() == Running && !m_isCallingOff && !m_calling.isRunning() && mayChange);
    m_open->setEnabled(before && mayChange && m_seen && !m_seen->outlook.open.empty());
    m_preview->setEnabled(before);
    m_reset->setEnabled(before && mayChange && m_sequences->changes() > 0);
    m_cutOver->setEnabled(before && mayChange && m_seen && m_seen->outlook.readiness.canCutOver());
    m_copy->setEnabled(m_stack->currentIndex() == After);
}

void CutoverPage::withLogins(std::function<void(const frame::BothLogins &)> act)
{
    if (m_logins) {
        act(*m_logins);
        return;
    }
    frame::openBoth(
        m_context, this,
        [this, act = std::move(act)](const frame::BothLogins &logins) {
            m_logins = logins;
            act(logins);
        },
        [this](const QString &why) { tellLookFailed(why); });
}

void CutoverPage::tell(look::Tone tone, const QString &text)
{
    m_banner->show(tone, text);
    m_bannerIsOfLook = false;
}

void CutoverPage::tellLookFailed(const QString &text)
{
    setState(look::Tone::Failed, tr("Failed"));
    if (!m_bannerIsOfLook && !m_banner->text().isEmpty())
        return; // why a cutover failed, and what to do, is worth more
    m_banner->show(look::Tone::Failed, text);
    m_bannerIsOfLook = true;
}

void CutoverPage::lookAtAll()
{
    m_sinceRows.invalidate();
    look();
}

cutover::ReadinessOptions CutoverPage::readinessOptions() const
{
    cutover::ReadinessOptions options;
    options.sequences = m_choice->sequences();
    options.extensionRows = !m_sinceRows.isValid() || m_sinceRows.hasExpired(rowsMs);
    return options;
}

void CutoverPage::knowRows(jobs::CutoverOutlook &outlook, bool looked)
{
    if (looked) {
        m_rows = outlook.readiness.findings;
        m_sinceRows.start();
    } else {
        outlook.readiness.findings = m_rows;
    }
}

void CutoverPage::look()
{
    if (!m_again->isEnabled() || m_isCutting)
        return;
    withLogins([this](const frame::BothLogins &logins) {
        const auto options = readinessOptions();
        const auto found = std::make_shared<Seen>(); // the worker's until it has ended
        m_look.start(
            [found, logins, options, name = subscription(), writes = m_writes](const StopToken &stop, const auto &) {
                const auto both = jobs::connectBoth(logins.source, logins.target, stop);
                found->outlook = jobs::readCutoverOutlook(*both.source, *both.target, name, options);
                if (!found->outlook.status.cutOverAt.empty())
                    found->after = jobs::lookAfterSwitch(*both.source, *both.target, writes);
            },
            [this, found, looked = options.extensionRows](const std::optional<Problem> &problem, bool stopped) {
                if (problem) {
                    lookFailed(*problem);
                } else if (!stopped && !m_isCutting) {
                    knowRows(found->outlook, looked);
                    seen(*found);
                }
            });
    });
}

void CutoverPage::lookFailed(const Problem &problem)
{
    if (m_isCutting)
        return;
    if (problem.code == Code::NoSuchSubscription) {
        m_seen.reset();
        m_stack->setCurrentIndex(Empty);
        m_banner->dismiss();
        m_context.workspace.milestones().set(frame::Milestone::Begun, false);
        setState(look::Tone::Idle, tr("Not begun"));
    } else {
        m_logins.reset(); // the password may be another by now
        tellLookFailed(text::problemText(problem).inOneLine());
    }
    setWorking(m_work.isRunning());
}

void CutoverPage::seen(const Seen &seen)
{
    m_seen = seen;
    const auto &status = seen.outlook.status;
    if (std::exchange(m_bannerIsOfLook, false))
        m_banner->dismiss();
    auto &milestones = m_context.workspace.milestones();
    milestones.set(frame::Milestone::Begun, true);
    milestones.set(frame::Milestone::CutOver, !status.cutOverAt.empty());
    if (!status.cutOverAt.empty()) {
        m_writes = seen.after->writes;
        const auto *target = m_context.workspace.target();
        const auto uri = QString::fromStdString(target->endpoint().withoutSecrets().toUri());
        m_after->showCutover(status, uri, m_report);
        m_after->showLook(*seen.after);
        m_stack->setCurrentIndex(After);
        setState(look::Tone::Done, tr("Cut over"));
    } else if (status.isCuttingOver() && !runsHere()) {
        if (m_stack->currentIndex() != Running) {
            m_progress->begin({});
            m_progress->waitForOther();
            m_stack->setCurrentIndex(Running);
        }
        if (status.cutoverStep)
            m_progress->step(*status.cutoverStep, QString::fromStdString(status.cutoverWords));
        setState(look::Tone::Busy, tr("Cutting over…"));
    } else {
        m_choice->setReadOnly(seen.outlook.readOnly);
        m_closed->show(seen.outlook.open);
        m_progress->end();
        m_stack->setCurrentIndex(Before);
        showReadiness();
    }
    setWorking(m_work.isRunning());
}

void CutoverPage::showReadiness()
{
    const auto rows = checklist(m_seen->outlook, m_choice->sequences());
    const auto current = m_checks->currentRow();
    m_checks->clear();
    for (const auto &row : rows)
        new QListWidgetItem(look::icon(row.tone), row.text, m_checks);
    m_checks->setCurrentRow(current);
    const auto blockers = static_cast<int>(m_seen->outlook.readiness.blockers.size());
    if (blockers == 0) {
        m_standing->set(look::Tone::Done, tr("Ready to cut over"));
        setState(look::Tone::Done, tr("Ready"));
    } else {
        m_standing->set(look::Tone::Attention, tr("%n thing(s) stand in the way", nullptr, blockers));
        setState(look::Tone::Attention, tr("%n in the way", nullptr, blockers));
    }
}

} // namespace tidegate::pages
