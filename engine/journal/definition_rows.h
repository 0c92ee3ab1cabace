// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "base/relation_name.h"
#include "journal/fence.h"
#include "postgres/connection.h"

#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace tidegate::journal {

/// The rows of _tidegate.definition, as texts that definition/memory.h makes and reads. They go with their table's row.

/// Whether the journal has them: not that of an older Tidegate which could not be upgraded.
bool keepsDefinitions(postgres::Connection &target);

/// By oid on the source. Nothing where the journal does not keep them.
std::map<std::uint32_t, std::string> readDefinitions(postgres::Connection &target, const std::string &subscription,
                                                     const std::vector<std::uint32_t> &oids);
/// Those in whose text this word is.
std::map<std::uint32_t, std::string> readDefinitionsWith(postgres::Connection &target, const std::string &subscription,
                                                         const std::string &word);
/// Of tables that are still followed. For a transaction that is fenced, or that of a copy.
void recordDefinitions(postgres::Connection &target, const std::string &subscription,
                       const std::map<std::uint32_t, std::string> &definitions);

/// Unless somebody has recorded another one meanwhile.
void replaceDefinition(postgres::Connection &target, const std::string &subscription, std::uint32_t oid, const std::string &before,
                       const std::string &now);

/// The names that a table has now.
struct TableNames {
    std::uint32_t oid = 0; ///< on the source
    RelationName onSource;
    RelationName onTarget;
};
void recordNames(postgres::Connection &target, const std::string &subscription, const std::vector<TableNames> &tables);

/// Stops a table (journal/unit_rows.h) that is to be copied again once its target fits, as far as this journal can remember
/// that: until a definition of it is recorded. Inside a fenced transaction.
void stopToCopyAgain(postgres::Connection &target, const Fence &fence, std::uint32_t oid, const std::string &why);
/// Oids on the source.
std::vector<std::uint32_t> readCopyAgain(postgres::Connection &target, const std::string &subscription);

} // namespace tidegate::journal
