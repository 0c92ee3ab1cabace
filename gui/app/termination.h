// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QObject>

namespace tidegate::app {

/// SIGTERM, SIGINT and SIGHUP as a Qt signal on the GUI thread; a second one ends the process as if nobody had listened.
/// Where there are no such signals it does nothing: the session's end closes the window. One per process.
class Termination : public QObject
{
    Q_OBJECT
public:
    explicit Termination(QObject *parent = nullptr);
    ~Termination() override;

signals:
    void requested();
};

} // namespace tidegate::app
