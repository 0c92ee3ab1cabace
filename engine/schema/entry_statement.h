// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "base/relation_name.h"
#include "schema/dump_entry.h"
#include "schema/existing.h"
#include "script/statement.h"

#include <map>

namespace tidegate::schema {

/// Target names by source names, of those that differ.
using TargetNames = std::map<RelationName, RelationName>;
RelationName moved(const RelationName &name, const TargetNames &names);

bool isView(const DumpEntry &entry);
/// Acts on what is written to the target: not before the last change of the source is there.
bool actsOnRows(const DumpEntry &entry);
/// The stream finds rows by it: a primary key, a unique constraint, and the index of a replica identity.
bool findsRows(const DumpEntry &entry);

/// The entry under its target name, to be run: `id` is pg_dump's name for it, which is the source's.
script::Statement statementOf(const DumpEntry &entry, const TargetNames &names);
/// Each part by itself: what is made after the copy belongs to tables that are there by then.
bool exists(const DumpEntry &entry, const TargetNames &names, const Existing &existing);

} // namespace tidegate::schema
