// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "pages/tables/tables_page.h"

#include "frame/saved_login.h"
#include "frame/workspace.h"
#include "jobs/selection_findings.h"
#include "pages/tables/table_loader.h"
#include "pages/tables/table_model.h"
#include "pages/tables/time_column_delegate.h"
#include "settings/saved_connection.h"
#include "text/figures.h"
#include "text/problem_text.h"
#include "widgets/action_button.h"
#include "widgets/banner.h"
#include "widgets/empty_state.h"
#include "widgets/roomy_rows.h"
#include "widgets/severity_look.h"

#include <QAction>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QSplitter>
#include <QStackedWidget>
#include <QTreeView>
#include <QVBoxLayout>

#include <algorithm>
#include <utility>

namespace tidegate::pages {

namespace {

constexpr std::size_t findingsShown = 200;

} // namespace

TablesPage::TablesPage(const frame::PageContext &context, QWidget *parent)
    : Page(QStringLiteral("tables"), tr("Tables"), parent),
      m_context(context),
      m_model(new TableModel(this)),
      m_filtered(new QSortFilterProxyModel(this)),
      m_loader(new TableLoader(this))
{
    m_filtered->setSourceModel(m_model);
    m_filtered->setRecursiveFilteringEnabled(true);
    m_filtered->setAutoAcceptChildRows(true); // a schema that matches shows its tables
    m_filtered->setFilterCaseSensitivity(Qt::CaseInsensitive);
    m_filtered->setSortRole(TableModel::SortRole);
    makeActions();
    makeLayout();
    connect(m_loader, &TableLoader::loaded, this, &TablesPage::loaded);
    connect(m_loader, &TableLoader::failed, this,
            [this](const Problem &problem) { failed(text::problemText(problem).inOneLine()); });
    connect(m_model, &TableModel::choiceChanged, this, &TablesPage::choiceChanged);
    connect(&context.workspace.plan(), &frame::PlanFile::notSaved, this,
            [this](const QString &why) {
                m_bannerIsOfPlan = true;
                m_banner->show(look::Tone::Failed, why);
            });
    connect(&context.workspace.plan(), &frame::PlanFile::saved, this, [this] {
        if (std::exchange(m_bannerIsOfPlan, false))
            m_banner->dismiss();
    });
    connect(&context.workspace, &frame::Workspace::rolesChanged, this, &TablesPage::rolesChanged);
    rolesChanged();
}

void TablesPage::makeActions()
{
    m_load = addMenuAction(tr("&Read tables"), QKeySequence::Refresh);
    m_all = addMenuAction(tr("Choose &all"), QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_A));
    m_none = addMenuAction(tr("Choose &none"), QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_N));
    m_find = addMenuAction(tr("&Filter"), QKeySequence::Find);
    connect(m_load, &QAction::triggered, this, &TablesPage::load);
    connect(m_all, &QAction::triggered, this, [this] { m_model->chooseAll(true); });
    connect(m_none, &QAction::triggered, this, [this] { m_model->chooseAll(false); });
    connect(m_find, &QAction::triggered, this, [this] { m_filter->setFocus(Qt::ShortcutFocusReason); });
}

QTreeView *TablesPage::makeTree()
{
    auto *tree = new QTreeView(this);
    tree->setObjectName(QStringLiteral("tableTree"));
    tree->setAccessibleName(tr("Tables of the source"));
    tree->setModel(m_filtered);
    tree->setUniformRowHeights(true);
    widgets::giveRoom(*tree);
    tree->setAllColumnsShowFocus(false);
    tree->setSelectionBehavior(QAbstractItemView::SelectItems);
    tree->setEditTriggers(QAbstractItemView::EditKeyPressed | QAbstractItemView::DoubleClicked
                          | QAbstractItemView::SelectedClicked);
    tree->setItemDelegateForColumn(TableModel::TimeColumn, new TimeColumnDelegate(tree));
    tree->header()->setStretchLastSection(false);
    tree->setSortingEnabled(true);
    tree->sortByColumn(TableModel::Name, Qt::AscendingOrder);
    return tree;
}

QWidget *TablesPage::makeTop()
{
    auto *row = new QWidget(this);
    auto *layout = new QHBoxLayout(row);
    layout->setContentsMargins(0, 0, 0, 0);
    m_filter = new QLineEdit(row);
    m_filter->setObjectName(QStringLiteral("tableFilter"));
    m_filter->setPlaceholderText(tr("Filter by schema or table"));
    m_filter->setAccessibleName(tr("Filter by schema or table"));
    m_filter->setClearButtonEnabled(true);
    connect(m_filter, &QLineEdit::textChanged, this, [this](const QString &text) {
        m_filtered->setFilterFixedString(text);
        m_tree->expandAll();
    });
    layout->addWidget(m_filter, 1);
    for (auto *action : {m_all, m_none, m_load})
        layout->addWidget(new widgets::ActionButton(action, row));
    return row;
}

