// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "base/stop_token.h"

#include <QObject>

#include <functional>
#include <string>

namespace tidegate::cli {

/// The terminal and its signals: the one place of this room that differs between POSIX and Windows.

struct TerminalSize {
    int columns = 80;
    int rows = 24;
};

bool outputIsTerminal();
bool inputIsTerminal();
TerminalSize terminalSize();
/// Lets the terminal understand ANSI sequences; false where it will not.
bool enableAnsi();
/// Asks on the terminal; anything but y or yes is no.
bool confirmed(const std::string &question);

/// From here on the first SIGTERM, SIGINT or console event asks `stop` to stop (which ends any wait of a job within
/// 100 ms) and calls `interrupted` in `context`'s thread, if its event loop runs; the second ends the process at once
/// with exit code 130. Call once, from the main thread.
void onInterrupt(const StopToken &stop, QObject *context, std::function<void()> interrupted);

} // namespace tidegate::cli
