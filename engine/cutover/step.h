// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <optional>
#include <string>
#include <string_view>

/// What a cutover is about to do. Pure.
namespace tidegate::cutover {

enum class Step {
    Readiness,
    StopWrites,
    Barrier,
    Prepared,
    Marker,
    Applying,
    Sequences,
    Recording,
    Done,
    Undoing
};

/// "stopping writes", …
const char *stepName(Step step);
/// The step of that name; absent for one that only a newer Tidegate knows.
std::optional<Step> stepNamed(std::string_view name);
/// "waiting for open transactions: pid 12 …"
std::string stepText(Step step, const std::string &words);

} // namespace tidegate::cutover
