// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "schema/sql_lexer.h"

#include "postgres/quoting.h"

#include <algorithm>

namespace tidegate::schema {

namespace {

bool isSpace(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f' || c == '\v';
}

bool isDigit(char c)
{
    return c >= '0' && c <= '9';
}

bool startsWord(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || static_cast<unsigned char>(c) >= 0x80;
}

bool continuesWord(char c)
{
    return startsWord(c) || isDigit(c) || c == '$';
}

/// Behind the closing `quote`; a doubled one belongs to the text, and so does what a backslash stands before.
std::size_t endOfQuoted(std::string_view sql, std::size_t at, char quote, bool backslashes)
{
    for (++at; at < sql.size(); ++at) {
        if (backslashes && sql[at] == '\\')
            ++at;
        else if (sql[at] == quote && (at + 1 == sql.size() || sql[at + 1] != quote))
            return at + 1;
        else if (sql[at] == quote)
            ++at;
    }
    return sql.size();
}

/// Behind a dollar-quoted string that begins at `at`, or `at` if none does.
std::size_t endOfDollarQuoted(std::string_view sql, std::size_t at)
{
    std::size_t tagEnd = at + 1;
    if (tagEnd < sql.size() && startsWord(sql[tagEnd])) {
        while (tagEnd < sql.size() && (startsWord(sql[tagEnd]) || isDigit(sql[tagEnd])))
            ++tagEnd;
    }
    if (tagEnd >= sql.size() || sql[tagEnd] != '$')
        return at;
    const auto tag = sql.substr(at, tagEnd + 1 - at);
    const auto close = sql.find(tag, tagEnd + 1);
    return close == std::string_view::npos ? sql.size() : close + tag.size();
}

std::size_t endOfBlockComment(std::string_view sql, std::size_t at)
{
    int depth = 0;
    while (at + 1 < sql.size()) {
        const auto pair = sql.substr(at, 2);
        if (pair == "/*") {
            ++depth;
            at += 2;
        } else if (pair == "*/") {
            at += 2;
            if (--depth == 0)
                return at;
        } else {
            ++at;
        }
    }
    return sql.size();
}

Token next(std::string_view sql, std::size_t at)
{
    Token token;
    token.begin = at;
    const char c = sql[at];
    std::size_t end = at + 1;
    if (sql.substr(at, 2) == "--") {
        token.kind = Token::Kind::Comment;
        end = std::min(sql.find('\n', at), sql.size());
    } else if (sql.substr(at, 2) == "/*") {
        token.kind = Token::Kind::Comment;
        end = endOfBlockComment(sql, at);
    } else if (c == '\'') {
        token.kind = Token::Kind::String;
        end = endOfQuoted(sql, at, '\'', false);
    } else if ((c == 'E' || c == 'e') && at + 1 < sql.size() && sql[at + 1] == '\'') {
        token.kind = Token::Kind::String;
        end = endOfQuoted(sql, at + 1, '\'', true);
    } else if (c == '"') {
        token.kind = Token::Kind::Quoted;
        end = endOfQuoted(sql, at, '"', false);
    } else if (c == '$' && endOfDollarQuoted(sql, at) != at) {
        token.kind = Token::Kind::String;
        end = endOfDollarQuoted(sql, at);
    } else if (startsWord(c) || isDigit(c)) {
        token.kind = Token::Kind::Word;
        while (end < sql.size() && continuesWord(sql[end]))
            ++end;
    }
    token.text = sql.substr(at, end - at);
    return token;
}

bool isSymbol(const std::vector<Token> &all, std::size_t at, char symbol)
{
    return at < all.size() && all[at].kind == Token::Kind::Symbol && all[at].text[0] == symbol;
}

bool isName(const std::vector<Token> &all, std::size_t at)
{
    return at < all.size() && (all[at].kind == Token::Kind::Quoted || all[at].kind == Token::Kind::Word);
}

} // namespace

std::vector<Token> tokens(std::string_view sql)
{
    std::vector<Token> all;
    for (std::size_t at = 0; at < sql.size();) {
        if (isSpace(sql[at])) {
            ++at;
            continue;
        }
        all.push_back(next(sql, at));
        at += all.back().text.size();
    }
    return all;
}

std::string identifier(const Token &token)
{
    std::string name;
    if (token.kind == Token::Kind::Quoted) {
        const auto inner = token.text.substr(1, token.text.size() < 2 ? 0 : token.text.size() - 2);
        for (std::size_t at = 0; at < inner.size(); ++at) {
            name += inner[at];
            if (inner[at] == '"')
                ++at;
        }
        return name;
    }
    for (const char c : token.text)
        name += c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
    return name;
}

std::optional<RelationName> qualifiedName(const std::vector<Token> &all, std::size_t &at)
{
    if (!isName(all, at) || !isSymbol(all, at + 1, '.') || !isName(all, at + 2))
        return std::nullopt;
    RelationName name{identifier(all[at]), identifier(all[at + 2])};
    at += 3;
    return name;
}

std::string renamed(const std::string &sql, const std::map<RelationName, RelationName> &names)
{
    if (names.empty())
        return sql;
    const auto all = tokens(sql);
    std::string result;
    std::size_t copied = 0;
    const auto replace = [&](std::size_t begin, std::size_t end, const std::string &text) {
        result += sql.substr(copied, begin - copied) + text;
        copied = end;
    };
    for (std::size_t at = 0; at < all.size(); ++at) {
        const auto &token = all[at];
        if (token.kind == Token::Kind::String && token.text.front() == '\'' && isSymbol(all, at + 1, ':')
            && isSymbol(all, at + 2, ':') && at + 3 < all.size() && all[at + 3].text == "regclass") {
            std::string inner(token.text.substr(1, token.text.size() - 2));
            for (auto quote = inner.find("''"); quote != std::string::npos; quote = inner.find("''", quote + 1))
                inner.erase(quote, 1);
            replace(token.begin, token.begin + token.text.size(), postgres::literal(renamed(inner, names)));
            continue;
        }
        auto behind = at;
        // A column of a qualified table (t.c, s.t.c) is no relation: only what does not follow a dot is looked at.
        if (at > 0 && isSymbol(all, at - 1, '.'))
            continue;
        const auto name = qualifiedName(all, behind);
        if (!name)
            continue;
        if (const auto found = names.find(*name); found != names.end()) {
            const auto &last = all[behind - 1];
            replace(token.begin, last.begin + last.text.size(), postgres::quoted(found->second));
        }
        at = behind - 1;
    }
    return result + sql.substr(copied);
}

} // namespace tidegate::schema
