// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "journal/fence.h"
#include "postgres/connection.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace tidegate::journal {

/// What another process asks of the live engine. Written as a row with a NOTIFY; answered in that row.
struct Command {
    std::int64_t id = 0;
    std::string verb;      ///< refresh-publication, resync, skip, pause, resume, stop, cutover, abort-cutover
    std::string arguments; ///< JSON object
};

struct Answer {
    bool ok = false;
    std::string text; ///< for people; a refusal begins with its code, "[NotReadyForCutover] The cutover …"
};

inline constexpr char commandChannel[] = "tidegate_command";

std::int64_t postCommand(postgres::Connection &target, const std::string &subscription, const std::string &verb,
                         const std::string &arguments);
/// The answer, once it is there.
std::optional<Answer> readAnswer(postgres::Connection &target, std::int64_t command);

/// Nobody waits for it any more: closed, unless an engine has taken it. True if it was closed.
bool withdrawCommand(postgres::Connection &target, std::int64_t command);

/// For the live engine: open commands, oldest first, marked as taken.
std::vector<Command> takeCommands(postgres::Connection &target, const Fence &fence);
/// Commands that an engine took and died with: answered, so that whoever waits can ask again. Called by a new engine.
void answerOrphans(postgres::Connection &target, const Fence &fence, bool ended);
void answerCommand(postgres::Connection &target, std::int64_t command, const Answer &answer);

} // namespace tidegate::journal
