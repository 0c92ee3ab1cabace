// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "base/joined.h"

namespace tidegate {

std::string joined(const std::vector<std::string> &words, const char *between)
{
    std::string text;
    for (const auto &word : words)
        text += (text.empty() ? "" : between) + word;
    return text;
}

} // namespace tidegate
