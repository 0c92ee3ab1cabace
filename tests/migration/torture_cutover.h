// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "torture_changes.h"
#include "torture_place.h"

namespace tidegate::torture {

/// What writers have prepared stands in a cutover's way, and it may be they who end it.
void endPrepared(const Place &place);
/// Cuts over until it has been carried out; `underWrites`: while writers go on, and one thing after the other goes wrong. From
/// then on no writer gets anything through: the source stays closed. False if it was not carried out in time.
bool cutOver(Place &place, Changes &changes, bool underWrites);

} // namespace tidegate::torture
