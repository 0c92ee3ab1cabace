// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "base/relation_name.h"

#include <memory>
#include <string>
#include <vector>

namespace tidegate::plan {

/// Livesync's --table-map: source.table is an anchored regular expression, the first match wins, a map without a
/// table moves a whole schema, a table that no map matches keeps its name.
/// JSON: {"source":{"schema":"s","table":"t"},"target":{"schema":"s2","table":"t2"}}. A target's schema or table
/// that is left out stays as it is. The expression is Perl's, which understands what Go's understands (Livesync is
/// a Go program): (?i), \pL, (?P<name>…); a dot is a character, not a byte.
class TableMap
{
public:
    /// Throws ProblemError BadTableMap with the text and the reason.
    void add(const std::string &json);
    /// Throws BadTableMap if an expression needs too many steps for this name.
    RelationName target(const RelationName &source) const;
    bool empty() const { return m_rules.empty(); }
    /// The rules as given, for the journal.
    const std::vector<std::string> &texts() const { return m_texts; }

    friend bool operator==(const TableMap &a, const TableMap &b) { return a.m_texts == b.m_texts; }

private:
    struct Pattern;
    struct Rule {
        std::string sourceSchema;
        std::shared_ptr<const Pattern> sourceTable; ///< none: every table of the schema
        std::string targetSchema;                   ///< empty: same schema
        std::string targetTable;                    ///< empty: same name
    };
    std::vector<Rule> m_rules;
    std::vector<std::string> m_texts;
};

/// Of the rules as a journal has them. Throws as add() does.
TableMap tableMapOf(const std::vector<std::string> &texts);
/// These maps, as texts, and behind them those of `others` that are of other source tables: what they say in other words of the
/// same ones is gone.
std::vector<std::string> inFront(const std::vector<std::string> &first, const std::vector<std::string> &others);

} // namespace tidegate::plan
