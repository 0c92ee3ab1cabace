// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "hand.h"

#include "pages/sync/sync_model.h"
#include "shell/main_window.h"

#include <QAbstractItemView>
#include <QApplication>
#include <QDialog>
#include <QLabel>
#include <QLineEdit>
#include <QMouseEvent>
#include <QPainter>
#include <QPushButton>

#include <cstdio>

namespace tidegate::demo {

namespace {

using look::Tone;

QDialog *openDialog(const char *name)
{
    auto *dialog = qobject_cast<QDialog *>(QApplication::activeModalWidget());
    return dialog && dialog->objectName() == QLatin1String(name) ? dialog : nullptr;
}

bool isIn(const shell::MainWindow &window, const char *page, std::initializer_list<Tone> tones)
{
    const auto now = window.page(QLatin1String(page))->state().tone;
    return std::find(tones.begin(), tones.end(), now) != tones.end();
}

/// As from the mouse; false where a mouse would not reach it.
bool click(QWidget &button)
{
    const auto *modal = QApplication::activeModalWidget();
    auto *top = button.window();
    const QPointF at = button.rect().center();
    const auto inTop = button.mapTo(top, at);
    const bool isReached = button.isVisible() && button.isEnabled() && (!modal || modal == top)
        && top->childAt(inTop.toPoint()) == &button;
    if (!isReached)
        return false;
    for (const auto type : {QEvent::MouseButtonPress, QEvent::MouseButtonRelease}) {
        QMouseEvent event(type, at, inTop, button.mapToGlobal(at), Qt::LeftButton,
                          type == QEvent::MouseButtonPress ? Qt::LeftButton : Qt::NoButton, Qt::NoModifier);
        QCoreApplication::sendEvent(&button, &event);
    }
    return true;
}

} // namespace

Hand::Hand(shell::MainWindow &window, const QDir &pictures, std::chrono::seconds patience)
    : m_window(window), m_pictures(pictures), m_patience(patience), m_clicks(clicks()), m_limit(patience)
{
    m_tick.callOnTimeout(&window, [this] { look(); });
    m_tick.start(50);
}

std::vector<Hand::Click> Hand::clicks()
{
    const auto next = [this]() -> QWidget * { return m_window.findChild<QPushButton *>(QStringLiteral("headerGo")); };
    const auto answer = [](const char *dialog, const char *name) {
        return [dialog, name]() -> QWidget * {
            const auto *open = openDialog(dialog);
            for (auto *button : open ? open->findChildren<QPushButton *>() : QList<QPushButton *>()) {
                if (button->objectName() == QLatin1String(name) || button->property("id") == QLatin1String(name))
                    return button;
            }
            return nullptr;
        };
    };
    const auto hasCopied = [this] {
        const auto *tables = m_window.findChild<QAbstractItemView *>(QStringLiteral("syncTables"));
        const auto rowsCopied = [tables](int row) {
            return tables->model()->index(row, pages::SyncModel::Copied).data(pages::SyncModel::SortRole).toULongLong();
        };
        bool any = false;
        for (int row = 0; row < tables->model()->rowCount(); ++row)
            any = any || rowsCopied(row) > 0;
        return tables->isVisible() && any;
    };
    const auto hasSwitched = [this] {
        const auto *uri = m_window.findChild<QLineEdit *>(QStringLiteral("targetUri"));
        return uri->isVisible() && isIn(m_window, "cutover", {Tone::Done});
    };
    return {
        {QStringLiteral("Check, in the header"), next,
         {{QStringLiteral("checked"), [this] { return isIn(m_window, "source", {Tone::Done, Tone::Attention}); }}}},
        {QStringLiteral("Start…, in the header"), next,
         {{QStringLiteral("start"), [] { return openDialog("question") != nullptr; }}}},
        {QStringLiteral("Start, in the question"), answer("question", "start"),
         {{QStringLiteral("copying"), hasCopied},
          {QStringLiteral("in-sync"), [this] { return isIn(m_window, "sync", {Tone::Done}); }}}},
        {QStringLiteral("Cut over…, in the header"), next,
         {{QStringLiteral("cutover"), [] { return openDialog("dangerousQuestion") != nullptr; }}}},
        {QStringLiteral("Cut over, in the question"), answer("dangerousQuestion", "doIt"),
         {{QStringLiteral("cut-over"), hasSwitched}}},
    };
}

void Hand::look()
{
    if (m_click == m_clicks.size()) {
        m_tick.stop();
        m_window.close();
        return;
    }
    const auto &now = m_clicks[m_click];
    if (!m_isClicked) {
        auto *button = now.button();
        if (button && click(*button)) {
            m_isClicked = true;
            std::printf("click %zu: %s\n", m_click + 1, qPrintable(now.name));
            std::fflush(stdout);
            goOn();
        } else if (m_limit.hasExpired()) {
            giveUp(now.name);
        }
        return;
    }
    const auto &sight = now.then[m_seen];
    if (sight.isThere()) {
        save(sight.name);
        ++m_seen;
        goOn();
    } else if (m_limit.hasExpired()) {
        giveUp(sight.name);
    }
}

void Hand::goOn()
{
    m_limit = QDeadlineTimer(m_patience);
    if (m_seen < m_clicks[m_click].then.size())
        return;
    ++m_click;
    m_seen = 0;
    m_isClicked = false;
}

void Hand::giveUp(const QString &missing)
{
    m_tick.stop();
    std::fprintf(stderr, "the window did not come to: %s\n", qPrintable(missing));
    for (const auto *page : m_window.pages())
        std::fprintf(stderr, "    %s: %s\n", qPrintable(page->id()), qPrintable(page->state().word));
    for (const auto *label : m_window.findChildren<QLabel *>()) {
        if (label->isVisible() && !label->text().isEmpty())
            std::fprintf(stderr, "    | %s\n", qPrintable(label->text()));
    }
    save(QStringLiteral("gave-up"));
    QCoreApplication::exit(1);
}

/// The window and the dialog above it, as a screen would show them.
void Hand::save(const QString &name)
{
    auto picture = m_window.grab();
    if (auto *dialog = QApplication::activeModalWidget()) {
        QPainter painter(&picture);
        const auto space = m_window.size() - dialog->size();
        const QRect place(QPoint(space.width() / 2, space.height() / 2), dialog->size());
        painter.drawPixmap(place.topLeft(), dialog->grab());
        painter.drawRect(place.adjusted(-1, -1, 0, 0));
    }
    const auto file = QStringLiteral("%1-%2.png").arg(++m_saved).arg(name);
    if (!picture.save(m_pictures.filePath(file)))
        std::fprintf(stderr, "not saved: %s\n", qPrintable(file));
}

} // namespace tidegate::demo
