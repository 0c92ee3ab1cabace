// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "cli/arguments.h"

#include <string>
#include <vector>

namespace tidegate::cli {

/// One flag: for which verbs it is, whether it takes a value, and what it does to the Arguments.
struct Flag {
    const char *name;  ///< without the dashes
    const char *value; ///< what the help calls its value; null for a switch
    bool repeatable;
    std::vector<Verb> verbs; ///< empty: every verb
    std::vector<Verb> requiredBy;
    const char *help;
    void (*read)(Arguments &arguments, const std::string &value);

    bool isFor(Verb verb) const;
    bool isRequiredBy(Verb verb) const;
};

const std::vector<Flag> &flags();

} // namespace tidegate::cli
