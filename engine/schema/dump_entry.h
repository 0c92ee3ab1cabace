// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "base/relation_name.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tidegate::schema {

/// One object of pg_dump's plain output, as its header comment names it ("-- Name: …; Type: …; Schema: …; Owner: …",
/// pg_backup_archiver.c): a table, a constraint, a comment on one.
struct DumpEntry {
    std::string name;   ///< for people, and for functions with their types: not quoted, not parsable in every case
    std::string type;   ///< "TABLE", "FK CONSTRAINT", …
    std::string schema; ///< "-" for what stands in none
    std::string sql;    ///< one or several statements, with qualified names
    bool postData = false;
    /// The table whose definition this is a part of; none for types, functions, views and sequences of nobody.
    std::optional<RelationName> table;
    std::optional<RelationName> sequence; ///< a SEQUENCE's own name
    std::string own; ///< a constraint's, trigger's, rule's or policy's name within its table
};

/// pg_dump's text of one section, in its order, which is that of dependencies. Settings at its head and psql's commands
/// are left out: the sessions that run these statements have settings of their own.
std::vector<DumpEntry> entriesOf(std::string_view text, bool postData);

/// Gives each entry its table. All entries of both sections are needed: which table a sequence or an index belongs to
/// stands in other entries.
void findTables(std::vector<DumpEntry> &entries);

} // namespace tidegate::schema
