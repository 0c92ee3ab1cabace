// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QAction>
#include <QToolButton>

namespace tidegate::widgets {

/// A button that is its action: text, enabled and what it does; reached by Tab as every button is.
class ActionButton : public QToolButton
{
public:
    explicit ActionButton(QAction *action, QWidget *parent = nullptr) : QToolButton(parent)
    {
        setDefaultAction(action);
        setToolButtonStyle(Qt::ToolButtonTextOnly);
        setFocusPolicy(Qt::StrongFocus);
    }
};

} // namespace tidegate::widgets
