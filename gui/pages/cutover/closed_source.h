// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "script/script.h"

#include <QWidget>

class QAction;

namespace tidegate::widgets {
class ScriptView;
}

namespace tidegate::pages {

/// Before the cutover: the source takes no writes although nobody cuts over; the SQL that opens it, and the button for it.
/// Hidden while there is nothing to open.
class ClosedSource : public QWidget
{
    Q_OBJECT
public:
    explicit ClosedSource(QAction *open, QWidget *parent = nullptr);

    /// Empty: the source is open.
    void show(const script::Script &opening);
    QString sql() const;

private:
    widgets::ScriptView *m_sql;
};

} // namespace tidegate::pages
