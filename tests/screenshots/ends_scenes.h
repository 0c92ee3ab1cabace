// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "support/cluster.h"
#include "window_fixture.h"

#include <QString>

#include <functional>
#include <utility>
#include <vector>

namespace tidegate::tests {

using Arrange = std::function<QWidget *(WindowFixture &place, const support::Cluster &cluster)>;

/// The pages before and after a migration: source, cutover, cleanup, activity.
std::vector<std::pair<QString, Arrange>> endsScenes();

} // namespace tidegate::tests
