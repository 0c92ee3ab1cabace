// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "base/problem.h"
#include "definition/comparison.h"

namespace tidegate::definition {

/// RelationChanged, or RelationRewritten where no statement is enough, for a comparison that does not agree. `table`: the
/// source's name by which it is followed.
Problem problem(const RelationName &table, const Comparison &comparison);
/// RelationChanged, to be tried again at once: with the names that the servers have now there is nothing to wait for.
Problem renamed(const RelationName &table, const std::string &what);
/// Is it one of these?
bool isOfDefinition(Code code);

} // namespace tidegate::definition
