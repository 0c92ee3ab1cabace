// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <string>
#include <vector>

namespace tidegate::architecture {

struct Include {
    std::string path;
    bool quoted = false; ///< "path", else <path>
    int line = 0;
};

/// One source as the checks see it.
struct SourceFile {
    std::string path; ///< from the top of the tree: "engine/base/lsn.h"
    std::string text;
    std::string
        code; ///< the text with comments and the insides of literals blanked out; lines stay where they are
    std::vector<Include> includes;
    int lines = 0;

    SourceFile(std::string path, std::string text);

    /// "engine", "gui" or "tests".
    std::string part() const { return path.substr(0, path.find('/')); }
    /// The folder below the part, for the window's with its part: "base", "gui/pages"; empty for files beside rooms.
    std::string room() const;
};

/// Every .h and .cpp below these parts of the tree.
std::vector<SourceFile> readSources(const std::string &top, const std::vector<std::string> &parts);

} // namespace tidegate::architecture
