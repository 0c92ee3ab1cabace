// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "support/cluster.h"

namespace tidegate::support {

/// Of the version that ./dev test --versions SOURCE TARGET asks for (TIDEGATE_SOURCE_MAJOR, TIDEGATE_TARGET_MAJOR), unless an
/// installation is named already; else the distribution's own. Throws std::runtime_error where there is no such server.
ClusterOptions ofWantedSource(ClusterOptions options = {});
ClusterOptions ofWantedTarget(ClusterOptions options = {});

} // namespace tidegate::support
