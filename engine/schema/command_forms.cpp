// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "schema/command_forms.h"

#include "schema/sql_lexer.h"

#include <algorithm>
#include <initializer_list>
#include <string_view>

namespace tidegate::schema {

namespace {

/// A command's tokens without comments.
class Command
{
public:
    explicit Command(const std::string &sql) : m_sql(sql)
    {
        for (const auto &token : tokens(m_sql)) {
            if (token.kind != Token::Kind::Comment)
                m_tokens.push_back(token);
        }
    }

    std::size_t size() const { return m_tokens.size(); }
    /// `word` in capitals, as pg_dump has it; a user's own need not be.
    bool isWord(std::size_t at, std::string_view word) const
    {
        const auto same = [](char a, char b) { return (a >= 'a' && a <= 'z' ? static_cast<char>(a - 'a' + 'A') : a) == b; };
        return at < size() && m_tokens[at].kind == Token::Kind::Word
            && std::equal(m_tokens[at].text.begin(), m_tokens[at].text.end(), word.begin(), word.end(), same);
    }
    bool isSymbol(std::size_t at, char symbol) const
    {
        return at < size() && m_tokens[at].kind == Token::Kind::Symbol && m_tokens[at].text.front() == symbol;
    }
    /// How many of these words, with or without those that may be missing ("?UNIQUE"), it begins with; 0: not with them.
    std::size_t begins(std::initializer_list<std::string_view> words) const
    {
        std::size_t at = 0;
        for (auto word : words) {
            const bool mayMiss = word.front() == '?';
            if (isWord(at, mayMiss ? word.substr(1) : word))
                ++at;
            else if (!mayMiss)
                return 0;
        }
        return at;
    }
    /// Where the first such word stands that is within no parentheses; size(): nowhere.
    std::size_t outside(std::string_view word, std::size_t from) const
    {
        int depth = 0;
        for (std::size_t at = from; at < size(); ++at) {
            if (depth == 0 && isWord(at, word))
                return at;
            depth += isSymbol(at, '(') ? 1 : isSymbol(at, ')') ? -1 : 0;
        }
        return size();
    }
    /// The last token but the semicolon.
    std::size_t last() const { return size() - (size() > 0 && isSymbol(size() - 1, ';') ? 2 : 1); }
    std::string name(std::size_t at) const { return identifier(m_tokens.at(at)); }
    std::optional<RelationName> nameBehind(std::size_t at) const { return qualifiedName(m_tokens, ++at); }
    std::string without(std::size_t at) const ///< and the blanks before it
    {
        const auto end = m_tokens[at - 1].begin + m_tokens[at - 1].text.size();
        return m_sql.substr(0, end) + m_sql.substr(m_tokens[at].begin + m_tokens[at].text.size());
    }
    std::string withBehind(std::size_t at, std::string_view words) const
    {
        auto text = m_sql;
        return text.insert(m_tokens[at].begin + m_tokens[at].text.size(), words);
    }

private:
    const std::string &m_sql;
    std::vector<Token> m_tokens;
};

/// Behind CREATE [UNIQUE] INDEX; 0: it is something else.
std::size_t behindCreateIndex(const Command &command)
{
    return command.begins({"CREATE", "?UNIQUE", "INDEX"});
}

} // namespace

std::vector<std::string> commandsOf(const std::string &sql)
{
    std::vector<std::string> commands;
    std::size_t begin = 0;
    bool isOpen = false;
    for (const auto &token : tokens(sql)) {
        if (!isOpen)
            begin = token.begin;
        isOpen = token.kind != Token::Kind::Symbol || token.text != ";";
        if (!isOpen)
            commands.push_back(sql.substr(begin, token.begin + 1 - begin));
    }
    if (isOpen)
        commands.push_back(sql.substr(begin));
    return commands;
}

std::optional<std::string> concurrently(const std::string &createIndex)
{
    const Command command(createIndex);
    const auto name = behindCreateIndex(command);
    if (name == 0 || (command.isWord(name + 1, "ON") && command.isWord(name + 2, "ONLY")))
        return std::nullopt;
    return command.withBehind(name - 1, " CONCURRENTLY");
}

std::optional<std::string> perChunk(const std::string &createIndex)
{
    const Command command(createIndex);
    const auto name = behindCreateIndex(command);
    if (name == 0 || command.isWord(1, "UNIQUE"))
        return std::nullopt;
    constexpr std::string_view option = "timescaledb.transaction_per_chunk";
    if (const auto with = command.outside("WITH", name); command.isSymbol(with + 1, '('))
        return command.withBehind(with + 1, std::string(option) + ", ");
    const auto where = command.outside("WHERE", name);
    return command.withBehind(where < command.size() ? where - 1 : command.last(), " WITH (" + std::string(option) + ")");
}

std::optional<std::string> notValid(const std::string &addForeignKey)
{
    const Command command(addForeignKey);
    if (command.begins({"ALTER", "TABLE", "?ONLY"}) == 0 || command.outside("FOREIGN", 2) == command.size())
        return std::nullopt;
    const auto last = command.last();
    if (command.isWord(last - 1, "NOT") && (command.isWord(last, "VALID") || command.isWord(last, "ENFORCED")))
        return std::nullopt;
    return command.withBehind(last, " NOT VALID");
}

std::optional<ForeignKeyName> foreignKeyName(const std::string &addForeignKey)
{
    const Command command(addForeignKey);
    const auto head = command.begins({"ALTER", "TABLE", "?IF", "?EXISTS", "?ONLY"});
    const auto table = head == 0 ? std::nullopt : command.nameBehind(head - 1);
    const auto foreign = command.outside("FOREIGN", head);
    if (!table || foreign == command.size())
        return std::nullopt;
    ForeignKeyName name{*table, {}, false};
    if (command.isWord(foreign - 2, "CONSTRAINT"))
        name.constraint = command.name(foreign - 1);
    const auto last = command.last();
    name.isNotValid = command.isWord(last - 1, "NOT") && command.isWord(last, "VALID");
    return name;
}

std::optional<RelationName> referenced(const std::string &addForeignKey)
{
    const Command command(addForeignKey);
    return command.nameBehind(command.outside("REFERENCES", 0));
}

std::optional<std::string> withoutOnly(const std::string &alterTable)
{
    const Command command(alterTable);
    if (command.begins({"ALTER", "TABLE", "ONLY"}) == 0)
        return std::nullopt;
    return command.without(2);
}

} // namespace tidegate::schema