void TablesPage::makeLayout()
{
    m_banner = new widgets::Banner(this);
    m_tree = makeTree();
    m_summary = new QLabel(this);
    m_summary->setObjectName(QStringLiteral("tableSummary"));
    m_findings = new QListWidget(this);
    m_findings->setObjectName(QStringLiteral("tableFindings"));
    m_findings->setAccessibleName(tr("What stands out about the chosen tables"));
    m_findings->setWordWrap(true);
    auto *split = new QSplitter(Qt::Vertical, this);
    split->addWidget(m_tree);
    split->addWidget(m_findings);
    split->setStretchFactor(0, 4);
    split->setStretchFactor(1, 1);
    auto *filled = new QWidget(this);
    auto *column = new QVBoxLayout(filled);
    column->setContentsMargins(0, 0, 0, 0);
    column->addWidget(makeTop());
    column->addWidget(split, 1);
    column->addWidget(m_summary);
    m_stack = new QStackedWidget(this);
    m_stack->addWidget(new widgets::EmptyState(
        tr("The source's tables have not been read"),
        tr("Choose a source on the first page, then read its tables. Nothing is changed on it by that."), m_load, this));
    m_stack->addWidget(filled);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_banner);
    layout->addWidget(m_stack, 1);
}

void TablesPage::showEvent(QShowEvent *event)
{
    Page::showEvent(event);
    if (!m_isLoaded && !m_loader->isRunning() && m_context.workspace.source())
        load();
}

void TablesPage::rolesChanged()
{
    m_loader->cancel();
    m_isLoaded = false;
    m_banner->dismiss();
    m_stack->setCurrentIndex(0);
    m_load->setEnabled(m_context.workspace.source());
    for (auto *action : {m_all, m_none, m_find})
        action->setEnabled(false);
    setState(look::Tone::Idle, m_context.workspace.source() ? tr("Not read") : tr("No source"));
    if (isVisible() && m_context.workspace.source())
        load();
}

void TablesPage::load()
{
    const auto *source = m_context.workspace.source();
    if (!source)
        return;
    setState(look::Tone::Busy, tr("Reading…"));
    const auto id = source->id;
    const auto stillWanted = [this, id] {
        return m_context.workspace.source() && m_context.workspace.source()->id == id;
    };
    frame::openLogin(m_context.vault, *source, this, [this, stillWanted](const frame::SavedLogin &login) {
        if (!stillWanted())
            return;
        if (!login.endpoint) {
            failed(login.reason);
            return;
        }
        const auto *target = m_context.workspace.target();
        if (!target) {
            m_loader->start(*login.endpoint, std::nullopt);
            return;
        }
        frame::openLogin(m_context.vault, *target, this,
                         [this, stillWanted, from = *login.endpoint](const frame::SavedLogin &to) {
                             if (stillWanted())
                                 m_loader->start(from, to.endpoint);
                         });
    });
}

void TablesPage::loaded(const jobs::SourceTables &tables)
{
    m_isLoaded = true;
    m_banner->dismiss();
    m_model->setTables(tables, m_context.workspace.plan().value().tables);
    m_stack->setCurrentIndex(1);
    showChoice();
    for (auto *action : {m_all, m_none, m_find})
        action->setEnabled(true);
    m_tree->expandAll();
    for (int column = 0; column < TableModel::ColumnCount; ++column)
        m_tree->resizeColumnToContents(column);
    m_tree->setColumnWidth(TableModel::Name, std::min(m_tree->columnWidth(TableModel::Name), 400));
    // What is left of the width goes to the reasons, which are the longest, but never so little that none can be read;
    // whole they are in the tool tip.
    const int time = m_tree->columnWidth(TableModel::TimeColumn);
    const int left = m_tree->viewport()->width() - (m_tree->header()->length() - time);
    m_tree->setColumnWidth(TableModel::TimeColumn, std::max(240, std::min(time, left)));
}

void TablesPage::failed(const QString &text)
{
    setState(look::Tone::Failed, tr("Not read"));
    auto *again = new QAction(tr("Try again"));
    connect(again, &QAction::triggered, this, &TablesPage::load);
    m_bannerIsOfPlan = false;
    m_banner->show(look::Tone::Failed, text, {again});
}

void TablesPage::choiceChanged()
{
    auto plan = m_context.workspace.plan().value();
    plan.tables = m_model->chosen();
    m_context.workspace.plan().set(plan);
    showChoice();
}

void TablesPage::showChoice()
{
    const auto tables = m_model->chosen();
    const auto chosen = static_cast<int>(tables.size());
    const auto hypertables = std::count_if(tables.begin(), tables.end(),
                                           [](const auto &table) { return table.timeColumn.has_value(); });
    m_summary->setText(tr("%1 of %n table(s) chosen, %2; %3 become hypertables", nullptr, m_model->tableCount())
                           .arg(text::count(static_cast<std::uint64_t>(chosen)),
                                text::bytes(static_cast<std::uint64_t>(m_model->chosenBytes())),
                                text::count(static_cast<std::uint64_t>(hypertables))));
    setState(chosen > 0 ? look::Tone::Done : look::Tone::Idle,
             chosen > 0 ? tr("%n chosen", nullptr, chosen) : tr("None chosen"));
    showFindings();
}

void TablesPage::showFindings()
{
    const auto findings = jobs::selectionFindings(m_model->source(), m_model->chosen());
    m_findings->clear();
    m_findings->setVisible(!findings.empty());
    for (std::size_t at = 0; at < std::min(findings.size(), findingsShown); ++at) {
        const auto words = text::findingText(findings[at]);
        auto *item = new QListWidgetItem(look::icon(widgets::toneOf(findings[at].severity)), words.inOneLine(), m_findings);
        item->setToolTip(words.forClipboard());
    }
    if (findings.size() > findingsShown)
        new QListWidgetItem(tr("and %n more", nullptr, static_cast<int>(findings.size() - findingsShown)), m_findings);
    const bool refused = !findings.empty() && findings.front().severity == Severity::Refusal;
    if (refused)
        setState(look::Tone::Attention, tr("Needs a decision"));
}

} // namespace tidegate::pages
