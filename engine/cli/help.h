// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "cli/arguments.h"

#include <optional>
#include <string>

namespace tidegate::cli {

/// All verbs with their exit codes, or one verb with its flags.
std::string helpText(std::optional<Verb> about);

} // namespace tidegate::cli
