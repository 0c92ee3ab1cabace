// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "frame/event_log.h"

#include <QSortFilterProxyModel>

namespace tidegate::pages {

/// Leaves what is at least of a level and has the words somewhere, in the text or in the table's name.
class ActivityFilter : public QSortFilterProxyModel
{
    Q_OBJECT
public:
    using QSortFilterProxyModel::QSortFilterProxyModel;

    void setLevel(frame::EventLog::Level least);
    void setWords(const QString &words);

protected:
    bool filterAcceptsRow(int row, const QModelIndex &parent) const override;

private:
    frame::EventLog::Level m_least = frame::EventLog::Level::Note;
    QString m_words;
};

} // namespace tidegate::pages
