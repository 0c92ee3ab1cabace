// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "postgres/connection.h"
#include "sequences/sequences.h"

#include <string>
#include <vector>

namespace tidegate::jobs {

/// What copySequences() would set, for the tables that the journal names. Throws ProblemError NoSuchSubscription.
std::vector<sequences::PreviewRow>
previewSequences(postgres::Connection &source, postgres::Connection &target, const std::string &subscription);
/// Sets them; may be repeated. A rehearsal before the cutover, which does it again, or the way without one.
sequences::Outcome copySequences(postgres::Connection &source, postgres::Connection &target,
                                 const std::string &subscription);

} // namespace tidegate::jobs
