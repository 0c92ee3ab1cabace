// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

// What the schema page shows; what it does is in schema_page.cpp.

#include "frame/workspace.h"
#include "pages/schema/findings_list.h"
#include "pages/schema/schema_page.h"
#include "pages/schema/schema_state.h"
#include "pages/schema/script_model.h"
#include "pages/schema/script_panel.h"
#include "pages/schema/target_work.h"
#include "settings/saved_connection.h"
#include "widgets/action_button.h"
#include "widgets/banner.h"
#include "widgets/empty_state.h"
#include "widgets/status_badge.h"

#include <QAction>
#include <QHBoxLayout>
#include <QProgressBar>
#include <QSplitter>
#include <QStackedWidget>
#include <QTabWidget>

#include <algorithm>

namespace tidegate::pages {

QWidget *SchemaPage::makeTop()
{
    auto *row = new QWidget(this);
    auto *layout = new QHBoxLayout(row);
    layout->setContentsMargins(0, 0, 0, 0);
    m_status = new widgets::StatusBadge(row);
    m_status->setObjectName(QStringLiteral("schemaStatus"));
    m_progress = new QProgressBar(row);
    m_progress->setObjectName(QStringLiteral("schemaProgress"));
    m_progress->setAccessibleName(tr("Progress"));
    m_progress->setTextVisible(false);
    layout->addWidget(m_status, 1);
    layout->addWidget(m_progress);
    for (auto *action : {m_read, m_stop})
        layout->addWidget(new widgets::ActionButton(action, row));
    return row;
}

QWidget *SchemaPage::makePanels()
{
    m_tabs = new QTabWidget(this);
    m_tabs->setObjectName(QStringLiteral("scriptTabs"));
    const QList<QAction *> ofStatement{m_refuse, m_takeBack, m_copy};
    m_panels = {
        new ScriptPanel(QStringLiteral("beforeScript"), tr("Statements before the copy"),
                        tr("What rows need: schemas, types, tables, the keys by which changes find their rows, and "
                           "hypertables. Run it before the copy starts."),
                        model(ScriptPart::Before), {{m_run[0], m_copyAll, m_save}, ofStatement}, this),
        new ScriptPanel(QStringLiteral("afterScript"), tr("Statements after the copy"),
                        tr("Other indexes, foreign keys, views and statistics; triggers and rules last, which belong "
                           "there after the cutover."),
                        model(ScriptPart::After), {{m_run[1], m_copyAll, m_save}, ofStatement}, this)};
    for (auto *each : m_panels) {
        m_tabs->addTab(each, {});
        connect(each, &ScriptPanel::currentChanged, this, &SchemaPage::refreshStatement);
    }
    connect(m_tabs, &QTabWidget::currentChanged, this, &SchemaPage::refreshStatement);
    return m_tabs;
}

void SchemaPage::makeLayout()
{
    m_banner = new widgets::Banner(this);
    m_list = new FindingsList({m_widen, m_plain}, this);
    connect(m_list, &FindingsList::selectionChanged, this, &SchemaPage::refreshActions);
    connect(m_list, &FindingsList::activated, this, [this](const Finding &finding) {
        const auto where = schema::decisive(finding, model(ScriptPart::Before).script(), m_readFor->tables);
        if (const auto row = where.key ? where.key : where.hypertable) {
            m_tabs->setCurrentIndex(0);
            panel(ScriptPart::Before).setCurrentRow(static_cast<int>(*row));
        }
    });
    auto *split = new QSplitter(Qt::Vertical, this);
    split->addWidget(m_list);
    split->addWidget(makePanels());
    split->setStretchFactor(0, 1);
    split->setStretchFactor(1, 4);
    split->setSizes({150, 500}); // of a few findings, all are in sight
    split->setChildrenCollapsible(false);
    m_stack = new QStackedWidget(this);
    m_stack->addWidget(new widgets::EmptyState(
        tr("The target has not been prepared"),
        tr("The definitions of the chosen tables are read from the source by pg_dump and shown as two scripts: what is "
           "made before the copy, and what after it. Reading changes nothing; you read, edit or refuse each statement "
           "before anything runs."),
        m_read, this));
    m_stack->addWidget(split);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_banner);
    layout->addWidget(makeTop());
    layout->addWidget(m_stack, 1);
}

