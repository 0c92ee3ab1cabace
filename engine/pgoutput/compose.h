// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "pgoutput/message.h"

#include <string>

namespace tidegate::pgoutput {

// Messages of our own making, in the form in which the server would have sent them, so that whoever keeps or writes
// changes need know one form only: a definition that is kept beside its changes, and the two halves of an UPDATE that
// takes a row from one key range to another.

std::string composeRelation(const Relation &relation);
std::string composeInsert(std::uint32_t relation, Tuple row);
/// `kind` Key or Full, as the row's values are.
std::string composeDelete(std::uint32_t relation, OldKind kind, Tuple oldRow);

} // namespace tidegate::pgoutput
