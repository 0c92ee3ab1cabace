// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "base/relation_name.h"
#include "plan/table_map.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tidegate::plan {

/// One table that was chosen.
struct SelectedTable {
    RelationName source;
    RelationName target;
    std::optional<std::string> timeColumn; ///< make it a hypertable by this column; none: a plain table
    /// "7 days", or for an integer column a whole number in its unit; none: as schema::hypertableScript() chooses.
    std::optional<std::string> chunkInterval;

    friend bool operator==(const SelectedTable &, const SelectedTable &) = default;
};

/// What was decided about one statement of the target's preparation, so that it holds when the scripts are made anew.
struct StatementDecision {
    enum class Kind {
        Refuse,
        Run, ///< although it would be left out by itself
        Edit
    };
    std::string statement; ///< script::Statement::id
    Kind kind = Kind::Refuse;
    std::string original; ///< Edit: the text that it is for; another text is not replaced
    std::string sql;      ///< Edit: what runs instead

    friend bool operator==(const StatementDecision &, const StatementDecision &) = default;
};

/// What a run does when the definition of a table changes on the source midway.
enum class OnDefinitionChange {
    Wait,  ///< "wait": the stream waits there, with the statement that mends the target
    Recopy ///< "recopy": the other tables go on, and it is copied again once its target was mended
};

/// What is to be migrated and how: decided by a person, without a connection, and kept in a file. Holds no server,
/// no user and no password.
struct MigrationPlan {
    std::string subscription;
    std::vector<std::string> publications;
    bool copyData = true;
    int tableSyncWorkers = 4; ///< 1 to 64
    OnDefinitionChange onDefinitionChange = OnDefinitionChange::Wait; ///< also of a file that does not say
    TableMap tableMap;
    std::vector<SelectedTable> tables; ///< empty: all that the publications publish
    std::vector<RelationName>
        allowNonempty; ///< target tables whose rows may stand there and are never touched
    std::vector<StatementDecision> statements; ///< one for each at most

    friend bool operator==(const MigrationPlan &, const MigrationPlan &) = default;
};

/// Where the plan's tables go, as a run and its checks want it: an exact map for each chosen table whose target the
/// plan's own maps would not give, and behind those the plan's maps.
TableMap tableMapOf(const MigrationPlan &plan);

/// The version of the file that this program writes; it reads this one.
inline constexpr int planVersion = 1;

/// Indented JSON; parsePlan() gives back an equal plan. Table maps are written as objects, so their spacing is lost.
std::string planToJson(const MigrationPlan &plan);
/// Throws ProblemError BadPlan that names the field: unknown fields, a newer version and wrong kinds are refused.
MigrationPlan parsePlan(std::string_view json);

/// Replaces the file as a whole or leaves it as it was. Throws ProblemError FileUnreadable.
void savePlan(const MigrationPlan &plan, const std::string &path);
/// Throws FileUnreadable, BadPlan.
MigrationPlan loadPlan(const std::string &path);

} // namespace tidegate::plan
