// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QWidget>

class QAction;
class QHBoxLayout;

namespace tidegate::widgets {

/// Where there is nothing yet: what will be here, and the one button that brings it.
class EmptyState : public QWidget
{
    Q_OBJECT
public:
    EmptyState(const QString &heading, const QString &text, QAction *action, QWidget *parent = nullptr);

    /// Beside that button, another way.
    void addLesser(QAction *action) { addButton(action); }

private:
    void addButton(QAction *action);

    QHBoxLayout *m_buttons;
};

} // namespace tidegate::widgets
