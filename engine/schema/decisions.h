// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "plan/plan.h"
#include "script/script.h"

#include <string_view>
#include <vector>

namespace tidegate::schema {

/// Refuses, restores and edits a fresh script as it was decided before. What the target has already stays left out, and
/// an edit of a definition that reads otherwise now is not applied. Decisions about unknown statements wait.
void applyDecisions(script::Script &script, const std::vector<plan::StatementDecision> &decisions);

/// Replaces what is remembered of this statement by how it stands now. False: its text is the user's and seems to hold a
/// password; it is not remembered, since a plan holds none.
bool remember(std::vector<plan::StatementDecision> &decisions, const script::Statement &statement);

/// Whether the text, a user's own, takes something away: DROP, TRUNCATE or DELETE outside of quotes and comments.
bool takesAway(std::string_view sql);

} // namespace tidegate::schema
