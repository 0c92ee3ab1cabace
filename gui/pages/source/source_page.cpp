// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "pages/source/source_page.h"

#include "ask/asker.h"
#include "frame/both_servers.h"
#include "frame/workspace.h"
#include "jobs/connect.h"
#include "jobs/target_preparation.h"
#include "pages/source/finding_view.h"
#include "pages/source/publication_card.h"
#include "pages/source/server_facts_view.h"
#include "script/export.h"
#include "settings/saved_connection.h"
#include "text/problem_text.h"
#include "widgets/action_button.h"
#include "widgets/banner.h"
#include "widgets/empty_state.h"

#include <QAction>
#include <QGroupBox>
#include <QHBoxLayout>
#include <QStackedWidget>
#include <QVBoxLayout>

#include <algorithm>
#include <memory>

namespace tidegate::pages {

namespace {

QGroupBox *boxed(const QString &title, QWidget *content, QWidget *parent)
{
    auto *box = new QGroupBox(title, parent);
    auto *layout = new QVBoxLayout(box);
    layout->addWidget(content);
    return box;
}

jobs::CheckOptions checkOptions(const plan::MigrationPlan &plan)
{
    jobs::CheckOptions options;
    options.subscription = plan.subscription;
    options.publications = plan.publications;
    options.tableMap = plan::tableMapOf(plan);
    options.copyData = plan.copyData;
    for (const auto &table : plan.allowNonempty)
        options.allowNonempty.push_back(table.display());
    return options;
}

/// A plan that nobody has named yet is named after its source.
plan::MigrationPlan unnamedAsEmpty(plan::MigrationPlan plan)
{
    if (plan.subscription == frame::PlanFile::unnamed && plan.publications.empty())
        plan.subscription.clear();
    return plan;
}

} // namespace

SourcePage::SourcePage(const frame::PageContext &context, QWidget *parent)
    : Page(QStringLiteral("source"), tr("Source"), parent), m_context(context)
{
    makeActions();
    makeLayout();
    connect(&context.workspace, &frame::Workspace::rolesChanged, this, &SourcePage::forget);
    connect(&context.workspace.plan(), &frame::PlanFile::changed, this, &SourcePage::planChanged);
    forget();
}

void SourcePage::makeActions()
{
    m_check = addMenuAction(tr("&Check both servers"), QKeySequence::Refresh);
    m_publish = addMenuAction(tr("&Publish the chosen tables…"), QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_P));
    m_mend = addMenuAction(tr("&Run the statement…"), QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_M));
    m_stop = addMenuAction(tr("S&top"), QKeySequence(Qt::CTRL | Qt::Key_Period));
    connect(m_check, &QAction::triggered, this, &SourcePage::check);
    connect(m_publish, &QAction::triggered, this, &SourcePage::publish);
    connect(m_mend, &QAction::triggered, this, &SourcePage::mend);
    connect(m_stop, &QAction::triggered, &m_job, &frame::PageJob::requestStop);
}

void SourcePage::makeLayout()
{
    m_banner = new widgets::Banner(this);
    m_facts = new ServerFactsView(this);
    m_findings = new FindingView(m_mend, this);
    m_publication = new PublicationCard(m_publish, this);
    connect(m_publication, &PublicationCard::renamed, this, &SourcePage::rename);
    auto *buttons = new QHBoxLayout;
    buttons->addStretch(1);
    buttons->addWidget(new widgets::ActionButton(m_stop, this));
    buttons->addWidget(new widgets::ActionButton(m_check, this));
    auto *filled = new QWidget(this);
    auto *column = new QVBoxLayout(filled);
    column->setContentsMargins(0, 0, 0, 0);
    column->addLayout(buttons);
    column->addWidget(m_facts);
    column->addWidget(boxed(tr("What the checks found"), m_findings, filled), 1);
    column->addWidget(boxed(tr("Publication on the source"), m_publication, filled));
    m_stack = new QStackedWidget(this);
    m_stack->addWidget(new widgets::EmptyState(
        tr("The servers have not been looked at"),
        tr("Choose a source and a target on the first page, then check them. A check changes nothing on either."),
        m_check, this));
    m_stack->addWidget(filled);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_banner);
    layout->addWidget(m_stack, 1);
}

