// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "pages/sync/sync_text.h"

#include "frame/run_text.h"
#include "text/figures.h"

#include <QCoreApplication>
#include <QLocale>
#include <QStringList>

#include <algorithm>

namespace tidegate::pages {

using look::Tone;
using progress::Phase;
using progress::TableState;

namespace {

constexpr double hour = 3600;
constexpr double day = 24 * hour;

struct Words {
    Q_DECLARE_TR_FUNCTIONS(tidegate::pages::SyncText)
public:
    static QString state(TableState state)
    {
        switch (state) {
        case TableState::Waiting:
            return tr("i waiting");
        case TableState::Copying:
            return tr("d copying");
        case TableState::Copied:
            return tr("f catching up");
        case TableState::CaughtUp:
            return tr("s caught up");
        case TableState::Ready:
            break;
        }
        return tr("r ready");
    }
};

bool isCopied(TableState state)
{
    return state != TableState::Waiting && state != TableState::Copying;
}

} // namespace

QString joinedNames(const std::vector<std::string> &names)
{
    QStringList list;
    for (const auto &name : names)
        list << QString::fromStdString(name);
    return list.join(QStringLiteral(", "));
}

QString stateText(const progress::TableProgress &table)
{
    return table.lastError ? Words::tr("%1 stopped").arg(QLatin1Char(static_cast<char>(table.state)))
                           : Words::state(table.state);
}

Tone stateTone(const progress::TableProgress &table, bool hasProblem)
{
    if (table.lastError)
        return Tone::Failed;
    if (hasProblem)
        return Tone::Attention;
    switch (table.state) {
    case TableState::Waiting:
        return Tone::Idle;
    case TableState::Copying:
    case TableState::Copied:
        return Tone::Busy;
    case TableState::CaughtUp:
    case TableState::Ready:
        break;
    }
    return Tone::Done;
}

std::optional<double> copyShare(const progress::TableProgress &table)
{
    if (isCopied(table.state))
        return 1.0;
    if (table.rowsCopied == 0)
        return 0.0;
    if (!table.approximateRows || *table.approximateRows == 0)
        return std::nullopt;
    // The estimate may be too small: not done before it is.
    return std::min(0.99, static_cast<double>(table.rowsCopied) / static_cast<double>(*table.approximateRows));
}

std::optional<double> copyShare(const progress::ProgressSnapshot &snapshot)
{
    double done = 0;
    double all = 0;
    bool isWhole = true;
    for (const auto &table : snapshot.tables) {
        const auto share = copyShare(table);
        if (!share || (!isCopied(table.state) && !table.approximateRows))
            return std::nullopt;
        isWhole = isWhole && *share >= 1;
        const double rows = isCopied(table.state)
            ? static_cast<double>(table.rowsCopied)
            : static_cast<double>(std::max(*table.approximateRows, table.rowsCopied));
        done += *share * (rows + 1); // an empty table is something to be done, too
        all += rows + 1;
    }
    if (snapshot.tables.empty())
        return std::nullopt;
    return isWhole ? 1.0 : std::min(0.99, done / all);
}

QString shareText(double share)
{
    return Words::tr("%1 %").arg(QLocale().toString(static_cast<int>(share * 100)));
}

bool isGone(const progress::SlotGuard &slot)
{
    return slot.walStatus == "lost" || slot.walStatus == "missing";
}

SlotRisk slotRisk(const progress::SlotGuard &slot)
{
    if (slot.walStatus.empty())
        return {Tone::Idle, Words::tr("Not known yet"), {}};
    if (isGone(slot))
        return {Tone::Failed, Words::tr("Lost"),
                Words::tr("The source has removed WAL that the target still needs. The migration has to begin anew.")};
    if (slot.walStatus == "unreserved")
        return {Tone::Failed, Words::tr("About to be lost"),
                Words::tr("Raise max_slot_wal_keep_size on the source now, or let the migration catch up.")};
    const bool isNear = slot.limitBytes && slot.walKeptBytes > *slot.limitBytes / 10 * 8;
    if ((slot.secondsUntilFull && *slot.secondsUntilFull < hour) || isNear)
        return {Tone::Failed, Words::tr("Soon full"),
                Words::tr("Raise max_slot_wal_keep_size on the source, or let the migration catch up.")};
    if ((slot.secondsUntilFull && *slot.secondsUntilFull < day) || slot.walStatus == "extended")
        return {Tone::Attention, Words::tr("Growing"), Words::tr("Watch it: the source keeps more WAL than it planned to.")};
    return {Tone::Done, Words::tr("Safe"), {}};
}

progress::SlotGuard slotEndedBy(Code code)
{
    progress::SlotGuard slot;
    if (code == Code::SlotMissing)
        slot.walStatus = "missing";
    else if (code == Code::SlotLost)
        slot.walStatus = "lost";
    return slot;
}

QString untilFullText(const progress::SlotGuard &slot)
{
    if (slot.secondsUntilFull)
        return Words::tr("in about %1").arg(text::duration(*slot.secondsUntilFull));
    if (slot.growthBytesPerSecond && *slot.growthBytesPerSecond <= 0)
        return Words::tr("not growing");
    return Words::tr("not known: watch the source's disk");
}

QString pauseCost(const progress::SlotGuard &slot)
{
    const auto kept = text::bytes(slot.walKeptBytes);
    if (!slot.growthBytesPerSecond || *slot.growthBytesPerSecond <= 0)
        return Words::tr("Meanwhile the source keeps all WAL that it writes; %1 are kept now.").arg(kept);
    const auto growth = text::bytes(static_cast<std::uint64_t>(*slot.growthBytesPerSecond));
    if (!slot.secondsUntilFull)
        return Words::tr("Meanwhile the source keeps all WAL that it writes: %1 now, %2 more each second. Nothing "
                         "but its disk limits that.")
            .arg(kept, growth);
    return Words::tr("Meanwhile the source keeps all WAL that it writes: %1 now, %2 more each second. It is full in "
                     "about %3; then the slot is lost and the migration has to begin anew.")
        .arg(kept, growth, text::duration(*slot.secondsUntilFull));
}

QString phaseFigures(const progress::ProgressSnapshot &snapshot, const QDateTime &inSyncSince)
{
    QStringList figures;
    const auto &rates = snapshot.rates;
    if (!inSyncSince.isNull())
        figures << Words::tr("since %1").arg(QLocale().toString(inSyncSince.toLocalTime(), QLocale::ShortFormat));
    if (snapshot.phase == Phase::Retrying && snapshot.nextRetrySeconds)
        figures << Words::tr("attempt %1 in %2")
                       .arg(QLocale().toString(snapshot.retries), text::duration(*snapshot.nextRetrySeconds));
    if (snapshot.phase == Phase::Copying && rates.copiedRowsPerSecond && *rates.copiedRowsPerSecond >= 1)
        figures << Words::tr("%1 rows/s").arg(text::count(static_cast<std::uint64_t>(*rates.copiedRowsPerSecond)));
    if (rates.copySecondsLeft && *rates.copySecondsLeft > 0)
        figures << Words::tr("copied in about %1").arg(text::duration(*rates.copySecondsLeft));
    if (rates.catchUpSecondsLeft && *rates.catchUpSecondsLeft > 0)
        figures << Words::tr("in sync in about %1").arg(text::duration(*rates.catchUpSecondsLeft));
    if (const auto lag = frame::lagText(snapshot); !lag.isEmpty())
        figures << lag;
    return figures.join(QStringLiteral(" · "));
}

} // namespace tidegate::pages
