// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "pages/sync/watch_dialog.h"

#include "frame/run_text.h"
#include "look/tone.h"
#include "pages/sync/sync_text.h"

#include <QDialogButtonBox>
#include <QHeaderView>
#include <QLabel>
#include <QPushButton>
#include <QTreeWidget>
#include <QVBoxLayout>

namespace tidegate::pages {

WatchDialog::WatchDialog(std::vector<jobs::SubscriptionSeen> live, QWidget *parent)
    : QDialog(parent), m_live(std::move(live)), m_list(new QTreeWidget(this))
{
    setObjectName(QStringLiteral("watchDialog"));
    setWindowTitle(tr("Watch a run"));
    setAttribute(Qt::WA_DeleteOnClose);
    m_list->setObjectName(QStringLiteral("watchRuns"));
    m_list->setAccessibleName(tr("Runs on this target"));
    m_list->setHeaderLabels({tr("Subscription"), tr("State"), tr("Source database"), tr("Publications"), tr("Host"),
                             tr("Role"), tr("Since")});
    m_list->setRootIsDecorated(false);
    m_list->setUniformRowHeights(true);
    fill();
    auto *words = new QLabel(tr("Several migrations are run to this target. Watching changes nothing on any server."), this);
    words->setWordWrap(true);
    auto *buttons = new QDialogButtonBox(QDialogButtonBox::Cancel, this);
    auto *watch = buttons->addButton(tr("&Watch"), QDialogButtonBox::AcceptRole);
    watch->setDefault(true);
    connect(buttons, &QDialogButtonBox::accepted, this, &WatchDialog::choose);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    connect(m_list, &QTreeWidget::itemActivated, this, &WatchDialog::choose);
    auto *layout = new QVBoxLayout(this);
    layout->addWidget(words);
    layout->addWidget(m_list, 1);
    layout->addWidget(buttons);
    resize(fontMetrics().averageCharWidth() * 130, fontMetrics().height() * 16);
    m_list->setFocus();
}

void WatchDialog::fill()
{
    for (const auto &run : m_live) {
        const auto phase = run.paused ? progress::Phase::Paused
                                      : progress::phaseNamed(run.phase).value_or(progress::Phase::Starting);
        auto *item = new QTreeWidgetItem(
            m_list, {QString::fromStdString(run.name), frame::phaseWord(phase), QString::fromStdString(run.sourceDatabase),
                     joinedNames(run.publications), QString::fromStdString(run.engine->host),
                     QString::fromStdString(run.engine->role), QString::fromStdString(run.engine->since)});
        item->setIcon(1, look::icon(frame::phaseTone(phase)));
    }
    m_list->setCurrentItem(m_list->topLevelItem(0));
    for (int column = 0; column < m_list->columnCount(); ++column)
        m_list->resizeColumnToContents(column);
}

void WatchDialog::choose()
{
    const auto row = m_list->indexOfTopLevelItem(m_list->currentItem());
    if (row < 0)
        return;
    emit chosen(m_live[static_cast<std::size_t>(row)]);
    accept();
}

} // namespace tidegate::pages
