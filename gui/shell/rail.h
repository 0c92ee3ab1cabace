// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QListWidget>

namespace tidegate::frame {
class Page;
}

namespace tidegate::shell {

/// The phases, one below the other, each with how it stands.
class Rail : public QListWidget
{
    Q_OBJECT
public:
    explicit Rail(QWidget *parent = nullptr);

    /// Follows the page's state from now on.
    void add(frame::Page &page);

protected:
    QSize sizeHint() const override;
    void changeEvent(QEvent *event) override;

private:
    void show(const frame::Page &page, QListWidgetItem &item);

    int m_width; ///< never less than it was: the pages beside it would jump with every word
};

} // namespace tidegate::shell
