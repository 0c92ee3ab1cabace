// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "pages/cutover/sequences_panel.h"

#include "pages/cutover/sequence_model.h"
#include "script/export.h"
#include "text/figures.h"
#include "widgets/action_button.h"
#include "widgets/script_view.h"

#include <QAction>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QSplitter>
#include <QTableView>
#include <QVBoxLayout>

namespace tidegate::pages {

SequencesPanel::SequencesPanel(QAction *look, QAction *reset, QWidget *parent)
    : QWidget(parent),
      m_reset(reset),
      m_model(new SequenceModel(this)),
      m_table(new QTableView(this)),
      m_summary(new QLabel(this)),
      m_sql(new widgets::ScriptView(tr("SQL that sets the sequences"), this))
{
    m_table->setObjectName(QStringLiteral("sequences"));
    m_table->setAccessibleName(tr("Sequences of the migration"));
    m_table->setModel(m_model);
    m_table->setSelectionBehavior(QAbstractItemView::SelectRows);
    m_table->setTabKeyNavigation(false);
    m_table->setWordWrap(false);
    m_table->verticalHeader()->hide();
    m_table->horizontalHeader()->setStretchLastSection(true);
    m_summary->setObjectName(QStringLiteral("sequenceSummary"));
    m_summary->setWordWrap(true);
    auto *words = new QLabel(tr("Sequence values do not travel with the changes. The cutover sets them by itself, after the "
                                "writes have stopped; here they can be looked at before, or set as a rehearsal."),
                             this);
    words->setWordWrap(true);
    auto *buttons = new QHBoxLayout;
    buttons->addWidget(m_summary, 1);
    buttons->addWidget(new widgets::ActionButton(look, this));
    buttons->addWidget(new widgets::ActionButton(reset, this));
    auto *split = new QSplitter(Qt::Vertical, this);
    split->addWidget(m_table);
    split->addWidget(m_sql);
    split->setStretchFactor(0, 2);
    split->setStretchFactor(1, 1);
    split->setChildrenCollapsible(false);
    auto *layout = new QVBoxLayout(this);
    layout->addWidget(words);
    layout->addLayout(buttons);
    layout->addWidget(split, 1);
    forget();
}

void SequencesPanel::show(std::vector<sequences::PreviewRow> rows)
{
    m_model->set(std::move(rows));
    m_table->resizeColumnsToContents();
    const auto script = sequences::toScript(m_model->rows());
    m_sql->setSql(script.empty() ? QString() : QString::fromStdString(script::toSql(script)));
    m_reset->setEnabled(m_model->changes() > 0);
    m_summary->setText(tr("%n sequence(s); %1 would be set, %2 need a look.", nullptr, m_model->rowCount())
                           .arg(text::count(static_cast<std::uint64_t>(m_model->changes())),
                                text::count(static_cast<std::uint64_t>(m_model->troubled()))));
}

QString SequencesPanel::sql() const
{
    return m_sql->sql();
}

int SequencesPanel::changes() const
{
    return m_model->changes();
}

void SequencesPanel::forget()
{
    m_model->set({});
    m_sql->setSql({});
    m_reset->setEnabled(false);
    m_summary->setText(tr("Not looked at yet."));
}

} // namespace tidegate::pages
