// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "pages/connections/environment_delegate.h"

#include "look/chip.h"
#include "pages/connections/connection_model.h"

#include <QApplication>
#include <QPainter>

namespace tidegate::pages {

void EnvironmentDelegate::paint(QPainter *painter, const QStyleOptionViewItem &option,
                                const QModelIndex &index) const
{
    auto ground = option;
    initStyleOption(&ground, index);
    ground.text.clear();
    const auto *style = option.widget ? option.widget->style() : QApplication::style();
    style->drawControl(QStyle::CE_ItemViewItem, &ground, painter, option.widget);
    const auto hue = static_cast<look::Hue>(index.data(ConnectionModel::HueRole).toInt());
    look::Chip::paint(*painter, option.rect.adjusted(4, 0, -4, 0), index.data().toString(), hue,
                      option.palette);
}

QSize EnvironmentDelegate::sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    return look::Chip::sizeFor(option.fontMetrics, index.data().toString()) + QSize(12, 6);
}

} // namespace tidegate::pages
