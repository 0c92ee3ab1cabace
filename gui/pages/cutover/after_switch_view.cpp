// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "pages/cutover/after_switch_view.h"

#include "text/figures.h"
#include "widgets/action_button.h"
#include "widgets/roomy_rows.h"
#include "widgets/script_view.h"
#include "widgets/status_badge.h"
#include "widgets/text_label.h"

#include <QAction>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QLineEdit>
#include <QTreeWidget>
#include <QVBoxLayout>

namespace tidegate::pages {

namespace {

QString qt(const std::string &text)
{
    return QString::fromStdString(text);
}

} // namespace

AfterSwitchView::AfterSwitchView(QAction *copy, QWidget *parent)
    : QWidget(parent),
      m_who(widgets::textLabel("cutOverBy", this)),
      m_report(widgets::textLabel("cutoverReport", this)),
      m_uri(new QLineEdit(this)),
      m_closed(new QWidget(this)),
      m_undo(new widgets::ScriptView(tr("SQL that opens the source again"), this)),
      m_writes(new widgets::StatusBadge(this)),
      m_sessions(new QTreeWidget(this))
{
    auto bold = m_who->font();
    bold.setBold(true);
    m_who->setFont(bold);
    m_uri->setObjectName(QStringLiteral("targetUri"));
    m_uri->setReadOnly(true);
    m_writes->setObjectName(QStringLiteral("foreignWrites"));
    m_sessions->setObjectName(QStringLiteral("sessions"));
    m_sessions->setAccessibleName(tr("Sessions on both servers"));
    m_sessions->setHeaderLabels({tr("Server"), tr("Application"), tr("Role"), tr("Address"), tr("Sessions"), tr("Writing")});
    m_sessions->setRootIsDecorated(false);
    m_sessions->setUniformRowHeights(true);
    widgets::giveRoom(*m_sessions);
    m_sessions->header()->setStretchLastSection(false);
    m_sessions->header()->setSectionResizeMode(1, QHeaderView::Stretch);
    auto *where = new QHBoxLayout;
    auto *label = new QLabel(tr("The applications &go here now (no password):"), this);
    label->setBuddy(m_uri);
    where->addWidget(label);
    where->addWidget(m_uri, 1);
    where->addWidget(new widgets::ActionButton(copy, this));
    auto *closed = new QVBoxLayout(m_closed);
    closed->setContentsMargins(0, 0, 0, 0);
    closed->addWidget(new QLabel(tr("The source takes no writes any more. This would open it again:"), m_closed));
    closed->addWidget(m_undo);
    m_undo->setMaximumHeight(fontMetrics().lineSpacing() * 6);
    auto *layout = new QVBoxLayout(this);
    layout->addWidget(m_who);
    layout->addWidget(m_report);
    layout->addLayout(where);
    layout->addWidget(m_closed);
    layout->addWidget(new QLabel(tr("First write on the target that is not Tidegate's:"), this));
    layout->addWidget(m_writes);
    layout->addWidget(new QLabel(tr("Who is connected:"), this));
    layout->addWidget(m_sessions, 1);
}

void AfterSwitchView::showCutover(const jobs::StatusReport &status, const QString &uri, const QString &report)
{
    m_who->setText(tr("Cut over at %1 UTC, decided by %2.").arg(qt(status.cutOverAt), qt(status.cutOverBy)));
    m_report->setText(report);
    m_report->setVisible(!report.isEmpty());
    if (m_uri->text() != uri)
        m_uri->setText(uri);
    const auto undo = qt(status.sourceReadOnly);
    m_closed->setVisible(!undo.isEmpty());
    if (m_undo->sql() != undo)
        m_undo->setSql(undo);
}

void AfterSwitchView::showLook(const jobs::AfterSwitch &look)
{
    const auto &writes = look.writes;
    if (writes.uncounted)
        m_writes->set(look::Tone::Attention, tr("Not known: the target does not count rows (track_counts is off)."));
    else if (writes.first)
        m_writes->set(look::Tone::Done, tr("%n row(s) in %1, between %2 and %3 UTC.", nullptr, static_cast<int>(writes.first->rows))
                                            .arg(qt(writes.first->table.display()), qt(writes.first->after), qt(writes.first->before)));
    else if (writes.since.empty())
        m_writes->set(look::Tone::Busy, tr("The migration's last sessions are still ending."));
    else
        m_writes->set(look::Tone::Idle, tr("None since %1 UTC. What was before cannot be told.").arg(qt(writes.since)));
    const auto scrolled = m_sessions->currentIndex().row();
    m_sessions->clear();
    addSessions(tr("Source"), look.source);
    addSessions(tr("Target"), look.target);
    if (scrolled >= 0 && scrolled < m_sessions->topLevelItemCount())
        m_sessions->setCurrentItem(m_sessions->topLevelItem(scrolled));
    for (int column = 0; column < m_sessions->columnCount(); ++column)
        m_sessions->resizeColumnToContents(column);
}

void AfterSwitchView::addSessions(const QString &server, const std::vector<jobs::SessionGroup> &groups)
{
    for (const auto &group : groups) {
        auto *item = new QTreeWidgetItem(
            m_sessions, {server, group.application.empty() ? tr("(no name)") : qt(group.application), qt(group.role),
                         group.address.empty() ? tr("local or hidden") : qt(group.address),
                         text::count(static_cast<std::uint64_t>(group.sessions)),
                         text::count(static_cast<std::uint64_t>(group.writing))});
        item->setTextAlignment(4, Qt::AlignRight | Qt::AlignVCenter);
        item->setTextAlignment(5, Qt::AlignRight | Qt::AlignVCenter);
    }
    if (groups.empty())
        new QTreeWidgetItem(m_sessions, {server, tr("nobody")});
}

QString AfterSwitchView::uri() const
{
    return m_uri->text();
}

} // namespace tidegate::pages
