// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "base/problem.h"
#include "definition/memory.h"
#include "postgres/connection.h"

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace tidegate::definition {

// What the journal remembers of the labels of enums (labels.h). The stream tells nothing of them: it is looked for. Tables by
// their oids on the source; no user's type, no question to a server.

/// Of tables that are copied, or will be, by the names that labels have now.
void rememberLabels(postgres::Connection &source, postgres::Connection &target, std::map<std::uint32_t, Known> &tables);
/// Of a table that goes on with other columns: labels that are remembered stay as they are.
void addLabels(postgres::Connection &source, postgres::Connection &target, Known &table);

/// Those with a memory of labels, as texts (Known).
std::map<std::uint32_t, std::string> readLabelled(postgres::Connection &target, const std::string &subscription);

struct LabelDrift {
    /// Rows that were copied, and those that came before and after, say different things by the same word: to be copied again.
    /// Why, for people, and with what mends the target.
    std::map<std::uint32_t, std::string> exchanged;
    /// Both sides agree upon others than remembered. To be remembered, or the next change of names would be seen as one from
    /// those.
    std::map<std::uint32_t, std::string> agreed;
};
LabelDrift compareLabels(postgres::Connection &source, postgres::Connection &target, const std::map<std::uint32_t, std::string> &remembered);

/// RelationChanged, if the target has refused a row (in these words) for a label that both sides call otherwise by now: until
/// the stream is past such rows, the target's has to have its former name.
std::optional<Problem> formerNameWanted(postgres::Connection &source, postgres::Connection &target, const RelationName &table,
                                        const Known &known, const std::string &refused);

} // namespace tidegate::definition
