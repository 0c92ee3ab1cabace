// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "script/export.h"

#include <string_view>

namespace tidegate::script {

namespace {

/// Every line behind "-- ": a line break inside a name must not end the comment.
std::string commented(std::string_view text)
{
    std::string result = "-- ";
    for (const char c : text) {
        if (c == '\r')
            continue;
        result += c;
        if (c == '\n')
            result += "-- ";
    }
    return result + '\n';
}

/// With a semicolon at its end, on a line of its own if the last line has a comment, which would swallow it.
std::string terminated(std::string sql)
{
    while (!sql.empty()
           && (sql.back() == '\n' || sql.back() == ' ' || sql.back() == '\t' || sql.back() == '\r'))
        sql.pop_back();
    const auto lastLine = sql.rfind('\n') == std::string::npos ? 0 : sql.rfind('\n') + 1;
    if (sql.find("--", lastLine) != std::string::npos)
        return sql + "\n;\n";
    if (sql.empty() || sql.back() != ';')
        sql += ';';
    return sql + '\n';
}

const char *leftOutWords(LeftOut why)
{
    switch (why) {
    case LeftOut::Refused:
        break;
    case LeftOut::Exists:
        return "Left out, it is there already:";
    case LeftOut::MayNeedMore:
        return "Left out, it may need tables that were not chosen:";
    case LeftOut::NotNeeded:
        return "Was not needed:";
    }
    return "Refused:";
}

std::string heading(std::size_t number, const Statement &statement, bool bothSides)
{
    auto text = std::to_string(number) + ". ";
    if (bothSides)
        text += std::string("On the ") + sideName(statement.side) + ": ";
    text += statement.comment.empty() ? statement.purpose : statement.comment;
    if (statement.destructive)
        text += " [destructive]";
    if (!statement.transactional)
        text += " [outside of a transaction]";
    return text;
}

} // namespace

std::string toSql(const Script &script, std::optional<Side> side)
{
    std::string text = commented("Written by Tidegate. Run it with: psql -X -v ON_ERROR_STOP=1 -f …");
    bool source = false;
    bool target = false;
    for (const auto &statement : script.statements())
        (statement.side == Side::Source ? source : target) = true;
    const bool both = !side && source && target;
    if (both)
        text +=
            commented("The statements belong on two servers: run each on the one that is named above it.");
    else if (source || target)
        text += commented(std::string("All of it belongs on the ")
                          + sideName(side.value_or(source ? Side::Source : Side::Target)) + ".");
    for (std::size_t index = 0; index < script.size(); ++index) {
        const auto &statement = script.at(index);
        if (side && statement.side != *side)
            continue;
        text += '\n' + commented(heading(index + 1, statement, both));
        const auto sql = terminated(statement.sql);
        if (statement.state == State::Done)
            text += commented("Done already:") + commented(sql.substr(0, sql.size() - 1));
        else if (statement.state == State::Skipped)
            text += commented(leftOutWords(statement.leftOut)) + commented(sql.substr(0, sql.size() - 1));
        else if (!statement.asksFirst())
            text += sql;
        else
            text += "SELECT (" + statement.onlyIf + ") AS needed \\gset\n\\if :needed\n" + sql + "\\endif\n";
    }
    return text;
}

} // namespace tidegate::script
