// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QStringList>

class QProcess;

/// All that differs between POSIX and Windows when outside programs are run.
namespace tidegate::process::platform {

/// Before start(): the program leads a process group of its own, so that it ends with all its children, and a
/// Ctrl-C in our terminal reaches it through us. On Linux it also gets SIGTERM when we die.
void prepare(QProcess &process);
/// Asks the program and its children to end. Windows has no such request for console programs: ends it.
void askToEnd(QProcess &process);
/// Ends the program and its children at once. `pid` is what it had while it ran: a child may outlive it.
void endNow(QProcess &process, qint64 pid);

/// Folders in which PostgreSQL's client programs stand without being on the PATH; existing ones only.
QStringList postgresFolders();

} // namespace tidegate::process::platform
