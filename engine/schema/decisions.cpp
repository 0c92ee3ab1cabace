// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "schema/decisions.h"

#include "base/log.h"
#include "schema/definition_parts.h"
#include "schema/sql_lexer.h"

#include <algorithm>
#include <map>
#include <optional>
#include <string>

namespace tidegate::schema {

namespace {

using Kind = plan::StatementDecision::Kind;

/// What differs from the script as it would be made.
std::optional<Kind> kindOf(const script::Statement &statement)
{
    const bool runs = statement.state != script::State::Skipped;
    if (!runs)
        return statement.leftOut == script::LeftOut::Refused ? std::optional(Kind::Refuse) : std::nullopt;
    if (statement.original)
        return Kind::Edit;
    return statement.purpose == "create-view" ? std::optional(Kind::Run) : std::nullopt;
}

bool isBlank(const std::string &text)
{
    return text.find_first_not_of(" \t\r\n") == std::string::npos;
}

using ByStatement = std::map<std::string, const plan::StatementDecision *>;

/// What is decided of it, unless the target has it.
const plan::StatementDecision *decided(const script::Statement &statement, const ByStatement &byStatement)
{
    const auto found = byStatement.find(statement.id);
    const bool isThere = statement.state == script::State::Skipped && statement.leftOut == script::LeftOut::Exists;
    return found == byStatement.end() || isThere ? nullptr : found->second;
}

void applyEdits(script::Script &script, const ByStatement &byStatement)
{
    for (std::size_t at = 0; at < script.size(); ++at) {
        const auto *decision = decided(script.at(at), byStatement);
        if (decision && decision->kind == Kind::Edit && script.at(at).sql == decision->original)
            script.edit(at, decision->sql, takesAway(decision->sql));
    }
}

} // namespace

void applyDecisions(script::Script &script, const std::vector<plan::StatementDecision> &decisions)
{
    ByStatement byStatement;
    for (const auto &decision : decisions)
        byStatement.emplace(decision.statement, &decision);
    for (std::size_t at = 0; at < script.size(); ++at) {
        const auto *decision = decided(script.at(at), byStatement);
        if (!decision)
            continue;
        switch (decision->kind) {
        case Kind::Refuse:
            script.skip(at);
            break;
        case Kind::Run:
            script.restore(at);
            break;
        case Kind::Edit:
            break;
        }
    }
    // Twice: one may have been made of what another statement about the same thing said after its own edit.
    applyEdits(script, byStatement);
    followEdits(script);
    applyEdits(script, byStatement);
}

bool remember(std::vector<plan::StatementDecision> &decisions, const script::Statement &statement)
{
    decisions.erase(std::remove_if(decisions.begin(), decisions.end(),
                                   [&](const auto &decision) { return decision.statement == statement.id; }),
                    decisions.end());
    const auto kind = kindOf(statement);
    if (!kind || statement.id.empty())
        return true;
    plan::StatementDecision decision{statement.id, *kind, {}, {}};
    if (*kind == Kind::Edit) {
        if (isBlank(statement.sql))
            return true;
        for (const auto *text : {&statement.sql, &statement.original->sql}) {
            if (redacted(*text) != *text)
                return false;
        }
        decision.original = statement.original->sql;
        decision.sql = statement.sql;
    }
    decisions.push_back(std::move(decision));
    return true;
}

bool takesAway(std::string_view sql)
{
    const auto all = tokens(sql);
    return std::any_of(all.begin(), all.end(), [](const Token &token) {
        if (token.kind != Token::Kind::Word)
            return false;
        const auto word = identifier(token);
        return word == "drop" || word == "truncate" || word == "delete";
    });
}

} // namespace tidegate::schema
