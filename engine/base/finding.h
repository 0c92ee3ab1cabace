// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "base/problem.h"
#include "base/side.h"

#include <cstdint>
#include <string>
#include <vector>

namespace tidegate {

enum class Severity { Note, Warning, Refusal };

/// What a check found before anything ran. Same codes as problems; `mend` is a statement that would mend it,
/// shown and never run unasked (empty if no statement can).
struct Finding {
    Severity severity = Severity::Note;
    Code code = Code::Internal;
    std::vector<std::string> arguments;
    std::string mend;
    Side mendSide = Side::Target; ///< where `mend` belongs
    std::vector<std::uint32_t> tables = {}; ///< in which it was found (oids on the source); none: not in single tables
};

} // namespace tidegate