void SourcePage::showEvent(QShowEvent *event)
{
    Page::showEvent(event);
    if (!m_isSeen && !m_job.isRunning() && m_check->isEnabled())
        check();
}

void SourcePage::proceed()
{
    m_check->trigger(); // not enabled while it is being done
}

void SourcePage::forget()
{
    m_job.letGo();
    m_isSeen = false;
    m_banner->dismiss();
    m_stack->setCurrentIndex(0);
    m_publication->showNothing();
    m_mend->setEnabled(false);
    const bool both = m_context.workspace.source() && m_context.workspace.target();
    m_check->setEnabled(both);
    m_stop->setEnabled(false);
    setState(look::Tone::Idle, both ? tr("Not checked") : tr("No servers"));
    if (both && isVisible())
        check();
}

void SourcePage::planChanged()
{
    // What is written into the plan here is known already.
    if (m_context.workspace.plan().value().tables == m_seenTables)
        return;
    m_isSeen = false;
    m_context.workspace.milestones().forget(frame::Milestone::Checked);
    if (isVisible() && !m_job.isRunning() && m_check->isEnabled())
        check();
}

void SourcePage::setBusy(const QString &word)
{
    m_check->setEnabled(word.isEmpty());
    m_stop->setEnabled(!word.isEmpty());
    if (word.isEmpty())
        return;
    m_publish->setEnabled(false);
    m_mend->setEnabled(false);
    setState(look::Tone::Busy, word);
}

void SourcePage::check()
{
    setBusy(tr("Checking…"));
    frame::openBoth(
        m_context, this, [this](const frame::BothLogins &logins) { look(logins); },
        [this](const QString &why) { failed(why); });
}

void SourcePage::look(const frame::BothLogins &logins)
{
    const auto &plan = m_context.workspace.plan().value();
    m_seenTables = plan.tables;
    const auto seen = std::make_shared<Seen>(); // the worker's until it has ended
    m_job.start(
        [seen, logins, options = checkOptions(plan), plan = unnamedAsEmpty(plan)](const StopToken &stop, const auto &) {
            const auto both = jobs::connectBoth(logins.source, logins.target, stop);
            seen->publication = jobs::prepareSource(*both.source, plan);
            seen->report = jobs::checkBoth(*both.source, *both.target, options);
        },
        [this, seen](const std::optional<Problem> &problem, bool stopped) {
            setBusy({});
            m_publication->updateAction();
            m_findings->updateAction();
            if (problem)
                failed(text::problemText(*problem).inOneLine());
            else if (stopped)
                setState(look::Tone::Idle, tr("Stopped"));
            else
                show(*seen);
        });
}

void SourcePage::show(const Seen &seen)
{
    m_isSeen = true;
    m_banner->dismiss();
    m_stack->setCurrentIndex(1);
    if (adopt(seen.publication))
        return;
    const auto &plan = m_context.workspace.plan().value();
    m_facts->show(seen.report.source, seen.report.target);
    const auto rows = findingRows(seen.report.findings);
    m_findings->show(rows);
    tellMilestones(seen.report.findings);
    m_publication->show(seen.publication, static_cast<int>(plan.tables.size()), !plan.publications.empty());
    const auto count = [&rows](Severity severity) {
        return static_cast<int>(std::count_if(rows.begin(), rows.end(), [severity](const FindingRow &row) {
            return row.finding.severity == severity;
        }));
    };
    if (const int refusals = count(Severity::Refusal); refusals > 0)
        setState(look::Tone::Failed, tr("%n in the way", nullptr, refusals));
    else if (plan.tables.empty())
        setState(look::Tone::Idle, tr("No tables yet"));
    else if (!m_publication->isReady())
        setState(look::Tone::Attention, tr("Not published"));
    else if (const int warnings = count(Severity::Warning); warnings > 0)
        setState(look::Tone::Attention, tr("%n to mind", nullptr, warnings));
    else
        setState(look::Tone::Done, tr("Ready"));
}

