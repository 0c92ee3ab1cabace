// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "pages/sync/table_list.h"

#include "pages/sync/progress_delegate.h"
#include "text/figures.h"
#include "widgets/action_button.h"
#include "widgets/roomy_rows.h"

#include <QAction>
#include <QComboBox>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QLineEdit>
#include <QTreeView>
#include <QVBoxLayout>

#include <algorithm>

namespace tidegate::pages {

SyncFilter::SyncFilter(SyncModel &model, QObject *parent) : QSortFilterProxyModel(parent), m_model(model)
{
    setDynamicSortFilter(false);
    setSortRole(SyncModel::SortRole);
    setSourceModel(&model);
    // Joined tables find their place; the list has not moved under anybody's hand meanwhile.
    connect(&model, &QAbstractItemModel::rowsInserted, this, [this] { sort(sortColumn(), sortOrder()); });
}

void SyncFilter::setText(const QString &text)
{
    m_text = text;
    invalidateFilter();
}

void SyncFilter::setWhich(Which which)
{
    m_which = which;
    invalidateFilter();
}

void SyncFilter::review()
{
    if (m_which != Which::All)
        invalidateFilter();
}

bool SyncFilter::filterAcceptsRow(int row, const QModelIndex &) const
{
    if (m_which == Which::Trouble && !m_model.problem(row))
        return false;
    if (m_which == Which::Unfinished && m_model.isFinished(row))
        return false;
    return m_text.isEmpty()
        || QString::fromStdString(m_model.table(row).source.display()).contains(m_text, Qt::CaseInsensitive);
}

TableList::TableList(const QList<QAction *> &actions, QWidget *parent)
    : QWidget(parent), m_model(new SyncModel(this)), m_filtered(new SyncFilter(*m_model, this))
{
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(makeTop(actions));
    makeTree(actions);
    layout->addWidget(m_tree, 1);
}

QWidget *TableList::makeTop(const QList<QAction *> &actions)
{
    auto *row = new QWidget(this);
    auto *layout = new QHBoxLayout(row);
    layout->setContentsMargins(0, 0, 0, 0);
    m_filter = new QLineEdit(row);
    m_filter->setObjectName(QStringLiteral("syncFilter"));
    m_filter->setPlaceholderText(tr("Filter by schema or table"));
    m_filter->setAccessibleName(m_filter->placeholderText());
    m_filter->setClearButtonEnabled(true);
    connect(m_filter, &QLineEdit::textChanged, m_filtered, &SyncFilter::setText);
    m_which = new QComboBox(row);
    m_which->setObjectName(QStringLiteral("syncWhich"));
    m_which->setAccessibleName(tr("Which tables are shown"));
    m_which->addItems({tr("All tables"), tr("Not ready yet"), tr("With an error")});
    connect(m_which, &QComboBox::currentIndexChanged, m_filtered,
            [this](int index) { m_filtered->setWhich(static_cast<SyncFilter::Which>(index)); });
    m_summary = new QLabel(row);
    m_summary->setObjectName(QStringLiteral("syncSummary"));
    m_summary->setTextFormat(Qt::PlainText);
    layout->addWidget(m_filter, 1);
    layout->addWidget(m_which);
    layout->addWidget(m_summary);
    for (auto *action : actions)
        layout->addWidget(new widgets::ActionButton(action, row));
    return row;
}

void TableList::makeTree(const QList<QAction *> &actions)
{
    m_tree = new QTreeView(this);
    m_tree->setObjectName(QStringLiteral("syncTables"));
    m_tree->setAccessibleName(tr("Tables of the migration"));
    m_tree->setModel(m_filtered);
    m_tree->setRootIsDecorated(false);
    m_tree->setUniformRowHeights(true);
    widgets::giveRoom(*m_tree);
    m_tree->setAllColumnsShowFocus(true);
    m_tree->setSelectionMode(QAbstractItemView::ExtendedSelection);
    m_tree->setItemDelegateForColumn(SyncModel::Progress, new ProgressDelegate(m_tree));
    m_tree->setSortingEnabled(true);
    m_tree->sortByColumn(SyncModel::Table, Qt::AscendingOrder);
    m_tree->setContextMenuPolicy(Qt::ActionsContextMenu);
    m_tree->addActions(actions);
    const int letter = fontMetrics().averageCharWidth();
    const int widths[] = {26, 26, 17, 14, 14, 16, 16, 16, 14, 14};
    for (int column = 0; column < SyncModel::Error; ++column)
        m_tree->setColumnWidth(column, std::max(letter * widths[column], m_tree->header()->sectionSizeHint(column)));
    connect(m_tree->selectionModel(), &QItemSelectionModel::selectionChanged, this, &TableList::selectionChanged);
    connect(m_tree->selectionModel(), &QItemSelectionModel::currentChanged, this, &TableList::selectionChanged);
}

void TableList::setSnapshot(const progress::ProgressSnapshot &snapshot)
{
    const bool wasEmpty = m_model->rowCount() == 0;
    m_model->setSnapshot(snapshot, progress::Clock::now());
    m_filtered->review();
    sumUp(snapshot);
    if (!wasEmpty)
        return;
    const int least = m_tree->columnWidth(SyncModel::State);
    m_tree->resizeColumnToContents(SyncModel::State); // its words are longer in other languages
    m_tree->setColumnWidth(SyncModel::State, std::max(least, m_tree->columnWidth(SyncModel::State)));
}

void TableList::sumUp(const progress::ProgressSnapshot &snapshot)
{
    const auto sums = progress::totals(snapshot);
    const auto ready = text::count(sums.readyTables);
    const auto tables = static_cast<int>(sums.tables);
    m_summary->setText(sums.failedTables == 0
                           ? tr("%1 of %n table(s) ready", nullptr, tables).arg(ready)
                           : tr("%1 of %n table(s) ready, %2 stopped", nullptr, tables)
                                 .arg(ready, text::count(sums.failedTables)));
}

std::vector<progress::TableProgress> TableList::selected() const
{
    std::vector<progress::TableProgress> tables;
    for (const auto &index : m_tree->selectionModel()->selectedRows())
        tables.push_back(m_model->table(m_filtered->mapToSource(index).row()));
    // Who came by Tab has a current row, with its frame around it, and has selected nothing yet.
    if (tables.empty() && m_tree->currentIndex().isValid())
        tables.push_back(m_model->table(m_filtered->mapToSource(m_tree->currentIndex()).row()));
    return tables;
}

void TableList::focusFilter()
{
    m_filter->setFocus(Qt::ShortcutFocusReason);
    m_filter->selectAll();
}

} // namespace tidegate::pages
