// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <string>
#include <vector>

namespace tidegate::support {

/// A column type and values of it, as SQL writes both; the extremes rather than the usual.
struct TypeValues {
    std::string type;
    std::vector<std::string> values;
    int since = 0;              ///< the first major version that has it
    std::string extension = {}; ///< that must be there, if any
};

/// What the types below need beside extensions.
std::string typeDefinitions();
/// Every built-in type that can stand in a table and means the same on two servers, arrays, composites, domains and
/// ranges of some of them, and the types of extensions that come with PostgreSQL.
const std::vector<TypeValues> &allTypeValues();

/// What those of pgvector and of PostGIS need beside the extension.
std::string vectorDefinitions();
std::string geometryDefinitions();
const std::vector<TypeValues> &vectorTypeValues();
const std::vector<TypeValues> &geometryTypeValues();

} // namespace tidegate::support
