// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "base/problem.h"

#include <cstdint>
#include <string>
#include <utility>

namespace tidegate::copy {

/// Whose problem it is, as far as known. By number: two tables may have exchanged their names, or look alike in words.
struct Concerned {
    std::uint32_t oid = 0; ///< on the source; 0: not known
    std::string table;     ///< its name there, for people
};

/// A problem that one of a unit's tables has, and not the others that are copied with it.
class TableError : public ProblemError
{
public:
    TableError(std::uint32_t oid, Problem problem) : ProblemError(std::move(problem)), m_oid(oid) {}

    std::uint32_t oid() const { return m_oid; } ///< on the source

private:
    std::uint32_t m_oid;
};

/// Would a table with this problem hold up the others of its list until somebody does something about it?
bool holdsUpOthers(const Problem &problem);

} // namespace tidegate::copy
