// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "support/cluster.h"
#include "window_fixture.h"

namespace tidegate::tests {

/// Pictures of the sync page with a run between two databases of the cluster. The charts' past is made up, so that
/// they are full after a second.
QWidget *syncCopying(WindowFixture &place, const support::Cluster &cluster);
QWidget *syncInSync(WindowFixture &place, const support::Cluster &cluster);
QWidget *syncDisturbed(WindowFixture &place, const support::Cluster &cluster);
/// At a change that the target refuses, and the question whether it shall be left out.
QWidget *syncRefused(WindowFixture &place, const support::Cluster &cluster);
QWidget *syncSkip(WindowFixture &place, const support::Cluster &cluster);
/// With a slot that is gone, and the question before the fresh start.
QWidget *syncSlotGone(WindowFixture &place, const support::Cluster &cluster);
QWidget *syncStartAnew(WindowFixture &place, const support::Cluster &cluster);
QWidget *cutoverReady(WindowFixture &place, const support::Cluster &cluster);
/// In the middle of a cutover, the writes at rest.
QWidget *cutoverRunning(WindowFixture &place, const support::Cluster &cluster);
QWidget *syncMembership(WindowFixture &place, const support::Cluster &cluster);
QWidget *syncTarget(WindowFixture &place, const support::Cluster &cluster);

} // namespace tidegate::tests
