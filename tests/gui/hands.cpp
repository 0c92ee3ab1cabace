// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "hands.h"

#include <QAction>
#include <QApplication>
#include <QClipboard>
#include <QLineEdit>
#include <QListWidget>
#include <QMenu>
#include <QMenuBar>
#include <QRadioButton>
#include <QTest>
#include <QToolButton>
#include <QWindow>

namespace tidegate::tests {

namespace {

constexpr int mostTabs = 80;

QString plain(QString text)
{
    return text.remove(QLatin1Char('&')).remove(QString::fromUtf8("…")).section(QLatin1Char('\t'), 0, 0);
}

} // namespace

QWindow *Hand::front() const
{
    QWidget *widget = QApplication::activePopupWidget();
    if (!widget)
        widget = QApplication::activeModalWidget();
    if (!widget)
        widget = &m_window;
    if (!QApplication::activePopupWidget() && !widget->isActiveWindow()) {
        widget->activateWindow(); // without a window manager nobody does it when a dialog has closed
        if (!QTest::qWaitForWindowActive(widget))
            qWarning("the window in front is not active");
    }
    return widget->windowHandle();
}

QAction *Hand::action(const char *text) const
{
    for (auto *action : m_window.currentPage()->menuActions()) {
        if (plain(action->text()) == QString::fromUtf8(text))
            return action;
    }
    return nullptr;
}

void Keyboard::key(Qt::Key key, Qt::KeyboardModifiers modifiers) const
{
    QTest::keyClick(front(), key, modifiers);
}

bool Keyboard::tabTo(const QWidget &wanted) const
{
    front();
    for (int tabs = 0; tabs < mostTabs; ++tabs) {
        if (QApplication::focusWidget() == &wanted)
            return true;
        key(Qt::Key_Tab);
    }
    return false;
}

bool Keyboard::goTo(const char *page)
{
    const auto *rail = m_window.findChild<QListWidget *>(QStringLiteral("rail"));
    if (!tabTo(*rail))
        return false;
    key(Qt::Key_Home);
    for (int row = 1; row < rail->count() && m_window.currentPage()->id() != QLatin1String(page); ++row)
        key(Qt::Key_Down);
    return m_window.currentPage()->id() == QLatin1String(page);
}

bool Keyboard::act(const char *text)
{
    const auto *wanted = action(text);
    if (!wanted || !wanted->isEnabled() || wanted->shortcut().isEmpty())
        return false;
    const auto keys = wanted->shortcut()[0];
    key(keys.key(), keys.keyboardModifiers());
    return true;
}

bool Keyboard::enter(QLineEdit &line, const QString &text)
{
    if (!tabTo(line))
        return false;
    for (const auto letter : text)
        QTest::keyClick(front(), letter.toLatin1());
    return line.text() == text;
}

bool Keyboard::press(QAbstractButton &button)
{
    // Tab comes to a group of radio buttons where it is checked; from there arrows go on.
    const auto *group = qobject_cast<QRadioButton *>(&button);
    for (auto *sibling : group ? button.parent()->findChildren<QRadioButton *>() : QList<QRadioButton *>()) {
        if (sibling->isChecked() && !tabTo(*sibling))
            return false;
    }
    for (int steps = 0; group && steps < 10 && !button.hasFocus(); ++steps)
        key(Qt::Key_Down);
    if (!tabTo(button))
        return false;
    key(Qt::Key_Space);
    return true;
}

bool Mouse::click(const QWidget &widget, const QPoint &at, Qt::MouseButton button) const
{
    auto *window = front();
    const auto *top = widget.window();
    const auto where = widget.mapTo(top, at);
    QTest::mouseMove(window, where);
    QCoreApplication::sendPostedEvents(); // what has just been shown finds its place
    const bool isMenu = qobject_cast<const QMenu *>(&widget);
    if (top->windowHandle() != window || widget.mapTo(top, at) != where || (!isMenu && top->childAt(where) != &widget))
        return false;
    QTest::mouseClick(window, button, {}, where);
    return true;
}

bool Mouse::clickInMenu(const char *text) const
{
    auto *menu = qobject_cast<QMenu *>(QApplication::activePopupWidget());
    if (!menu || !QTest::qWaitForWindowExposed(menu))
        return false;
    for (auto *action : menu->actions()) {
        if (plain(action->text()) == QString::fromUtf8(text) && action->isEnabled())
            return click(*menu, menu->actionGeometry(action).center());
    }
    return false;
}

bool Mouse::goTo(const char *page)
{
    const auto *rail = m_window.findChild<QListWidget *>(QStringLiteral("rail"));
    for (int row = 0; row < rail->count(); ++row) {
        if (m_window.pages()[static_cast<std::size_t>(row)]->id() == QLatin1String(page))
            return click(*rail->viewport(), rail->visualItemRect(rail->item(row)).center());
    }
    return false;
}

bool Mouse::act(const char *text)
{
    auto *wanted = action(text);
    if (!wanted || !wanted->isEnabled())
        return false;
    for (auto *button : m_window.currentPage()->findChildren<QToolButton *>()) {
        if (button->defaultAction() == wanted && button->isVisible())
            return press(*button);
    }
    auto *bar = m_window.menuBar();
    for (auto *title : bar->actions()) {
        if (title->isVisible() && title->menu() && title->menu()->actions().contains(wanted))
            return click(*bar, bar->actionGeometry(title).center()) && clickInMenu(text);
    }
    return false;
}

bool Mouse::enter(QLineEdit &line, const QString &text)
{
    QGuiApplication::clipboard()->setText(text); // copied elsewhere
    return click(line, line.rect().center(), Qt::RightButton) && clickInMenu("Paste");
}

bool Mouse::press(QAbstractButton &button)
{
    // A check box or radio button is pressed where it stands, not in the empty space to its right.
    return button.isEnabled() && click(button, {std::min(button.width() / 2, 10), button.height() / 2});
}

} // namespace tidegate::tests
