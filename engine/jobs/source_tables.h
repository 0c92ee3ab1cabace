// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "catalog/relation.h"
#include "catalog/server_facts.h"
#include "catalog/time_columns.h"
#include "postgres/connection.h"

#include <set>
#include <string>
#include <vector>

namespace tidegate::jobs {

/// A table of the source as it is chosen from: the catalog's words, with what it might be on the target.
struct SourceTable {
    catalog::Relation relation;
    std::vector<catalog::TimeColumn> timeColumns; ///< best first; empty: none would do
    std::vector<std::string> publications;        ///< that hold it now
    bool onTarget = false;                        ///< the target has a relation of that name
};

struct SourceTables {
    catalog::ServerFacts source;
    std::string targetTimescale; ///< version; empty without the extension, or without a target
    std::vector<std::string> publications; ///< all of the source's
    std::vector<SourceTable> tables;       ///< ordered by schema and name
};

/// Reads them all, in a handful of round trips. `target` may be null. Changes nothing.
SourceTables readSourceTables(postgres::Connection &source, postgres::Connection *target);

} // namespace tidegate::jobs
