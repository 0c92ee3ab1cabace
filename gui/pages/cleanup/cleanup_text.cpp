// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "pages/cleanup/cleanup_text.h"

#include "text/figures.h"
#include "text/problem_text.h"

#include <QCoreApplication>

namespace tidegate::pages {

namespace {

using cleanup::ItemKind;
using cleanup::Result;

QString qt(const std::string &text)
{
    return QString::fromStdString(text);
}

struct Words {
    Q_DECLARE_TR_FUNCTIONS(tidegate::pages::CleanupText)
public:
    static QString item(const cleanup::Item &item)
    {
        switch (item.kind) {
        case ItemKind::Slot:
            return tr("Replication slot %1").arg(qt(item.name));
        case ItemKind::Publication:
            return tr("Publication %1, made by Tidegate").arg(qt(item.name));
        case ItemKind::TableRows:
            return tr("Rows of %1").arg(qt(item.name));
        case ItemKind::JournalRows:
            return tr("Journal of the migration %1").arg(qt(item.name));
        case ItemKind::JournalSchema:
            return tr("Schema %1 with the journal").arg(qt(item.name));
        }
        return {};
    }
    static QString size(const cleanup::Item &item)
    {
        if (!item.bytes)
            return {};
        const auto bytes = text::bytes(*item.bytes);
        return item.kind == ItemKind::Slot ? tr("keeps %1 of WAL").arg(bytes) : bytes;
    }
    static QString there(const cleanup::Item &item)
    {
        if (!item.there)
            return tr("Not known: its server is away");
        return *item.there ? tr("There") : tr("Gone already");
    }
    static QString result(const cleanup::Dropped &outcome)
    {
        switch (outcome.result) {
        case Result::Dropped:
            return tr("Removed");
        case Result::WasGone:
            return tr("Was gone");
        case Result::Left:
            return outcome.why ? tr("Left: %1").arg(text::problemText(*outcome.why).inOneLine())
                               : tr("Left, since something before it could not be removed");
        }
        return {};
    }
    static QString stays(const jobs::CleanupReport &report)
    {
        if (report.tables == 0)
            return tr("All tables and their rows stay on both servers.");
        return tr("%n migrated table(s) stay on the target, %1; the source's tables stay too.", nullptr,
                  static_cast<int>(report.tables))
            .arg(text::bytes(report.tableBytes));
    }
    static QString meaning(const jobs::CleanupReport &report)
    {
        if (!report.inventory.known)
            return tr("No migration of this name has begun.");
        if (!report.cutOverAt.empty())
            return tr("The migration was cut over at %1 UTC by %2. What is listed is no longer needed.")
                .arg(qt(report.cutOverAt), qt(report.cutOverBy));
        return tr("The migration was not cut over. Cleaning up ends it: the slot goes, so changes since the last one are "
                  "not kept, and a new migration copies everything again.");
    }
    static QString place(Side side) { return side == Side::Source ? tr("Source") : tr("Target"); }
};

} // namespace

QString itemWords(const cleanup::Item &item)
{
    return Words::item(item);
}

QString placeWords(const cleanup::Item &item)
{
    return Words::place(item.side);
}

QString sizeWords(const cleanup::Item &item)
{
    return Words::size(item);
}

QString thereWords(const cleanup::Item &item)
{
    return Words::there(item);
}

QString resultWords(const cleanup::Dropped &outcome)
{
    return Words::result(outcome);
}

QString whatStays(const jobs::CleanupReport &report)
{
    return Words::stays(report);
}

QString whatItMeans(const jobs::CleanupReport &report)
{
    return Words::meaning(report);
}

} // namespace tidegate::pages
