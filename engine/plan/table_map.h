// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "base/relation_name.h"

#include <optional>
#include <regex>
#include <string>
#include <vector>

namespace tidegate::plan {

/// Livesync's --table-map: source.table is an anchored regular expression, the first match wins, a map without a
/// table moves a whole schema, a table that no map matches keeps its name.
/// JSON: {"source":{"schema":"s","table":"t"},"target":{"schema":"s2","table":"t2"}}.
class TableMap
{
public:
    /// Throws ProblemError BadTableMap with the text and the reason.
    void add(const std::string &json);
    RelationName target(const RelationName &source) const;
    bool empty() const { return m_rules.empty(); }
    /// The rules as given, for the journal.
    const std::vector<std::string> &texts() const { return m_texts; }

private:
    struct Rule {
        std::string sourceSchema;
        std::optional<std::regex> sourceTable; ///< none: every table of the schema
        std::string targetSchema;
        std::string targetTable;               ///< empty: same name
    };
    std::vector<Rule> m_rules;
    std::vector<std::string> m_texts;
};

} // namespace tidegate::plan
