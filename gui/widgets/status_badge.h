// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "look/tone.h"

#include <QWidget>

class QLabel;

namespace tidegate::widgets {

/// How something stands: glyph, word and colour together.
class StatusBadge : public QWidget
{
    Q_OBJECT
public:
    explicit StatusBadge(QWidget *parent = nullptr);

    void set(look::Tone tone, const QString &word);
    look::Tone tone() const { return m_tone; }
    QString word() const;

protected:
    void changeEvent(QEvent *event) override;

private:
    void paintAnew();

    look::Tone m_tone = look::Tone::Idle;
    QLabel *m_glyph;
    QLabel *m_word;
};

} // namespace tidegate::widgets
