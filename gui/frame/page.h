// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "look/tone.h"

#include <QWidget>

class QAction;

namespace tidegate::frame {

/// One phase of a migration on one page: its state, the evidence, the one action. Pages don't know each other.
class Page : public QWidget
{
    Q_OBJECT
public:
    /// `id` is stable: settings, tests and pictures name the page by it. `title` is on the rail and on a menu.
    Page(QString id, QString title, QWidget *parent = nullptr);

    struct State {
        look::Tone tone = look::Tone::Idle;
        QString word; ///< two or three words: "2 saved", "In sync"
    };

    const QString &id() const { return m_id; }
    const QString &title() const { return m_title; }
    const State &state() const { return m_state; }
    /// For the page's menu; each has a text, and a shortcut that works while the page is shown.
    const QList<QAction *> &menuActions() const { return m_actions; }
    /// What the header's next step asks of the page it leads to: its one action, with the question that belongs before
    /// it. Nothing if it cannot be done now; the page then says why.
    virtual void proceed() {}

signals:
    void stateChanged();

protected:
    void setState(look::Tone tone, const QString &word);
    QAction *addMenuAction(const QString &text, const QKeySequence &shortcut);

private:
    QString m_id;
    QString m_title;
    State m_state;
    QList<QAction *> m_actions;
};

} // namespace tidegate::frame
