// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "base/relation_name.h"

#include <optional>
#include <string>
#include <vector>

/// pg_dump's commands, and a user's own, in the forms that let writers go on meanwhile (exactness.md rule 16). By tokens, since a name, an
/// expression or a predicate may hold any words. Pure.
namespace tidegate::schema {

/// An entry's commands in their order, each with its semicolon. Not for functions, whose bodies have semicolons.
std::vector<std::string> commandsOf(const std::string &sql);

/// CREATE INDEX CONCURRENTLY. nullopt: it is no CREATE INDEX, or one of a partitioned table alone (ON ONLY), which the
/// server builds in no time and refuses to build concurrently.
std::optional<std::string> concurrently(const std::string &createIndex);

/// The index of a hypertable, a transaction for each chunk. nullopt: it is no CREATE INDEX, or a unique one, which
/// TimescaleDB refuses to build so.
std::optional<std::string> perChunk(const std::string &createIndex);

/// ADD CONSTRAINT … FOREIGN KEY … NOT VALID. nullopt: it is no such command, or the source itself has not validated the
/// key or does not enforce it.
std::optional<std::string> notValid(const std::string &addForeignKey);
/// A foreign key as its command names it.
struct ForeignKeyName {
    RelationName table;
    std::string constraint; ///< empty: the server names it
    bool isNotValid = false;
};
/// nullopt: it is no such command, or its table has no schema.
std::optional<ForeignKeyName> foreignKeyName(const std::string &addForeignKey);
/// The table that a foreign key refers to.
std::optional<RelationName> referenced(const std::string &addForeignKey);
/// ALTER TABLE without ONLY, which TimescaleDB refuses of a hypertable; nullopt: it has none, as pg_dump writes the foreign
/// key of a partitioned table.
std::optional<std::string> withoutOnly(const std::string &alterTable);

} // namespace tidegate::schema
