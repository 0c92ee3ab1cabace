// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "pages/tables/table_text.h"

#include <QCoreApplication>
#include <QStringList>

namespace tidegate::pages {

namespace {

using catalog::TimeReason;

struct Words {
    Q_DECLARE_TR_FUNCTIONS(tidegate::pages::TableText)
public:
    static QString of(TimeReason reason)
    {
        switch (reason) {
        case TimeReason::TypeTimestamptz:
            return tr("timestamp with time zone");
        case TimeReason::TypeTimestamp:
            return tr("timestamp without time zone");
        case TimeReason::TypeDate:
            return tr("date");
        case TimeReason::TypeEpoch:
            return tr("a number that looks like a time");
        case TimeReason::NotNull:
            return tr("never NULL");
        case TimeReason::Nullable:
            return tr("may be NULL");
        case TimeReason::LeadsIndex:
            return tr("leads an index");
        case TimeReason::Indexed:
            return tr("in an index");
        case TimeReason::InKey:
            return tr("in the key");
        case TimeReason::GoodName:
            return tr("named like a time");
        case TimeReason::ChangesLater:
            return tr("named like one that changes later");
        case TimeReason::AppendMostly:
            return tr("rows lie in its order");
        case TimeReason::Scattered:
            return tr("rows do not lie in its order");
        }
        return {};
    }

    static QString key(const catalog::Relation &relation)
    {
        if (relation.replicaIdentity == catalog::ReplicaIdentity::Full)
            return tr("Whole row");
        const auto *key = relation.identityKey();
        if (!key)
            return tr("None: inserts only");
        QStringList columns;
        for (const auto &column : key->columns)
            columns << QString::fromStdString(column);
        const auto list = columns.join(QStringLiteral(", "));
        return key->primary ? tr("Primary key (%1)").arg(list) : tr("Index (%1)").arg(list);
    }
};

} // namespace

QString identityWords(const catalog::Relation &relation)
{
    return Words::key(relation);
}

look::Tone identityTone(const catalog::Relation &relation)
{
    if (relation.identityKey())
        return look::Tone::Done;
    return relation.replicaIdentity == catalog::ReplicaIdentity::Full ? look::Tone::Idle : look::Tone::Attention;
}

QString reasonWords(const catalog::TimeColumn &column)
{
    QStringList words;
    for (const auto reason : column.reasons)
        words << Words::of(reason);
    return words.join(QStringLiteral(", "));
}

} // namespace tidegate::pages
