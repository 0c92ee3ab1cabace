// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "frame/page.h"

#include <QAction>
#include <QKeySequence>

namespace tidegate::frame {

Page::Page(QString id, QString title, QWidget *parent)
    : QWidget(parent), m_id(std::move(id)), m_title(std::move(title))
{
    setObjectName(m_id);
    setAccessibleName(m_title);
}

void Page::setState(look::Tone tone, const QString &word)
{
    if (tone == m_state.tone && word == m_state.word)
        return;
    m_state = {tone, word};
    emit stateChanged();
}

QAction *Page::addMenuAction(const QString &text, const QKeySequence &shortcut)
{
    auto *action = new QAction(text, this);
    action->setShortcut(shortcut);
    addAction(action);
    m_actions.append(action);
    return action;
}

} // namespace tidegate::frame
