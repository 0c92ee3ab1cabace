// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QAbstractItemView>
#include <QStyledItemDelegate>

namespace tidegate::widgets {

/// Rows of text alone would touch each other; with this they are as high as rows with a glyph.
class RoomyDelegate : public QStyledItemDelegate
{
public:
    using QStyledItemDelegate::QStyledItemDelegate;

    QSize sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const override
    {
        const auto hint = QStyledItemDelegate::sizeHint(option, index);
        return {hint.width(), std::max(hint.height(), option.fontMetrics.height() + 8)};
    }
};

/// Before delegates of single columns.
inline void giveRoom(QAbstractItemView &view)
{
    view.setItemDelegate(new RoomyDelegate(&view));
}

} // namespace tidegate::widgets
