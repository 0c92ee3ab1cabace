// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "pages/source/finding_view.h"

#include "widgets/action_button.h"
#include "widgets/script_view.h"
#include "widgets/text_label.h"

#include <QAction>
#include <QHBoxLayout>
#include <QLabel>
#include <QListWidget>
#include <QSplitter>
#include <QVBoxLayout>

#include <algorithm>

namespace tidegate::pages {

namespace {

constexpr std::size_t rowsShown = 500;

} // namespace

FindingView::FindingView(QAction *mend, QWidget *parent)
    : QWidget(parent),
      m_mend(mend),
      m_list(new QListWidget(this)),
      m_words(widgets::textLabel("findingWords", this)),
      m_place(new QLabel(this)),
      m_script(new widgets::ScriptView(tr("Statement that mends it"), this)),
      m_mending(new QWidget(this)),
      m_beside(new QWidget(this))
{
    m_list->setObjectName(QStringLiteral("findings"));
    m_list->setAccessibleName(tr("What the checks found"));
    m_list->setWordWrap(true);
    m_words->setAlignment(Qt::AlignTop | Qt::AlignLeft);
    auto *mending = new QVBoxLayout(m_mending);
    mending->setContentsMargins(0, 0, 0, 0);
    mending->addWidget(m_place);
    mending->addWidget(m_script, 1);
    mending->addWidget(new widgets::ActionButton(mend, m_mending), 0, Qt::AlignLeft);
    auto *column = new QVBoxLayout(m_beside);
    column->setContentsMargins(0, 0, 0, 0);
    column->addWidget(m_words);
    column->addWidget(m_mending, 1);
    column->addStretch(0);
    auto *split = new QSplitter(Qt::Horizontal, this);
    split->addWidget(m_list);
    split->addWidget(m_beside);
    split->setStretchFactor(0, 3);
    split->setStretchFactor(1, 2);
    split->setSizes({600, 400});
    split->setChildrenCollapsible(false);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(split);
    connect(m_list, &QListWidget::currentRowChanged, this, &FindingView::showSelected);
    showSelected();
}

void FindingView::show(const std::vector<FindingRow> &rows)
{
    m_rows = rows;
    m_list->clear();
    for (std::size_t at = 0; at < std::min(rows.size(), rowsShown); ++at) {
        auto *item = new QListWidgetItem(
            look::icon(rows[at].tone), tr("%1: %2").arg(severityWord(rows[at].finding.severity), rows[at].text), m_list);
        item->setToolTip(rows[at].details);
    }
    if (rows.size() > rowsShown)
        new QListWidgetItem(tr("and %n more", nullptr, static_cast<int>(rows.size() - rowsShown)), m_list);
    if (rows.empty())
        new QListWidgetItem(look::icon(look::Tone::Done), tr("Nothing stands in the way."), m_list);
    m_list->setCurrentRow(0);
    showSelected();
}

const Finding *FindingView::selectedMend() const
{
    const auto row = m_list->currentRow();
    if (row < 0 || static_cast<std::size_t>(row) >= m_rows.size())
        return nullptr;
    const auto &finding = m_rows[static_cast<std::size_t>(row)].finding;
    return finding.mend.empty() ? nullptr : &finding;
}

void FindingView::updateAction()
{
    m_mend->setEnabled(selectedMend());
}

void FindingView::showSelected()
{
    const auto row = m_list->currentRow();
    const bool shown = row >= 0 && static_cast<std::size_t>(row) < m_rows.size();
    m_beside->setVisible(shown);
    m_words->setText(shown ? m_rows[static_cast<std::size_t>(row)].details : QString());
    const auto *finding = selectedMend();
    m_mending->setVisible(finding);
    updateAction();
    m_script->setSql(finding ? QString::fromStdString(finding->mend) : QString());
    if (finding)
        m_place->setText(finding->mendSide == Side::Source ? tr("This would mend it, on the source:")
                                                           : tr("This would mend it, on the target:"));
}

} // namespace tidegate::pages
