// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <functional>

namespace tidegate::shell {
class MainWindow;
}

namespace tidegate::app {

/// The whole program. `opened` is told of the window before the event loop begins: the demo's hand takes hold of it there.
/// Exit codes: 0 the window was closed or a running one was brought up; 1 the profile must not be touched; 2 the command
/// line cannot be read.
int run(int argc, char *argv[], const std::function<void(shell::MainWindow &)> &opened = {});

} // namespace tidegate::app
