// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "journal/command.h"

#include <algorithm>

namespace tidegate::journal {

using postgres::parameters;

std::int64_t postCommand(postgres::Connection &target, const std::string &subscription, const std::string &verb,
                         const std::string &arguments)
{
    const auto row = target.exec("WITH told AS (SELECT pg_notify($4, $1))"
                                 " INSERT INTO _tidegate.command (subname, verb, arguments, asked_by)"
                                 " SELECT $1, $2, $3, current_user FROM told RETURNING id",
                                 parameters(subscription, verb, arguments, commandChannel));
    return row.integer(0, 0);
}

std::optional<Answer> readAnswer(postgres::Connection &target, std::int64_t command)
{
    const auto row = target.exec("SELECT ok, answer FROM _tidegate.command WHERE id = $1::bigint"
                                 " AND answered_at IS NOT NULL",
                                 parameters(command));
    if (row.rows() == 0)
        return std::nullopt;
    return Answer{row.boolean(0, 0), row.text(0, 1)};
}

bool withdrawCommand(postgres::Connection &target, std::int64_t command)
{
    const auto closed = target.exec("UPDATE _tidegate.command SET answered_at = now(), ok = false, answer = 'withdrawn'"
                                    " WHERE id = $1::bigint AND taken_at IS NULL AND answered_at IS NULL",
                                    parameters(command));
    return closed.affected() > 0;
}

std::vector<Command> takeCommands(postgres::Connection &target, const Fence &fence)
{
    std::vector<Command> commands;
    const auto rows = target.exec("UPDATE _tidegate.command SET taken_at = now() WHERE subname = $1"
                                  " AND answered_at IS NULL AND taken_at IS NULL RETURNING id, verb, arguments",
                                  parameters(fence.subscription()));
    for (int row = 0; row < rows.rows(); ++row)
        commands.push_back({rows.integer(row, 0), rows.text(row, 1), rows.text(row, 2)});
    std::sort(commands.begin(), commands.end(), [](const auto &a, const auto &b) { return a.id < b.id; });
    return commands;
}

void answerOrphans(postgres::Connection &target, const Fence &fence, bool ended)
{
    target.exec("UPDATE _tidegate.command SET answered_at = now(), ok = false, answer = $2"
                " WHERE subname = $1 AND taken_at IS NOT NULL AND answered_at IS NULL",
                parameters(fence.subscription(),
                           ended ? "[NoLiveEngine] the engine ended before it answered; ask again"
                                 : "[ConnectionLost] the engine lost a server before it answered, and goes on; ask again"));
}

void answerCommand(postgres::Connection &target, std::int64_t command, const Answer &answer)
{
    target.exec("UPDATE _tidegate.command SET answered_at = now(), ok = $2::boolean, answer = $3"
                " WHERE id = $1::bigint",
                parameters(command, answer.ok, answer.text));
}

} // namespace tidegate::journal
