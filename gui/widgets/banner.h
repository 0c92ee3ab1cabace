// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "look/tone.h"

#include <QFrame>

class QAction;
class QHBoxLayout;
class QLabel;
class QToolButton;

namespace tidegate::widgets {

/// A message in the page that does not stop anybody: what happened, what to do, buttons for it. Hidden until shown.
class Banner : public QFrame
{
    Q_OBJECT
public:
    explicit Banner(QWidget *parent = nullptr);

    /// Replaces what was shown. `actions` become buttons, enabled as these are; the banner owns those that have no parent.
    void show(look::Tone tone, const QString &text, const QList<QAction *> &actions = {});
    void dismiss();
    /// One that says how things are stays as long as they are so.
    void setStays(bool stays);
    QString text() const;

signals:
    void dismissed();

protected:
    void paintEvent(QPaintEvent *event) override;
    void changeEvent(QEvent *event) override;

private:
    void clearButtons();
    void paintGlyph();

    look::Tone m_tone = look::Tone::Attention;
    QLabel *m_glyph;
    QLabel *m_text;
    QHBoxLayout *m_buttons;
    QToolButton *m_close;
};

} // namespace tidegate::widgets
