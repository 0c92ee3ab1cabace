// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "base/relation_name.h"

#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace tidegate::plan {

/// The map that sends this table alone there.
std::string exactMap(const RelationName &source, const RelationName &target);

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
    /// It goes where a map has it by name: not under its own, since nothing is said of it or of its whole schema alone. Throws as target().
    bool namesTargetOf(const RelationName &source) const;
    bool empty() const { return m_rules.empty(); }
    /// The rules as given, for the journal.
    const std::vector<std::string> &texts() const { return m_texts; }

    /// With these first, each as an exact map, in the place of exact ones of the same tables.
    TableMap with(const std::map<RelationName, RelationName> &targets) const;
    /// One of its maps is of nothing but this table.
    bool names(const RelationName &source) const { return m_exact.count(source) > 0; }
    /// Without the exact ones that send these tables there.
    TableMap without(const std::set<std::pair<RelationName, RelationName>> &targets) const;

    friend bool operator==(const TableMap &a, const TableMap &b) { return a.m_texts == b.m_texts; }

private:
    struct Pattern;
    struct Rule {
        std::string sourceSchema;
        std::shared_ptr<const Pattern> sourceTable; ///< none: every table of the schema, or `exact`
        std::optional<RelationName> exact;          ///< where the expression is no more than a name
        std::string targetSchema;                   ///< empty: same schema
        std::string targetTable;                    ///< empty: same name
    };
    static RelationName targetOf(const Rule &rule, const RelationName &source);
    const Rule *ruleFor(const RelationName &source) const;

    std::vector<Rule> m_rules;
    std::vector<std::string> m_texts;
    std::map<RelationName, std::size_t> m_exact; ///< the first of each
    std::vector<std::size_t> m_patterns;         ///< the others, in order
};

/// A table that went to `target`, and how a map is asked for it: by its own name or its hypertable's, and where nothing names that,
/// by its root's.
struct SentTable {
    RelationName name;
    std::optional<RelationName> root;
    RelationName target;

    bool sentBy(const TableMap &map) const;
    /// Of the two names that by which the map sends it there; else its own.
    const RelationName &nameIn(const TableMap &map) const;
};

/// With what it takes in front, each by an exact map, that these tables are sent where they went. By the names by which `before` sends
/// them, so that what comes later below the same root goes there, too; but no map of one of them takes the place of another's.
TableMap sending(const TableMap &map, const std::vector<SentTable> &tables, const TableMap &before);

/// Of the rules as a journal has them. Throws as add() does.
TableMap tableMapOf(const std::vector<std::string> &texts);
/// These maps, as texts, and behind them those of `others` that are of other source tables: what they say in other words of the
/// same ones is gone.
std::vector<std::string> inFront(const std::vector<std::string> &first, const std::vector<std::string> &others);

} // namespace tidegate::plan
