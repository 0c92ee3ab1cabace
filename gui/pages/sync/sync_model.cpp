// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "pages/sync/sync_model.h"

#include "pages/sync/sync_text.h"
#include "text/figures.h"
#include "text/problem_text.h"

#include <algorithm>
#include <cmath>

namespace tidegate::pages {

using progress::TableProgress;
using progress::TableState;

namespace {

/// More ranges than this are told as a reset: each costs every view a pass.
constexpr int mostRanges = 64;

/// As it is shown.
std::int64_t inSeconds(std::optional<double> time)
{
    return std::llround(time.value_or(0));
}

QString timeText(double seconds)
{
    return seconds >= 1 ? text::duration(std::round(seconds)) : QString();
}

bool bySource(const TableProgress &a, const TableProgress &b)
{
    return a.source < b.source;
}

} // namespace

const Problem *SyncModel::Row::problem() const
{
    // What was noted tells the reason; the snapshot only that the table stands still.
    if (noted && (!table.lastError || noted->code == table.lastError->code))
        return &*noted;
    return table.lastError ? &*table.lastError : nullptr;
}

bool SyncModel::Row::take(const TableProgress &next, progress::Clock::time_point now)
{
    const double before = std::round(perSecond());
    const auto moved = static_cast<std::int64_t>(next.rowsCopied + next.rowsApplied);
    if (next.rowsCopied < table.rowsCopied)
        rate.restart(); // it is copied again
    rate.sample(now, moved);
    const bool wasStopped = table.lastError.has_value();
    const bool same = next.state == table.state && next.rowsCopied == table.rowsCopied
        && next.rowsCaptured == table.rowsCaptured && next.rowsApplied == table.rowsApplied
        && next.approximateRows == table.approximateRows && inSeconds(next.forecastSeconds) == inSeconds(table.forecastSeconds)
        && inSeconds(next.heldSeconds) == inSeconds(table.heldSeconds)
        && next.lastError.has_value() == wasStopped && next.target == table.target;
    if (!same) {
        const bool copied = next.state != TableState::Waiting && next.state != TableState::Copying;
        if (noted && !next.lastError && (wasStopped || copied))
            noted.reset();
        table = next;
    }
    return !same || std::round(perSecond()) != before;
}

void SyncModel::setSnapshot(const progress::ProgressSnapshot &snapshot, progress::Clock::time_point now)
{
    arrange(snapshot.tables);
    int first = -1;
    int last = -1;
    for (std::size_t i = 0; i < m_rows.size(); ++i) {
        if (!m_rows[i].take(snapshot.tables[i], now))
            continue;
        last = static_cast<int>(i);
        if (first < 0)
            first = last;
    }
    if (first >= 0)
        emit dataChanged(index(first, Target), index(last, Error));
}

void SyncModel::arrange(const std::vector<TableProgress> &tables)
{
    const auto known = [](const auto &row, const TableProgress &table) { return row.table.source == table.source; };
    if (std::equal(m_rows.begin(), m_rows.end(), tables.begin(), tables.end(), known))
        return;
    const auto fresh = [](const TableProgress &table) {
        Row row;
        row.table = table;
        return row;
    };
    std::vector<bool> stays;
    int ranges = 0;
    for (const auto &row : m_rows) {
        stays.push_back(std::binary_search(tables.begin(), tables.end(), row.table, bySource));
        ranges += !stays.back();
    }
    if (m_rows.empty() || ranges > mostRanges || tables.size() > m_rows.size() + mostRanges) {
        beginResetModel();
        std::vector<Row> rows;
        std::size_t old = 0;
        for (const auto &table : tables) {
            while (old < m_rows.size() && m_rows[old].table.source < table.source)
                ++old;
            const bool isOld = old < m_rows.size() && m_rows[old].table.source == table.source;
            rows.push_back(isOld ? std::move(m_rows[old++]) : fresh(table));
        }
        m_rows = std::move(rows);
        endResetModel();
        return;
    }
    for (auto at = static_cast<int>(m_rows.size()) - 1; at >= 0; --at) {
        if (stays[static_cast<std::size_t>(at)])
            continue;
        beginRemoveRows({}, at, at);
        m_rows.erase(m_rows.begin() + at);
        endRemoveRows();
    }
    for (std::size_t at = 0; at < tables.size(); ++at) {
        if (at < m_rows.size() && m_rows[at].table.source == tables[at].source)
            continue;
        beginInsertRows({}, static_cast<int>(at), static_cast<int>(at));
        m_rows.insert(m_rows.begin() + static_cast<std::ptrdiff_t>(at), fresh(tables[at]));
        endInsertRows();
    }
}

void SyncModel::noteProblem(const std::string &table, const Problem &problem)
{
    for (std::size_t i = 0; i < m_rows.size(); ++i) {
        if (m_rows[i].table.source.display() != table)
            continue;
        m_rows[i].noted = problem;
        const int row = static_cast<int>(i);
        emit dataChanged(index(row, State), index(row, Error));
    }
}

void SyncModel::clear()
{
    beginResetModel();
    m_rows.clear();
    endResetModel();
}

const Problem *SyncModel::problem(int row) const
{
    return m_rows[static_cast<std::size_t>(row)].problem();
}

bool SyncModel::isFinished(int row) const
{
    const auto state = table(row).state;
    return state == TableState::CaughtUp || state == TableState::Ready;
}

int SyncModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_rows.size());
}

int SyncModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QString SyncModel::words(const Row &row, int column) const
{
    const auto &table = row.table;
    switch (column) {
    case Table:
        return QString::fromStdString(table.source.display());
    case Target:
        return QString::fromStdString(table.target.display());
    case State:
        return stateText(table);
    case Progress: {
        const auto share = copyShare(table);
        return share ? shareText(*share) : tr("unknown");
    }
    case Copied:
        return text::count(table.rowsCopied);
    case Speed: {
        const double rate = std::round(row.perSecond());
        return rate >= 1 ? tr("%1/s").arg(text::count(static_cast<std::uint64_t>(rate))) : QString();
    }
    case Left:
        return timeText(table.forecastSeconds.value_or(0));
    case Held:
        return timeText(table.heldSeconds);
    case Captured:
        return text::count(table.rowsCaptured);
    case Applied:
        return text::count(table.rowsApplied);
    case Error:
        return row.problem() ? text::problemText(*row.problem()).inOneLine() : QString();
    default:
        return {};
    }
}

QVariant SyncModel::sortValue(const Row &row, int column) const
{
    switch (column) {
    case State: {
        // What needs somebody first, then in the order of a table's life.
        const auto life = QByteArrayLiteral("idfsr").indexOf(static_cast<char>(row.table.state));
        return static_cast<int>(row.table.lastError ? 0 : row.problem() ? 1 : 2 + life);
    }
    case Progress:
        return copyShare(row.table).value_or(0);
    case Copied:
        return static_cast<qulonglong>(row.table.rowsCopied);
    case Speed:
        return row.perSecond();
    case Left:
        return row.table.forecastSeconds.value_or(0);
    case Held:
        return row.table.heldSeconds;
    case Captured:
        return static_cast<qulonglong>(row.table.rowsCaptured);
    case Applied:
        return static_cast<qulonglong>(row.table.rowsApplied);
    default:
        return words(row, column);
    }
}

QVariant SyncModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const auto &row = m_rows[static_cast<std::size_t>(index.row())];
    switch (role) {
    case Qt::DisplayRole:
        return words(row, index.column());
    case Qt::ToolTipRole:
        if (index.column() == Held && row.table.heldSeconds >= 1)
            return tr("The stream has waited %1 for the copy of this table.").arg(text::duration(row.table.heldSeconds));
        if (index.column() == Error && row.problem())
            return text::problemText(*row.problem()).forClipboard();
        return words(row, index.column());
    case Qt::DecorationRole:
        return index.column() == State ? QVariant(look::icon(stateTone(row.table, row.problem()))) : QVariant();
    case Qt::TextAlignmentRole:
        if (index.column() >= Copied && index.column() <= Applied)
            return QVariant(Qt::AlignRight | Qt::AlignVCenter);
        return {};
    case SortRole:
        return sortValue(row, index.column());
    case ShareRole: {
        const auto share = copyShare(row.table);
        return share ? QVariant(*share) : QVariant();
    }
    default:
        return {};
    }
}

QVariant SyncModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole)
        return {};
    switch (section) {
    case Table:
        return tr("Table");
    case Target:
        return tr("On the target");
    case State:
        return tr("State");
    case Progress:
        return tr("Copied");
    case Copied:
        return tr("Rows copied");
    case Speed:
        return tr("Rows a second");
    case Left:
        return tr("Copy takes still");
    case Held:
        return tr("Stream held for");
    case Captured:
        return tr("Rows captured");
    case Applied:
        return tr("Rows applied");
    case Error:
        return tr("Last error");
    default:
        return {};
    }
}

} // namespace tidegate::pages
