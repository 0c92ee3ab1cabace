// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

namespace tidegate::app {

/// The whole program. Exit codes: 0 the window was closed or a running one was brought up; 1 the profile must not be
/// touched; 2 the command line cannot be read.
int run(int argc, char *argv[]);

} // namespace tidegate::app