void SourcePage::tellMilestones(const std::vector<Finding> &findings)
{
    const auto any = [&findings](const auto &which) { return std::any_of(findings.begin(), findings.end(), which); };
    auto &milestones = m_context.workspace.milestones();
    milestones.set(frame::Milestone::TablesMade,
                   !any([](const Finding &finding) { return finding.code == Code::TargetTableMissing; }));
    milestones.set(frame::Milestone::Checked,
                   !any([](const Finding &finding) { return finding.severity == Severity::Refusal; }));
}

/// A publication that stands as it should becomes the plan's, whoever made it; one that the user named otherwise stays.
bool SourcePage::adopt(const jobs::SourcePreparation &publication)
{
    auto plan = m_context.workspace.plan().value();
    const bool stands = publication.exists && !publication.isForeign && !plan.tables.empty();
    if (!stands || (!plan.publications.empty() && !m_ranScript))
        return false;
    m_ranScript = false;
    plan.subscription = publication.subscription;
    plan.publications = {publication.publication};
    if (plan == m_context.workspace.plan().value())
        return false;
    m_context.workspace.plan().set(plan);
    m_isSeen = false;
    check(); // now with what is published
    return true;
}

void SourcePage::rename(const QString &subscription)
{
    auto plan = m_context.workspace.plan().value();
    plan.subscription = subscription.toStdString();
    m_context.workspace.plan().set(plan);
    check();
}

void SourcePage::mend()
{
    const auto *finding = m_findings->selectedMend();
    if (!finding)
        return;
    script::Script script;
    script.add(jobs::mendStatement(*finding));
    askAndRun(script, tr("Mend it"),
              finding->mendSide == Side::Source ? tr("This statement runs on the source.")
                                                : tr("This statement runs on the target."),
              tr("Run it"));
}

void SourcePage::publish()
{
    const auto &plan = m_context.workspace.plan().value();
    askAndRun(m_publication->script(), tr("Publish the chosen tables"),
              tr("%n table(s) are published on the source. Their changes can then be followed; without a primary key "
                 "or another replica identity the source refuses UPDATE and DELETE on them.",
                 nullptr, static_cast<int>(plan.tables.size())),
              tr("Publish"));
}

void SourcePage::askAndRun(const script::Script &script, const QString &title, const QString &text, const QString &verb)
{
    ask::DangerousQuestion question;
    question.title = title;
    question.text = text;
    question.servers = frame::serverNames(m_context.workspace);
    question.sql = QString::fromStdString(script::toSql(script));
    question.verb = verb;
    question.typed = frame::nameToType(m_context.workspace, script.at(0).side);
    m_context.asker.askDangerous(this, question, [this, script](bool goOn) {
        if (goOn)
            run(script);
    });
}

void SourcePage::run(const script::Script &script)
{
    setBusy(tr("Running…"));
    frame::openBoth(
        m_context, this,
        [this, script](const frame::BothLogins &logins) {
            const auto running = std::make_shared<script::Script>(script);
            m_job.start(
                [running, logins](const StopToken &stop, const auto &) {
                    jobs::runScript(*running, logins.source, logins.target, {}, stop);
                },
                [this, running](const std::optional<Problem> &problem, bool stopped) {
                    setBusy({});
                    for (const auto &statement : running->statements()) {
                        if (statement.state == script::State::Done)
                            m_context.workspace.log().add(frame::EventLog::Level::Note,
                                                          tr("Run on the server: %1").arg(QString::fromStdString(statement.sql)));
                    }
                    const auto *failure = running->problem();
                    if (const auto *why = failure ? failure : problem ? &*problem : nullptr) {
                        failed(text::problemText(*why).forClipboard());
                        return;
                    }
                    m_ranScript = !stopped;
                    check();
                });
        },
        [this](const QString &why) { failed(why); });
}

void SourcePage::failed(const QString &text)
{
    setBusy({});
    m_publication->updateAction();
    m_findings->updateAction();
    setState(look::Tone::Failed, tr("Failed"));
    m_context.workspace.log().add(frame::EventLog::Level::Problem, text);
    auto *again = new QAction(tr("Check again"));
    connect(again, &QAction::triggered, this, &SourcePage::check);
    m_banner->show(look::Tone::Failed, text, {again});
}

} // namespace tidegate::pages
