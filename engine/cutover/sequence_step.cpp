// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "cutover/sequence_step.h"

#include "base/problem.h"

namespace tidegate::cutover {

std::vector<std::string> missingSequences(postgres::Connection &, postgres::Connection &,
                                          const std::vector<journal::RelationRow> &)
{
    return {};
}

int setSequences(postgres::Connection &, postgres::Connection &, const std::vector<journal::RelationRow> &)
{
    throw ProblemError(Code::Internal, {"setting sequences is not built yet"});
}

} // namespace tidegate::cutover
