// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "base/finding.h"
#include "postgres/connection.h"

#include <cstdint>
#include <string>
#include <vector>

namespace tidegate::catalog {

/// Configuration tables of extensions that are not followed, since they come with their extension on the target
/// (RelationReader::publishedTables()) or no publication names them: of each, how many rows that people have put into it the target
/// lacks. Of more than 10,000 such rows only the first are compared. `followed`: oids on the source.
///
/// Warnings TableNotFollowed, with the statement that brings the rows where they are few and the extension tells its own from them
/// (where it does not, it may act on them); notes NotSeen, also of what a server refuses; notes TableNotFollowed where a table is
/// too large to be looked at. Of a table it waits half a second at most for a lock and five for an answer. Throws when a
/// connection is lost or a stop is wanted, never for what a table is. No transaction may be open.
std::vector<Finding> extensionRows(postgres::Connection &source, postgres::Connection &target,
                                   const std::vector<std::string> &publications, const std::vector<std::uint32_t> &followed);

} // namespace tidegate::catalog
