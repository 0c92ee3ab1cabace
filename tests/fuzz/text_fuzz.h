// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <cstdio>
#include <cstdlib>
#include <string>
#include <string_view>
#include <vector>

// What the fuzz targets of text have in common; each defines seeds() and tryText().

namespace tidegate::fuzz {

/// Good texts, from which the fuzzer starts now and then: no corpus is needed to get into the depth.
const std::vector<std::string> &seeds();
/// Any text is read or refused with a reason; a promise that does not hold ends in wrong().
void tryText(const std::string &text);

[[noreturn]] inline void wrong(const char *what, const std::string &text)
{
    std::fprintf(stderr, "%s\nin: %s\n", what, text.c_str());
    std::abort();
}

} // namespace tidegate::fuzz
