// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "torture_place.h"

#include <functional>

namespace tidegate::torture {

/// Does one thing by chance that a night may bring: the run, a connection, a server, the network, a lock. What it gives is to
/// be called when it has lasted; empty where it is over already.
std::function<void()> disturb(Place &place);

} // namespace tidegate::torture
