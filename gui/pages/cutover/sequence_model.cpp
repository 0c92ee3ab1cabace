// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "pages/cutover/sequence_model.h"

#include "look/tone.h"
#include "text/problem_text.h"

#include <QCoreApplication>
#include <QIcon>
#include <QLocale>

#include <algorithm>

namespace tidegate::pages {

namespace {

using sequences::PreviewRow;
using sequences::Reading;

struct Words {
    Q_DECLARE_TR_FUNCTIONS(tidegate::pages::SequenceModel)
public:
    static QString reading(const std::optional<Reading> &reading)
    {
        if (!reading)
            return tr("not readable");
        const auto value = QLocale().toString(static_cast<qlonglong>(reading->lastValue));
        return reading->called ? value : tr("%1, not used yet").arg(value);
    }
    static QString result(const PreviewRow &row)
    {
        if (!row.target)
            return tr("No counterpart on the target");
        if (!row.newValue)
            return row.findings.empty() ? tr("Another sequence is further along") : tr("Cannot be set");
        return row.changes() ? tr("Becomes %1").arg(reading(row.newValue)) : tr("Stands right");
    }
};

look::Tone toneOf(const PreviewRow &row)
{
    if (!row.findings.empty())
        return row.newValue || row.stays() ? look::Tone::Attention : look::Tone::Failed;
    return row.changes() ? look::Tone::Busy : look::Tone::Done;
}

QString words(const PreviewRow &row, int column)
{
    switch (column) {
    case SequenceModel::Source:
        return QString::fromStdString(row.source.display());
    case SequenceModel::SourceValue:
        return Words::reading(row.sourceValue);
    case SequenceModel::Target:
        return row.target ? QString::fromStdString(row.target->display()) : QString();
    case SequenceModel::TargetValue:
        return row.target ? Words::reading(row.targetBefore) : QString();
    case SequenceModel::Result:
        return Words::result(row);
    default:
        return {};
    }
}

QString findingWords(const PreviewRow &row)
{
    QStringList lines;
    for (const auto &finding : row.findings)
        lines += text::findingText(finding).forClipboard();
    return lines.join(QLatin1Char('\n'));
}

} // namespace

void SequenceModel::set(std::vector<PreviewRow> rows)
{
    beginResetModel();
    m_rows = std::move(rows);
    endResetModel();
}

int SequenceModel::changes() const
{
    return static_cast<int>(std::count_if(m_rows.begin(), m_rows.end(), [](const auto &row) { return row.changes(); }));
}

int SequenceModel::troubled() const
{
    return static_cast<int>(std::count_if(m_rows.begin(), m_rows.end(), [](const auto &row) { return !row.findings.empty(); }));
}

int SequenceModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_rows.size());
}

int SequenceModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QVariant SequenceModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const auto &row = m_rows[static_cast<std::size_t>(index.row())];
    switch (role) {
    case Qt::DisplayRole:
        return words(row, index.column());
    case Qt::ToolTipRole:
        return row.findings.empty() ? words(row, index.column()) : findingWords(row);
    case Qt::DecorationRole:
        return index.column() == Result ? QVariant(look::icon(toneOf(row))) : QVariant();
    case Qt::TextAlignmentRole:
        return index.column() == SourceValue || index.column() == TargetValue ? QVariant(Qt::AlignRight | Qt::AlignVCenter)
                                                                              : QVariant();
    default:
        return {};
    }
}

QVariant SequenceModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole)
        return {};
    switch (section) {
    case Source:
        return tr("Sequence on the source");
    case SourceValue:
        return tr("Stands at");
    case Target:
        return tr("Sequence on the target");
    case TargetValue:
        return tr("Stands at");
    case Result:
        return tr("What becomes of it");
    default:
        return {};
    }
}

} // namespace tidegate::pages
