// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "base/code.h"

#include <exception>
#include <string>
#include <vector>

namespace tidegate {

/// What went wrong, as a value that may cross threads. The sentence (what happened, what stayed safe, what to
/// do) is phrases/ for `code`, with `arguments` for its %1, %2, …; the rest is evidence for whoever mends it.
struct Problem {
    Code code = Code::Internal;
    std::vector<std::string> arguments;
    std::string sqlstate;      ///< five characters, empty if the server said nothing
    std::string statement;     ///< the SQL at fault, without values
    std::string serverMessage; ///< the server's or library's own words
    bool retryable = false;    ///< true if the same step may succeed later without anybody's help
};

/// The exception form of a Problem; caught once at a worker's edge.
class ProblemError : public std::exception
{
public:
    explicit ProblemError(Problem problem);
    ProblemError(Code code, std::vector<std::string> arguments);

    const Problem &problem() const { return m_problem; }
    const char *what() const noexcept override { return m_what.c_str(); }

private:
    Problem m_problem;
    std::string m_what;
};

} // namespace tidegate
