// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "pages/schema/findings_list.h"

#include "look/tone.h"
#include "text/problem_text.h"
#include "widgets/action_button.h"
#include "widgets/severity_look.h"

#include <QHBoxLayout>
#include <QListWidget>
#include <QVBoxLayout>

#include <algorithm>

namespace tidegate::pages {

namespace {

bool same(const Finding &one, const Finding &other)
{
    return one.code == other.code && one.arguments == other.arguments;
}

} // namespace

FindingsList::FindingsList(const QList<QAction *> &waysOut, QWidget *parent)
    : QWidget(parent), m_list(new QListWidget(this))
{
    m_list->setObjectName(QStringLiteral("schemaFindings"));
    m_list->setAccessibleName(tr("What is to be decided or known before the scripts run"));
    m_list->setWordWrap(true);
    m_list->setSelectionMode(QAbstractItemView::ExtendedSelection);
    auto *buttons = new QHBoxLayout;
    for (auto *action : waysOut)
        buttons->addWidget(new widgets::ActionButton(action, this));
    buttons->addStretch(1);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_list, 1);
    layout->addLayout(buttons);
    connect(m_list, &QListWidget::itemSelectionChanged, this, &FindingsList::selectionChanged);
    connect(m_list, &QListWidget::itemActivated, this, [this](QListWidgetItem *item) {
        emit activated(m_findings[static_cast<std::size_t>(m_list->row(item))]);
    });
    hide();
}

void FindingsList::show(const std::vector<Finding> &findings)
{
    if (std::equal(findings.begin(), findings.end(), m_findings.begin(), m_findings.end(), same))
        return;
    const auto before = selected();
    m_findings.clear(); // whoever hears of the selection meanwhile finds none
    m_list->clear();
    m_findings = findings;
    for (const auto &finding : m_findings) {
        const auto words = text::findingText(finding);
        auto *item = new QListWidgetItem(look::icon(widgets::toneOf(finding.severity)), words.inOneLine(), m_list);
        item->setToolTip(finding.mend.empty() ? words.forClipboard() : QString::fromStdString(finding.mend));
        item->setSelected(std::any_of(before.begin(), before.end(),
                                      [&finding](const Finding &each) { return same(each, finding); }));
    }
    if (!m_findings.empty() && m_list->selectedItems().isEmpty())
        m_list->setCurrentRow(0);
    setVisible(!m_findings.empty());
    emit selectionChanged();
}

std::vector<Finding> FindingsList::selected() const
{
    std::vector<Finding> chosen;
    for (std::size_t at = 0; at < m_findings.size(); ++at) {
        if (const auto *item = m_list->item(static_cast<int>(at)); item && item->isSelected())
            chosen.push_back(m_findings[at]);
    }
    return chosen;
}

} // namespace tidegate::pages
