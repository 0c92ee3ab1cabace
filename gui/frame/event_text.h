// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "migration/migration.h"

#include <QString>

namespace tidegate::frame {

/// What happened, in a line for people. Figures and names inside are the engine's and stay as they came.
QString eventText(const migration::Event &event);
QString outcomeText(migration::Outcome outcome);

} // namespace tidegate::frame
