// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QTest>

#include <string>

namespace tidegate::support {

/// Prints "NOT RUN HERE: capability" and remembers it for the runner's list (TIDEGATE_SKIPS_FILE).
void noteSkip(const std::string &capability);

} // namespace tidegate::support

/// Leaves a test function whose servers or rights this machine does not have; ./dev test lists all of them, and
/// .ci/run fails if a test of its must-run list did so. `capability` is what is missing: "PostgreSQL 13".
#define TIDEGATE_SKIP(capability)                                                                            \
    do {                                                                                                     \
        tidegate::support::noteSkip(capability);                                                             \
        QSKIP("not run here");                                                                               \
    } while (false)
