// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "pages/activity/activity_model.h"

#include "look/tone.h"

#include <QLocale>

namespace tidegate::pages {

namespace {

using frame::EventLog;

look::Tone toneOf(EventLog::Level level)
{
    switch (level) {
    case EventLog::Level::Engine:
        return look::Tone::Idle;
    case EventLog::Level::Note:
        return look::Tone::Done;
    case EventLog::Level::Warning:
        return look::Tone::Attention;
    case EventLog::Level::Problem:
        return look::Tone::Failed;
    }
    return look::Tone::Idle;
}

} // namespace

ActivityModel::ActivityModel(const EventLog &log, QObject *parent) : QAbstractTableModel(parent), m_log(log)
{
    connect(&log, &EventLog::aboutToDrop, this, [this](int count) { beginRemoveRows({}, 0, count - 1); });
    connect(&log, &EventLog::dropped, this, [this] { endRemoveRows(); });
    connect(&log, &EventLog::aboutToAppend, this, [this](int count) {
        const int first = rowCount();
        beginInsertRows({}, first, first + count - 1);
    });
    connect(&log, &EventLog::appended, this, [this] { endInsertRows(); });
}

int ActivityModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_log.entries().size());
}

int ActivityModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QString ActivityModel::words(const EventLog::Entry &entry, int column) const
{
    switch (column) {
    case Time:
        return QLocale().toString(entry.time.toLocalTime(), QStringLiteral("yyyy-MM-dd HH:mm:ss"));
    case Level:
        switch (entry.level) {
        case EventLog::Level::Engine:
            return tr("Engine");
        case EventLog::Level::Note:
            return tr("Note");
        case EventLog::Level::Warning:
            return tr("Warning");
        case EventLog::Level::Problem:
            return tr("Problem");
        }
        return {};
    case Table:
        return entry.table;
    case Text:
        return entry.text;
    default:
        return {};
    }
}

QVariant ActivityModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const auto &entry = m_log.entries()[static_cast<std::size_t>(index.row())];
    switch (role) {
    case Qt::DisplayRole: {
        const auto text = words(entry, index.column());
        return text.section(QLatin1Char('\n'), 0, 0); // a row is a line
    }
    case Qt::ToolTipRole:
        return words(entry, index.column());
    case Qt::DecorationRole:
        return index.column() == Level ? QVariant(look::icon(toneOf(entry.level))) : QVariant();
    case LevelRole:
        return static_cast<int>(entry.level);
    case LineRole:
        return QStringLiteral("%1\t%2\t%3\t%4")
            .arg(entry.time.toString(Qt::ISODateWithMs), words(entry, Level), entry.table, entry.text);
    default:
        return {};
    }
}

QVariant ActivityModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole)
        return {};
    switch (section) {
    case Time:
        return tr("Time");
    case Level:
        return tr("Kind");
    case Table:
        return tr("Table");
    case Text:
        return tr("What happened");
    default:
        return {};
    }
}

} // namespace tidegate::pages
