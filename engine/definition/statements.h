// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "definition/definition.h"

#include <optional>
#include <string>
#include <vector>

namespace tidegate::definition {

/// What mends a target whose definition is behind the source's: statements without a semicolon at their end.

/// Gives rows that are there the value that older rows have on the source (`withValues`), then the default and NOT NULL
/// of the source, as far as they hold for what is there.
std::string addColumn(const RelationName &table, const Column &column, bool withValues);
struct GeneratedAs {
    std::string expression;
    bool isVirtual = false; ///< else STORED
};
std::string addGeneratedColumn(const RelationName &table, const Column &column, const GeneratedAs &as);
std::string dropColumn(const RelationName &table, const std::string &column);
std::string dropExpression(const RelationName &table, const std::string &column);
/// `byCast`: the values are no longer what they were, so that an assignment may not do.
std::string alterType(const RelationName &table, const std::string &column, const std::string &type, bool byCast);

/// Into another schema, under another name, or both.
std::string renameTable(const RelationName &from, const RelationName &to);

struct Rename {
    std::string from;
    std::string to;
};
/// In an order, and by way of other names, in which they can be run one after the other.
std::vector<std::string> renames(const RelationName &table, const std::vector<Rename> &columns, const Definition &target);

/// Have rows that were there when the column was added, or may they have, values in it that nobody tells?
bool variesByRow(const Column &column);

} // namespace tidegate::definition
