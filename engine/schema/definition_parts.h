// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "schema/entry_statement.h"
#include "script/script.h"

#include <set>
#include <vector>

namespace tidegate::schema {

/// What one of an entry's statements makes, and whether the target has it.
struct DefinitionPart {
    script::Statement statement;
    bool isThere = false;
};

/// When and on what a definition is made.
struct MakingOf {
    bool isAfterCopy = false; ///< the stream writes meanwhile, and must not wait for it (exactness.md rule 16)
    bool isOfHypertable = false;
};

/// The entry's own statement, `made` of it, in the form that fits, and what belongs before and behind it: an invalid index
/// of that name is dropped first, and a foreign key that is made NOT VALID is validated afterwards, each by a statement of
/// its own, whose id is derived from that of `made`. Most entries are one part. Pure.
std::vector<DefinitionPart> partsOf(const DumpEntry &entry, script::Statement made, const TargetNames &names,
                                    const Existing &existing, const MakingOf &making);

/// After edits: what is about a definition that the user has put in other words is about that one, under the name that it has
/// there. Not what the user has put in other words itself. Those that changed.
std::vector<std::size_t> followEdits(script::Script &script);

} // namespace tidegate::schema
