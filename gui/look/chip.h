// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "look/hue.h"

#include <QLabel>

namespace tidegate::look {

/// A word on a tinted ground, for what a server is ("production"). Follows the palette.
class Chip : public QLabel
{
    Q_OBJECT
public:
    explicit Chip(QWidget *parent = nullptr);

    void set(const QString &word, Hue hue);
    Hue hue() const { return m_hue; }

    /// The same for delegates: paints into `place` and returns the width that it took.
    static int paint(QPainter &painter, const QRect &place, const QString &word, Hue hue,
                     const QPalette &palette);
    static QSize sizeFor(const QFontMetrics &metrics, const QString &word);

protected:
    void paintEvent(QPaintEvent *event) override;
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override { return sizeHint(); }

private:
    Hue m_hue = Hue::Grey;
};

} // namespace tidegate::look
