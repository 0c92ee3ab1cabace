// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "definition/memory.h"

#include <cstdint>
#include <string>
#include <vector>

namespace tidegate::definition {

// Rows hold the number of an enum's label, and a stream its name: after names were exchanged on the source, rows that were
// copied before and rows that come now say different things by the same word. So labels are remembered by number. All pure.

/// A label of an enum on one server.
struct Label {
    std::uint32_t number = 0; ///< pg_enum.oid, which a new name keeps
    std::string name;

    friend bool operator==(const Label &, const Label &) = default;
};

/// In an order, and where needed by way of other names, what gives an enum with the labels `there` those of `wanted`, both in
/// their orders. What is there beyond these stays. `known`: which went to which, as far as it is remembered. `type` is quoted.
std::vector<std::string> labelStatements(const std::string &type, const std::vector<Label> &wanted, const std::vector<Label> &there,
                                         const std::vector<KnownLabel> &known);

/// Which goes to which for rows that are written by the names of now; what the target calls otherwise goes where it went.
std::vector<KnownLabel> pairedLabels(const std::vector<Label> &wanted, const std::vector<Label> &there,
                                     const std::vector<KnownLabel> &known);

/// Is one of these remembered?
bool remembersAny(const std::vector<KnownLabel> &known, const std::vector<Label> &labels);
/// Has a label that is remembered another name now?
bool isRenamed(const std::vector<KnownLabel> &known, const std::vector<Label> &now);
/// Does a name that is remembered belong to another label now?
bool meansAnother(const std::vector<KnownLabel> &known, const std::vector<Label> &now);
/// Has a label's name of now on the source been given to another one on the target than that which is remembered? Rows that
/// were written before say another thing by it than those that come. What the target merely has not renamed yet is none.
bool isElsewhere(const std::vector<KnownLabel> &known, const std::vector<Label> &source, const std::vector<Label> &target);

/// A label that is remembered, and that both sides call otherwise now.
struct FormerName {
    std::string name;
    std::string statement; ///< gives the target's label that name again, for rows that are on their way with it
};
std::vector<FormerName> formerNames(const std::string &type, const std::vector<KnownLabel> &known, const std::vector<Label> &source,
                                    const std::vector<Label> &target);

} // namespace tidegate::definition
