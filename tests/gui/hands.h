// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "shell/main_window.h"

class QAbstractButton;
class QAction;
class QLineEdit;

namespace tidegate::tests {

/// What a person's hand does with the window, whichever hand it is. Events go in where the window system's do, so that
/// focus, modality and what lies in front decide who gets them. Each answers whether it could be done.
class Hand
{
public:
    explicit Hand(shell::MainWindow &window) : m_window(window) {}
    virtual ~Hand() = default;

    virtual bool goTo(const char *page) = 0;
    /// The action of the page in front, with that text (less "&" and "…").
    virtual bool act(const char *text) = 0;
    virtual bool enter(QLineEdit &line, const QString &text) = 0;
    virtual bool press(QAbstractButton &button) = 0;

protected:
    /// The window in front, which is the one that people's events reach.
    QWindow *front() const;
    QAction *action(const char *text) const;

    shell::MainWindow &m_window;
};

/// Tab, arrows, Space and shortcuts.
class Keyboard : public Hand
{
public:
    using Hand::Hand;
    bool goTo(const char *page) override;
    bool act(const char *text) override;
    bool enter(QLineEdit &line, const QString &text) override;
    bool press(QAbstractButton &button) override;

private:
    bool tabTo(const QWidget &wanted) const;
    void key(Qt::Key key, Qt::KeyboardModifiers modifiers = {}) const;
};

/// Clicks alone: text comes from the clipboard by a line's own menu, actions without a button from the menu bar.
class Mouse : public Hand
{
public:
    using Hand::Hand;
    bool goTo(const char *page) override;
    bool act(const char *text) override;
    bool enter(QLineEdit &line, const QString &text) override;
    bool press(QAbstractButton &button) override;

private:
    /// False where something else lies at that point.
    bool click(const QWidget &widget, const QPoint &at, Qt::MouseButton button = Qt::LeftButton) const;
    bool clickInMenu(const char *text) const;
};

} // namespace tidegate::tests