ScriptPart SchemaPage::shownPart() const
{
    return static_cast<ScriptPart>(m_tabs->currentIndex());
}

std::optional<SchemaPage::Basis> SchemaPage::basis() const
{
    const auto *source = m_context.workspace.source();
    const auto *target = m_context.workspace.target();
    const auto &tables = m_context.workspace.plan().value().tables;
    if (!source || !target || tables.empty())
        return std::nullopt;
    return Basis{source->uri, target->uri, tables};
}

bool SchemaPage::isStale() const
{
    return m_readFor && m_readFor != basis();
}

bool SchemaPage::mayRun(ScriptPart part) const
{
    if (!m_readFor || isStale() || m_work->isRunning())
        return false;
    const auto request = requestFor(part);
    return model(part).left() > static_cast<int>(actingKeys(request).size()) && (part == ScriptPart::After || decisionsToMake() == 0);
}

std::vector<Finding> SchemaPage::openFindings() const
{
    if (!m_readFor)
        return {};
    return schema::unanswered(m_findings, model(ScriptPart::Before).script(), m_readFor->tables);
}

int SchemaPage::decisionsToMake() const
{
    const auto open = openFindings();
    return static_cast<int>(std::count_if(open.begin(), open.end(),
                                          [](const Finding &finding) { return finding.severity == Severity::Refusal; }));
}

RunRequest SchemaPage::requestFor(ScriptPart part) const
{
    const auto &snapshot = m_context.workspace.run().snapshot();
    RunRequest request{part, model(part).script(), *m_context.workspace.source(), *m_context.workspace.target()};
    request.leftBefore = model(ScriptPart::Before).left();
    request.keysAct = m_keysAct;
    request.hasBegun = m_hasBegun || snapshot;
    request.hasCutOver = m_context.workspace.milestones().isReached(frame::Milestone::CutOver);
    if (snapshot) {
        const auto &tables = snapshot->tables;
        request.hasCopied = !tables.empty() && std::none_of(tables.begin(), tables.end(), [](const auto &table) {
            return table.state == progress::TableState::Waiting || table.state == progress::TableState::Copying;
        });
        request.isInSync = !tables.empty() && std::all_of(tables.begin(), tables.end(), [](const auto &table) {
            return table.state == progress::TableState::CaughtUp || table.state == progress::TableState::Ready;
        });
        request.hasCutOver = request.hasCutOver || snapshot->phase == progress::Phase::CutOver;
    }
    return request;
}

SchemaFacts SchemaPage::facts() const
{
    SchemaFacts facts;
    facts.hasServers = m_context.workspace.source() && m_context.workspace.target();
    facts.hasTables = !m_context.workspace.plan().value().tables.empty();
    if (m_reading)
        facts.reading = m_step;
    facts.isRead = m_readFor.has_value();
    facts.isStale = isStale();
    facts.isRunning = m_running.has_value();
    facts.leftBefore = model(ScriptPart::Before).left();
    facts.leftAfter = model(ScriptPart::After).left();
    if (m_running) {
        const auto &running = model(*m_running);
        facts.runningOf = m_toRun;
        facts.runningAt = std::min(m_toRun, m_done + 1);
        facts.runningObject = QString::fromStdString(running.at(m_runningRow).object);
        return facts;
    }
    for (const auto part : {ScriptPart::After, ScriptPart::Before}) {
        if (model(part).count(script::State::Failed) > 0)
            facts.failedAt = model(part).firstFailed() + 1;
    }
    facts.toDecide = decisionsToMake();
    return facts;
}

void SchemaPage::planOrServersChanged()
{
    refresh();
    if (m_running)
        return;
    if (!isStale()) {
        if (m_saysStale)
            m_banner->dismiss();
        m_saysStale = false;
        return;
    }
    m_saysStale = true;
    m_banner->show(look::Tone::Attention,
                   tr("The tables or the servers have changed since these scripts were made. They no longer fit and are "
                      "not run; your decisions about statements are kept."),
                   toReadAgain());
}

