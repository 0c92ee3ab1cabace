// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "source_file.h"

#include <map>
#include <set>
#include <string>
#include <vector>

namespace tidegate::architecture {

/// rooms.txt, read: for each room all rooms and headers that it may include, arrows followed to their ends.
class House
{
public:
    /// Throws std::runtime_error on a line that is none, or an arrow to an unknown room or back to itself.
    explicit House(const std::string &table);

    bool knows(const std::string &room) const { return m_rows.count(room) > 0; }
    bool mayInclude(const std::string &room, const std::string &header) const;

private:
    struct Row {
        bool freeRooms = true; // base, phrases and progress are open to it
        std::set<std::string> rooms;
        std::set<std::string> values;
        std::set<std::string> headers;
    };
    void collect(const std::string &room, std::set<std::string> &open, std::set<std::string> &path) const;

    std::map<std::string, Row> m_rows;
    std::map<std::string, std::set<std::string>> m_allowed; // rooms and single headers
};

/// Each returns one line per offence, with file and line, empty if all is well.
using Offences = std::vector<std::string>;
Offences arrows(const House &house, const std::vector<SourceFile> &sources);
Offences words(const std::vector<SourceFile> &sources);  ///< forbidden calls, headers and library features
Offences shapes(const std::vector<SourceFile> &sources); ///< length, licence header, #pragma once

} // namespace tidegate::architecture
