// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "pages/schema/script_panel.h"

#include "pages/schema/script_model.h"
#include "pages/schema/statement_panel.h"
#include "widgets/action_button.h"
#include "widgets/roomy_rows.h"

#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QLineEdit>
#include <QSortFilterProxyModel>
#include <QSplitter>
#include <QTreeView>
#include <QVBoxLayout>

#include <algorithm>

namespace tidegate::pages {

ScriptPanel::ScriptPanel(const QString &name, const QString &title, const QString &hint, ScriptModel &model,
                         const Buttons &buttons, QWidget *parent)
    : QWidget(parent), m_model(model), m_hint(hint), m_filtered(new QSortFilterProxyModel(this))
{
    setObjectName(name);
    m_filtered->setSourceModel(&model);
    m_filtered->setFilterKeyColumn(-1);
    m_filtered->setFilterCaseSensitivity(Qt::CaseInsensitive);
    m_words = new QLabel(hint, this);
    m_words->setObjectName(QStringLiteral("scriptHint"));
    m_words->setWordWrap(true);
    m_words->setTextFormat(Qt::PlainText);
    auto *top = makeTop(name, buttons.ofScript); // first made, first reached by Tab
    m_view = makeView(name, title);
    m_statement = new StatementPanel(model, buttons.ofStatement, this);
    auto *split = new QSplitter(Qt::Horizontal, this);
    split->addWidget(m_view);
    split->addWidget(m_statement);
    split->setStretchFactor(0, 3);
    split->setStretchFactor(1, 2);
    split->setChildrenCollapsible(false);
    auto *layout = new QVBoxLayout(this);
    layout->addWidget(m_words);
    layout->addWidget(top);
    layout->addWidget(split, 1);
    connect(m_view->selectionModel(), &QItemSelectionModel::currentRowChanged, this, [this] {
        m_statement->show(currentRow());
        emit currentChanged();
    });
    connect(&model, &ScriptModel::modelReset, this, &ScriptPanel::fit);
}

QTreeView *ScriptPanel::makeView(const QString &name, const QString &title)
{
    auto *view = new QTreeView(this);
    view->setObjectName(name + QStringLiteral("View"));
    view->setAccessibleName(title);
    view->setModel(m_filtered);
    view->setRootIsDecorated(false);
    view->setUniformRowHeights(true);
    widgets::giveRoom(*view);
    view->setAllColumnsShowFocus(true);
    view->setEditTriggers(QAbstractItemView::NoEditTriggers);
    view->header()->setStretchLastSection(true);
    return view;
}

QWidget *ScriptPanel::makeTop(const QString &name, const QList<QAction *> &actions)
{
    auto *row = new QWidget(this);
    auto *layout = new QHBoxLayout(row);
    layout->setContentsMargins(0, 0, 0, 0);
    m_filter = new QLineEdit(row);
    m_filter->setObjectName(name + QStringLiteral("Filter"));
    m_filter->setPlaceholderText(tr("Filter by state, kind, object or table"));
    m_filter->setAccessibleName(m_filter->placeholderText());
    m_filter->setClearButtonEnabled(true);
    connect(m_filter, &QLineEdit::textChanged, m_filtered, &QSortFilterProxyModel::setFilterFixedString);
    layout->addWidget(m_filter, 1);
    for (auto *action : actions)
        layout->addWidget(new widgets::ActionButton(action, row));
    return row;
}

int ScriptPanel::currentRow() const
{
    const auto index = m_filtered->mapToSource(m_view->currentIndex());
    return index.isValid() ? index.row() : -1;
}

void ScriptPanel::setCurrentRow(int row)
{
    const auto source = m_model.index(row, 0);
    if (source.isValid() && !m_filtered->mapFromSource(source).isValid())
        m_filter->clear();
    m_view->setCurrentIndex(m_filtered->mapFromSource(source));
}

void ScriptPanel::focusFilter()
{
    m_filter->setFocus(Qt::ShortcutFocusReason);
}

void ScriptPanel::focusSql()
{
    m_statement->focusSql();
}

void ScriptPanel::warn(const QString &warning)
{
    m_words->setText(warning.isEmpty() ? m_hint : warning);
}

/// The first of the statements that are to run, which is what somebody comes to look at.
void ScriptPanel::fit()
{
    for (int column = 0; column < ScriptModel::ColumnCount; ++column)
        m_view->resizeColumnToContents(column);
    m_view->setColumnWidth(ScriptModel::Object, std::min(m_view->columnWidth(ScriptModel::Object), 360));
    int row = 0;
    while (row < m_model.rowCount() && m_model.at(row).state == script::State::Skipped)
        ++row;
    setCurrentRow(row < m_model.rowCount() ? row : 0);
    m_statement->show(currentRow());
}

} // namespace tidegate::pages
