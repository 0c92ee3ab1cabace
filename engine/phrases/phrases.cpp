// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "phrases/phrases.h"

#include "base/log.h"
#include "phrases/texts_checks.h"
#include "phrases/texts_connection.h"
#include "phrases/texts_program.h"
#include "phrases/texts_run.h"
#include "phrases/texts_stream.h"
#include "phrases/texts_tables.h"
#include "phrases/texts_tunnel.h"

namespace tidegate::phrases {

namespace {

/// A row or a dump's statement can be megabytes long; its beginning names it.
std::string shortened(const std::string &text)
{
    constexpr std::size_t most = 1000;
    if (text.size() <= most)
        return text;
    auto end = most;
    while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80)
        --end; // not inside a UTF-8 character
    return text.substr(0, end) + "…";
}

std::string threeParts(Code code, std::vector<std::string> arguments)
{
    for (auto &argument : arguments)
        argument = shortened(argument);
    const auto parts = phrase(code, arguments);
    return filled(parts.happened, arguments) + " " + filled(parts.safe, arguments) + " "
           + filled(parts.todo, arguments);
}

} // namespace

Phrase phrase(Code code)
{
    // No default, and one constant per code of the same name: a code without a text does not compile.
    switch (code) {
#define TIDEGATE_PHRASE(name)                                                                                \
    case Code::name:                                                                                         \
        return texts::name;
        TIDEGATE_CODES(TIDEGATE_PHRASE)
#undef TIDEGATE_PHRASE
    }
    return texts::Internal;
}

Phrase phrase(Code code, const std::vector<std::string> &arguments)
{
    auto parts = phrase(code);
    const bool noStatement = arguments.size() > 2 && arguments[2].empty();
    if (noStatement && code == Code::RelationChanged)
        parts.todo = texts::ChangedWithoutStatement;
    if (noStatement && code == Code::RelationRewritten)
        parts.todo = texts::RewrittenWithoutStatement;
    return parts;
}

std::string filled(std::string_view text, const std::vector<std::string> &arguments)
{
    std::string result;
    result.reserve(text.size() + 64);
    for (std::size_t at = 0; at < text.size(); ++at) {
        const char next = at + 1 < text.size() ? text[at + 1] : '\0';
        const bool place = text[at] == '%' && next >= '1' && next <= '9';
        if (!place) {
            result += text[at];
            continue;
        }
        const auto index = static_cast<std::size_t>(text[++at] - '1');
        result += index < arguments.size() ? arguments[index] : std::string("?");
    }
    return result;
}

std::string sentence(const Problem &problem)
{
    auto text = threeParts(problem.code, problem.arguments);
    if (!problem.serverMessage.empty())
        text += " Reported: " + shortened(problem.serverMessage);
    if (!problem.sqlstate.empty())
        text += " (SQLSTATE " + problem.sqlstate + ")";
    if (!problem.statement.empty())
        text += " Statement: " + shortened(problem.statement);
    return redacted(text);
}

std::string coded(const Problem &problem)
{
    return std::string("[") + codeName(problem.code) + "] " + sentence(problem);
}

std::string sentence(const Finding &finding)
{
    auto text = threeParts(finding.code, finding.arguments);
    if (!finding.mend.empty())
        text += " Statement that mends it: " + shortened(finding.mend);
    return redacted(text);
}

} // namespace tidegate::phrases
