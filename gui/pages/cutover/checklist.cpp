// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "pages/cutover/checklist.h"

#include "text/figures.h"
#include "text/problem_text.h"

#include <QCoreApplication>
#include <QStringList>

#include <algorithm>

namespace tidegate::pages {

namespace {

using cutover::BlockerKind;

QString qt(const std::string &text)
{
    return QString::fromStdString(text);
}

QString namesOf(const cutover::Blocker &blocker)
{
    QStringList names;
    for (const auto &name : blocker.names)
        names += qt(name);
    if (blocker.names.size() < blocker.count)
        names += QStringLiteral("…");
    return names.join(QStringLiteral(", "));
}

struct Words {
    Q_DECLARE_TR_FUNCTIONS(tidegate::pages::Checklist)
public:
    static QString blocked(const cutover::Blocker &blocker)
    {
        const auto count = static_cast<int>(blocker.count);
        switch (blocker.kind) {
        case BlockerKind::AlreadyCutOver:
            return tr("It was cut over before.");
        case BlockerKind::EngineNotLive:
            return tr("Nobody runs the migration, so nobody would apply the last changes. Start it on the page Sync.");
        case BlockerKind::Paused:
            return tr("The migration is paused. Let it go on first.");
        case BlockerKind::TablesNotReady:
            return tr("%n table(s) are not copied and caught up yet: %1", nullptr, count).arg(namesOf(blocker));
        case BlockerKind::TablesStopped:
            return tr("%n table(s) were given up and have to be copied again: %1", nullptr, count).arg(namesOf(blocker));
        case BlockerKind::TablesUnfollowed:
            return tr("%n published table(s) do not belong to the migration: %1", nullptr, count).arg(namesOf(blocker));
        case BlockerKind::DefinitionsDiffer:
            return tr("%n definition(s) differ on the target: %1", nullptr, count).arg(namesOf(blocker));
        case BlockerKind::LagTooLarge:
            return tr("The target is %1 behind; the writes would have to rest for long.").arg(text::bytes(blocker.count));
        case BlockerKind::PreparedTransactions:
            return tr("%n prepared transaction(s) are open on the source: %1", nullptr, count).arg(namesOf(blocker));
        case BlockerKind::SequencesUnsettable:
            return tr("%n sequence(s) cannot be set on the target: %1", nullptr, count).arg(namesOf(blocker));
        }
        return {};
    }

    static QString fine(BlockerKind kind, const jobs::CutoverOutlook &outlook)
    {
        const auto &status = outlook.status;
        switch (kind) {
        case BlockerKind::AlreadyCutOver:
            return {};
        case BlockerKind::EngineNotLive:
            return status.engine ? tr("The migration is run on %1 by %2.").arg(qt(status.engine->host), qt(status.engine->role))
                                 : QString();
        case BlockerKind::Paused:
            return tr("It is not paused.");
        case BlockerKind::TablesNotReady:
            return tr("%n table(s) are copied and follow the source.", nullptr, static_cast<int>(status.tables.size()));
        case BlockerKind::TablesStopped:
            return tr("No table was given up.");
        case BlockerKind::TablesUnfollowed:
            return tr("Every published table belongs to the migration.");
        case BlockerKind::DefinitionsDiffer:
            return tr("What the source has changed about tables, columns and enums is on the target, too.");
        case BlockerKind::LagTooLarge:
            return outlook.readiness.lagBytes ? tr("The target is %1 behind.").arg(text::bytes(*outlook.readiness.lagBytes))
                                              : tr("How far the target is behind is not known yet.");
        case BlockerKind::PreparedTransactions:
            return tr("No prepared transaction is open on the source.");
        case BlockerKind::SequencesUnsettable:
            return tr("Every sequence can be set on the target.");
        }
        return {};
    }

    static QString skipped(const journal::SkippedChange &change)
    {
        return tr("The target lacks a change that was skipped by choice: %1").arg(QString::fromStdString(change.display()));
    }

    static QString withoutSequences() { return tr("Sequences are not set by the cutover: that is yours to do."); }
};

} // namespace

std::vector<CheckRow> checklist(const jobs::CutoverOutlook &outlook, bool sequences)
{
    std::vector<CheckRow> rows;
    for (const auto kind :
         {BlockerKind::EngineNotLive, BlockerKind::Paused, BlockerKind::TablesNotReady, BlockerKind::TablesStopped,
          BlockerKind::TablesUnfollowed, BlockerKind::DefinitionsDiffer, BlockerKind::LagTooLarge,
          BlockerKind::PreparedTransactions, BlockerKind::SequencesUnsettable}) {
        const auto &blockers = outlook.readiness.blockers;
        const auto blocker = std::find_if(blockers.begin(), blockers.end(),
                                          [kind](const cutover::Blocker &each) { return each.kind == kind; });
        if (blocker != blockers.end())
            rows.push_back({look::Tone::Failed, Words::blocked(*blocker)});
        else if (kind == BlockerKind::SequencesUnsettable && !sequences)
            rows.push_back({look::Tone::Attention, Words::withoutSequences()});
        else
            rows.push_back({look::Tone::Done, Words::fine(kind, outlook)});
    }
    for (const auto &finding : outlook.readiness.told())
        rows.push_back({look::Tone::Attention, text::findingText(finding).happened});
    for (const auto &change : outlook.status.skipped)
        rows.push_back({look::Tone::Attention, Words::skipped(change)});
    return rows;
}

} // namespace tidegate::pages
