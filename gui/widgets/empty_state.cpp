// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "widgets/empty_state.h"

#include <QAction>
#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QVBoxLayout>

namespace tidegate::widgets {

EmptyState::EmptyState(const QString &heading, const QString &text, QAction *action, QWidget *parent)
    : QWidget(parent), m_buttons(new QHBoxLayout)
{
    auto *title = new QLabel(heading, this);
    auto font = title->font();
    font.setPointSizeF(font.pointSizeF() * 1.4);
    title->setFont(font);
    title->setAlignment(Qt::AlignCenter);
    title->setWordWrap(true);
    auto *words = new QLabel(text, this);
    words->setAlignment(Qt::AlignCenter);
    words->setWordWrap(true);
    // Neither wider than can be read, nor with an alignment of its own: a layout gives an aligned label the height of
    // its size hint, which is that of another width, and lines are cut off.
    words->setMaximumWidth(fontMetrics().averageCharWidth() * 90);
    auto *middle = new QHBoxLayout;
    middle->addStretch(1);
    middle->addWidget(words, 100);
    middle->addStretch(1);
    auto *layout = new QVBoxLayout(this);
    layout->addStretch(1);
    layout->addWidget(title);
    layout->addLayout(middle);
    m_buttons->addStretch(1);
    m_buttons->addStretch(1);
    if (action) {
        layout->addSpacing(8);
        addButton(action);
    }
    layout->addLayout(m_buttons);
    layout->addStretch(2);
}

void EmptyState::addButton(QAction *action)
{
    auto *button = new QPushButton(this);
    const auto follow = [button, action] {
        button->setText(action->text());
        button->setEnabled(action->isEnabled());
    };
    follow();
    connect(action, &QAction::changed, button, follow);
    connect(button, &QPushButton::clicked, action, &QAction::trigger);
    m_buttons->insertWidget(m_buttons->count() - 1, button); // between the stretches
}

} // namespace tidegate::widgets
