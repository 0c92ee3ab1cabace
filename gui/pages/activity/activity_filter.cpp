// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "pages/activity/activity_filter.h"

#include "pages/activity/activity_model.h"

namespace tidegate::pages {

void ActivityFilter::setLevel(frame::EventLog::Level least)
{
    m_least = least;
    invalidateFilter();
}

void ActivityFilter::setWords(const QString &words)
{
    m_words = words;
    invalidateFilter();
}

bool ActivityFilter::filterAcceptsRow(int row, const QModelIndex &parent) const
{
    const auto index = sourceModel()->index(row, ActivityModel::Text, parent);
    if (index.data(ActivityModel::LevelRole).toInt() < static_cast<int>(m_least))
        return false;
    return m_words.isEmpty() || index.data(Qt::ToolTipRole).toString().contains(m_words, Qt::CaseInsensitive)
           || index.siblingAtColumn(ActivityModel::Table).data().toString().contains(m_words, Qt::CaseInsensitive);
}

} // namespace tidegate::pages
