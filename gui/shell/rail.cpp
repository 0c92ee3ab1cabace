// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "shell/rail.h"

#include "frame/page.h"

#include <QEvent>

#include <algorithm>

namespace tidegate::shell {

Rail::Rail(QWidget *parent) : QListWidget(parent)
{
    setObjectName(QStringLiteral("rail"));
    setAccessibleName(tr("Phases"));
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setSelectionMode(QAbstractItemView::SingleSelection);
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Expanding);
    setSpacing(2);
    m_width = fontMetrics().averageCharWidth() * 30;
}

void Rail::add(frame::Page &page)
{
    auto *row = new QListWidgetItem(this);
    show(page, *row);
    connect(&page, &frame::Page::stateChanged, this, [this, &page, row] { show(page, *row); });
}

void Rail::show(const frame::Page &page, QListWidgetItem &row)
{
    const auto &state = page.state();
    row.setIcon(look::icon(state.tone));
    row.setText(state.word.isEmpty() ? page.title() : page.title() + QLatin1Char('\n') + state.word);
    row.setData(Qt::AccessibleTextRole, tr("%1: %2").arg(page.title(), state.word));
    const int width = sizeHintForColumn(0) + 2 * frameWidth() + fontMetrics().averageCharWidth() * 3;
    m_width = std::max(m_width, width);
    updateGeometry();
}

QSize Rail::sizeHint() const
{
    return {m_width, 200};
}

void Rail::changeEvent(QEvent *event)
{
    QListWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange)
        viewport()->update();
}

} // namespace tidegate::shell
