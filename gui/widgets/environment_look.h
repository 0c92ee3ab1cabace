// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "look/hue.h"
#include "settings/environment.h"

namespace tidegate::widgets {

/// Production is red everywhere, staging amber, test blue.
inline look::Hue hueOf(settings::Environment environment)
{
    switch (environment) {
    case settings::Environment::Test:
        return look::Hue::Blue;
    case settings::Environment::Staging:
        return look::Hue::Amber;
    case settings::Environment::Production:
        break;
    }
    return look::Hue::Red;
}

} // namespace tidegate::widgets
