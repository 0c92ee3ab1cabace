// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "definition/definition.h"

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tidegate::definition {

/// A column of the source as it was when both sides agreed last.
struct KnownColumn {
    int number = 0; ///< on the source
    std::string name;
    std::uint32_t typeOid = 0;
    std::int32_t typmod = -1;
    std::string type;
    int there = 0; ///< the number of the column on the target that it goes to; 0: not known
    std::string version = {}; ///< Column::version; empty: of an older journal
    bool older = false;       ///< rows that were older than the column had a value in it (Column::missing)
};

/// A label of an enum of which columns are made, as it was then.
struct KnownLabel {
    std::uint32_t number = 0; ///< pg_enum.oid on the source
    std::string name;
    std::uint32_t there = 0; ///< that of the label on the target that rows with it have; 0: none

    friend bool operator==(const KnownLabel &, const KnownLabel &) = default;
};

/// What the journal remembers of a table: its definition when it joined, when it was copied, or when both sides last agreed
/// upon another one. A stream that goes on at the journal's progress never brings a definition older than this.
struct Known {
    std::uint32_t target = 0; ///< oid of the table on the target, which a new name keeps
    char replicaIdentity = 'd';
    std::vector<KnownColumn> columns; ///< those that are sent, in the source's order
    std::vector<KnownLabel> labels;   ///< rememberLabels()
    /// The greatest of the source's columns when the table joined, or was first remembered: generated ones of greater numbers are
    /// younger. 0: not known.
    int lastNumber = 0;
    std::string file; ///< Definition::file on the source; empty: not known

    const KnownColumn *named(std::string_view column) const { return columnNamed(columns, column); }
    const KnownColumn *numbered(int number) const { return columnNumbered(columns, number); }

    std::string toText() const;
    static std::optional<Known> fromText(const std::string &text);
};

/// Of what is sent of a table (definition::sent()), and where that goes on the target.
Known known(const Definition &sent, const Definition &target);

/// Definition::file, taken apart; without a table where it is of an older journal.
struct Traces {
    std::string table;
    std::string file;
    std::string toast = "0";
};
Traces tracesIn(const std::string &file);

/// Its rows are copied anew: what they were written by before tells nothing of those.
void renewTraces(Known &known, const Definition &source);

/// By source oid. Of an older journal: nothing.
std::map<std::uint32_t, Known> readKnown(postgres::Connection &target, const std::string &subscription,
                                         const std::vector<std::uint32_t> &oids);

} // namespace tidegate::definition