QList<QAction *> SchemaPage::toReadAgain()
{
    auto *again = new QAction(tr("Read again"));
    connect(again, &QAction::triggered, this, &SchemaPage::read);
    return {again};
}

/// What runs outside of a transaction leaves what it has made so far, which is in the way of another try.
bool SchemaPage::mayHaveLeftAnIndex(ScriptPart part) const
{
    const int row = model(part).firstFailed();
    return row >= 0 && !model(part).at(row).transactional;
}

void SchemaPage::refresh()
{
    m_stack->setCurrentIndex(m_readFor ? 1 : 0);
    m_list->show(openFindings());
    refreshState();
    refreshActions();
}

/// Only of scripts that fit and do not run: the others say nothing about the target.
void SchemaPage::tellMilestones()
{
    if (!m_readFor || m_reading || m_running || isStale())
        return;
    const auto &after = model(ScriptPart::After);
    auto &milestones = m_context.workspace.milestones();
    milestones.set(frame::Milestone::TablesMade, model(ScriptPart::Before).left() == 0);
    const auto later = actingOnRows(after.script()).size() + keysForLater(requestFor(ScriptPart::After)).size();
    milestones.set(frame::Milestone::KeysMade, after.left() == static_cast<int>(later));
}

void SchemaPage::refreshState()
{
    tellMilestones();
    const auto now = schemaState(facts());
    setState(now.tone, now.word);
    m_status->set(now.tone, now.sentence);
    m_progress->setVisible(m_reading || m_running);
    m_progress->setRange(0, m_running ? m_toRun : 0); // reading: nobody knows how much
    m_progress->setValue(m_running ? m_done : 0);
    m_tabs->setTabText(0, tr("Before the copy (%1 to run)").arg(model(ScriptPart::Before).left()));
    m_tabs->setTabText(1, tr("After the copy (%1 to run)").arg(model(ScriptPart::After).left()));
    if (!m_running)
        refreshStatement();
}

void SchemaPage::refreshActions()
{
    const bool isBusy = m_reading || m_running;
    m_read->setEnabled(!isBusy && basis());
    m_stop->setEnabled(isBusy);
    for (const auto part : {ScriptPart::Before, ScriptPart::After})
        m_run[static_cast<std::size_t>(part)]->setEnabled(mayRun(part));
    for (auto *action : {m_copyAll, m_save, m_find})
        action->setEnabled(m_readFor.has_value());
    const auto selected = m_list->selected();
    m_plain->setEnabled(!isBusy && !isStale() && std::any_of(selected.begin(), selected.end(), [](const Finding &finding) {
        return finding.severity == Severity::Refusal;
    }));
    m_widen->setEnabled(!isBusy && !isStale() && std::any_of(selected.begin(), selected.end(), [this](const Finding &finding) {
        return finding.code == Code::HypertableKeyLacksTime
            && schema::decisive(finding, model(ScriptPart::Before).script(), m_readFor->tables).key;
    }));
    if (m_context.workspace.source() && m_context.workspace.target())
        panel(ScriptPart::After).warn(m_readFor && model(ScriptPart::After).left() > 0 ? warning() : QString());
    refreshStatement();
}

QString SchemaPage::warning() const
{
    const auto request = requestFor(ScriptPart::After);
    auto words = QStringList{tooEarly(request), keysWords(request)};
    words.removeAll(QString());
    return words.join(QLatin1Char(' '));
}

void SchemaPage::refreshStatement()
{
    const auto &shown = model(shownPart());
    const int row = panel(shownPart()).currentRow();
    const bool isOne = row >= 0 && row < shown.rowCount();
    const bool mayChange = isOne && shown.mayChange(row);
    const bool isLeftOut = isOne && shown.at(row).state == script::State::Skipped;
    m_refuse->setText(isLeftOut ? tr("Res&tore") : tr("Re&fuse"));
    m_refuse->setEnabled(mayChange);
    m_takeBack->setEnabled(mayChange && shown.at(row).original.has_value());
    m_edit->setEnabled(mayChange && !isLeftOut);
    m_copy->setEnabled(isOne);
}

} // namespace tidegate::pages
