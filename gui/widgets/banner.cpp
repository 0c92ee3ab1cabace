// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "widgets/banner.h"

#include <QAction>
#include <QEvent>
#include <QHBoxLayout>
#include <QLabel>
#include <QPainter>
#include <QPushButton>
#include <QStyle>
#include <QToolButton>

namespace tidegate::widgets {

Banner::Banner(QWidget *parent)
    : QFrame(parent),
      m_glyph(new QLabel(this)),
      m_text(new QLabel(this)),
      m_buttons(new QHBoxLayout),
      m_close(new QToolButton(this))
{
    setObjectName(QStringLiteral("banner"));
    m_text->setTextFormat(Qt::PlainText);
    m_text->setWordWrap(true);
    m_text->setMinimumWidth(320); // one long word must not widen the window
    m_text->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_close->setAutoRaise(true);
    m_close->setIcon(style()->standardIcon(QStyle::SP_TitleBarCloseButton));
    m_close->setAccessibleName(tr("Dismiss the message"));
    m_close->setToolTip(tr("Dismiss"));
    connect(m_close, &QToolButton::clicked, this, &Banner::dismiss);
    auto *layout = new QHBoxLayout(this);
    layout->addWidget(m_glyph, 0, Qt::AlignTop);
    layout->addWidget(m_text, 1);
    layout->addLayout(m_buttons);
    layout->addWidget(m_close, 0, Qt::AlignTop);
    hide();
}

void Banner::show(look::Tone tone, const QString &text, const QList<QAction *> &actions)
{
    clearButtons();
    m_tone = tone;
    m_text->setText(text);
    setAccessibleName(text);
    for (auto *action : actions) {
        auto *button = new QPushButton(action->text(), this);
        if (!action->parent())
            action->setParent(button);
        button->setEnabled(action->isEnabled());
        connect(action, &QAction::enabledChanged, button, &QWidget::setEnabled);
        connect(button, &QPushButton::clicked, action, &QAction::trigger);
        m_buttons->addWidget(button);
    }
    paintGlyph();
    QFrame::show();
}

void Banner::dismiss()
{
    if (isHidden())
        return;
    hide();
    clearButtons();
    emit dismissed();
}

void Banner::setStays(bool stays)
{
    m_close->setVisible(!stays);
}

QString Banner::text() const
{
    return isHidden() ? QString() : m_text->text();
}

void Banner::clearButtons()
{
    while (auto *item = m_buttons->takeAt(0)) {
        item->widget()->hide();
        item->widget()->deleteLater(); // it may be the one that is being clicked
        delete item;
    }
}

void Banner::paintGlyph()
{
    const int size = style()->pixelMetric(QStyle::PM_SmallIconSize, nullptr, this);
    m_glyph->setPixmap(look::icon(m_tone).pixmap(QSize(size, size), devicePixelRatioF()));
}

void Banner::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(look::ink(look::hueOf(m_tone), palette()));
    painter.setBrush(look::wash(look::hueOf(m_tone), palette()));
    painter.drawRoundedRect(QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5), 4, 4);
}

void Banner::changeEvent(QEvent *event)
{
    QFrame::changeEvent(event);
    if (event->type() == QEvent::PaletteChange)
        paintGlyph();
}

} // namespace tidegate::widgets
