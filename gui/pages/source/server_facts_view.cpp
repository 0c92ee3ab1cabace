// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "pages/source/server_facts_view.h"

#include "text/figures.h"

#include <QHeaderView>

#include <algorithm>

namespace tidegate::pages {

namespace {

using catalog::ServerFacts;

QString qt(const std::string &text)
{
    return QString::fromStdString(text);
}

QString version(int number)
{
    return QStringLiteral("PostgreSQL %1.%2").arg(number / 10000).arg(number % 10000);
}

QString bytesText(std::int64_t bytes)
{
    return text::bytes(static_cast<std::uint64_t>(std::max<std::int64_t>(0, bytes)));
}

} // namespace

ServerFactsView::ServerFactsView(QWidget *parent) : QTableWidget(0, 2, parent)
{
    setObjectName(QStringLiteral("serverFacts"));
    setAccessibleName(tr("The two servers side by side"));
    setHorizontalHeaderLabels({tr("Source"), tr("Target")});
    setEditTriggers(QAbstractItemView::NoEditTriggers);
    setSelectionBehavior(QAbstractItemView::SelectRows);
    setTabKeyNavigation(false);
    setWordWrap(false);
    horizontalHeader()->setSectionResizeMode(QHeaderView::Stretch);
    verticalHeader()->setDefaultAlignment(Qt::AlignLeft | Qt::AlignVCenter);
    verticalHeader()->setSectionResizeMode(QHeaderView::ResizeToContents);
}

void ServerFactsView::addRow(const QString &what, const QString &source, const QString &target)
{
    const int row = rowCount();
    insertRow(row);
    setVerticalHeaderItem(row, new QTableWidgetItem(what));
    int column = 0;
    for (const auto &text : {source, target}) {
        auto *item = new QTableWidgetItem(text);
        item->setToolTip(text);
        setItem(row, column++, item);
    }
}

void ServerFactsView::show(const ServerFacts &source, const ServerFacts &target)
{
    setRowCount(0);
    const auto both = [&](const QString &what, const auto &words) { addRow(what, words(source), words(target)); };
    both(tr("Version"), [](const ServerFacts &facts) { return version(facts.version); });
    both(tr("TimescaleDB"), [](const ServerFacts &facts) {
        return facts.timescaleVersion.empty() ? tr("none") : tr("%1 (%2)").arg(qt(facts.timescaleVersion), qt(facts.timescaleLicense));
    });
    both(tr("Database"), [](const ServerFacts &facts) { return tr("%1, %2").arg(qt(facts.database), bytesText(facts.databaseBytes)); });
    both(tr("Encoding"), [](const ServerFacts &facts) { return qt(facts.encoding); });
    both(tr("Role"), [](const ServerFacts &facts) {
        const auto role = qt(facts.role);
        if (facts.superuser)
            return tr("%1, superuser").arg(role);
        return facts.replicationRole ? tr("%1, may replicate").arg(role) : tr("%1, may not replicate").arg(role);
    });
    both(tr("Other sessions"), [](const ServerFacts &facts) { return text::count(static_cast<std::uint64_t>(std::max(0, facts.otherSessions))); });
    // What only the source needs: the target's own are of no matter here.
    addRow(QStringLiteral("wal_level"), qt(source.walLevel), tr("not needed"));
    addRow(tr("Free slots"), text::count(static_cast<std::uint64_t>(source.freeSlots)), tr("not needed"));
    addRow(tr("Free WAL senders"), text::count(static_cast<std::uint64_t>(source.freeWalSenders)), tr("not needed"));
    addRow(tr("WAL that a slot may keep"),
           source.maxSlotWalKeepBytes < 0 ? tr("no limit") : bytesText(source.maxSlotWalKeepBytes), tr("not needed"));
    setFixedHeight(horizontalHeader()->sizeHint().height() + verticalHeader()->length() + 2 * frameWidth());
}

} // namespace tidegate::pages
