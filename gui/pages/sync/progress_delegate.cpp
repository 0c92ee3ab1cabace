// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "pages/sync/progress_delegate.h"

#include "pages/sync/sync_model.h"

#include <QApplication>
#include <QPainter>

namespace tidegate::pages {

void ProgressDelegate::paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    auto ground = option;
    initStyleOption(&ground, index);
    const auto words = ground.text;
    ground.text.clear();
    const auto *style = option.widget ? option.widget->style() : QApplication::style();
    style->drawControl(QStyle::CE_ItemViewItem, &ground, painter, option.widget);
    QStyleOptionProgressBar bar;
    bar.rect = option.rect.adjusted(2, 2, -2, -2);
    bar.palette = option.palette;
    bar.fontMetrics = option.fontMetrics;
    bar.direction = option.direction;
    bar.state = QStyle::State_Enabled | QStyle::State_Active | QStyle::State_Horizontal;
    bar.minimum = 0;
    bar.maximum = 100;
    bar.progress = static_cast<int>(index.data(SyncModel::ShareRole).toDouble() * 100);
    bar.text = words;
    bar.textAlignment = Qt::AlignCenter;
    bar.textVisible = true;
    painter->save();
    style->drawControl(QStyle::CE_ProgressBar, &bar, painter, option.widget);
    painter->restore();
}

} // namespace tidegate::pages
