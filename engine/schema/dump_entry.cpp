// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "schema/dump_entry.h"

#include "schema/sql_lexer.h"

#include <map>

namespace tidegate::schema {

namespace {

/// "-- Name: n; Type: t; Schema: s; Owner: o". Read from the right: a name may hold anything but a line feed.
std::optional<DumpEntry> header(std::string_view comment)
{
    constexpr std::string_view start = "-- Name: ";
    if (comment.substr(0, start.size()) != start)
        return std::nullopt;
    const auto cut = [&comment](std::string_view key) -> std::optional<std::string> {
        const auto at = comment.rfind(key);
        if (at == std::string_view::npos)
            return std::nullopt;
        std::string value(comment.substr(at + key.size()));
        comment = comment.substr(0, at);
        return value;
    };
    DumpEntry entry;
    if (!cut("; Owner: "))
        return std::nullopt;
    const auto schema = cut("; Schema: ");
    const auto type = cut("; Type: ");
    if (!schema || !type)
        return std::nullopt;
    entry.schema = *schema;
    entry.type = *type;
    entry.name = std::string(comment.substr(start.size()));
    return entry;
}

std::string trimmed(std::string_view text)
{
    const auto first = text.find_first_not_of(" \t\r\n");
    if (first == std::string_view::npos)
        return {};
    return std::string(text.substr(first, text.find_last_not_of(" \t\r\n") + 1 - first));
}

/// Reads words of a statement one after the other.
class Reader
{
public:
    explicit Reader(std::string_view sql)
    {
        for (const auto &token : tokens(sql)) {
            if (token.kind != Token::Kind::Comment)
                m_tokens.push_back(token);
        }
    }

    bool skip(std::string_view word)
    {
        if (m_at >= m_tokens.size() || m_tokens[m_at].kind != Token::Kind::Word || m_tokens[m_at].text != word)
            return false;
        ++m_at;
        return true;
    }
    /// Goes behind the next plain word of that kind; a quoted name of the same letters is none.
    bool find(std::string_view word)
    {
        while (m_at < m_tokens.size()) {
            if (skip(word))
                return true;
            ++m_at;
        }
        return false;
    }
    void skipOne() { ++m_at; }
    std::string word() { return m_at < m_tokens.size() ? identifier(m_tokens[m_at++]) : std::string(); }
    std::optional<RelationName> name() { return qualifiedName(m_tokens, m_at); }

private:
    std::vector<Token> m_tokens;
    std::size_t m_at = 0;
};

struct Lookup {
    std::map<RelationName, RelationName> sequences; ///< owned ones, by their table
    std::map<RelationName, RelationName> indexes;
};

std::optional<RelationName> found(const std::map<RelationName, RelationName> &where, const std::optional<RelationName> &name)
{
    if (!name)
        return std::nullopt;
    const auto at = where.find(*name);
    return at == where.end() ? std::nullopt : std::optional(at->second);
}

std::optional<RelationName> afterAlterTable(Reader &reader)
{
    if (!reader.skip("ALTER") || !(reader.skip("FOREIGN"), reader.skip("TABLE")))
        return std::nullopt;
    reader.skip("ONLY");
    return reader.name();
}

std::optional<RelationName> afterOn(Reader &reader, std::string_view word = "ON")
{
    if (!reader.find(word))
        return std::nullopt;
    reader.skip("ONLY");
    return reader.name();
}

std::optional<RelationName> ofComment(Reader &reader, const Lookup &lookup)
{
    if (!reader.skip("COMMENT") || !reader.skip("ON"))
        return std::nullopt;
    if (reader.skip("TABLE") || reader.skip("COLUMN"))
        return reader.name();
    if (reader.skip("SEQUENCE"))
        return found(lookup.sequences, reader.name());
    if (reader.skip("INDEX"))
        return found(lookup.indexes, reader.name());
    if (reader.skip("CONSTRAINT") || reader.skip("TRIGGER") || reader.skip("RULE") || reader.skip("POLICY"))
        return afterOn(reader);
    return std::nullopt;
}

std::optional<RelationName> tableOf(const DumpEntry &entry, const Lookup &lookup)
{
    Reader reader(entry.sql);
    const auto &type = entry.type;
    if (type == "TABLE" || type == "FOREIGN TABLE")
        return reader.find("TABLE") ? reader.name() : std::nullopt;
    if (type == "TABLE ATTACH")
        return afterAlterTable(reader) && reader.find("PARTITION") ? reader.name() : std::nullopt;
    if (type == "SEQUENCE")
        return entry.sql.rfind("CREATE", 0) == 0 ? found(lookup.sequences, entry.sequence) : afterAlterTable(reader);
    if (type == "SEQUENCE OWNED BY")
        return reader.find("BY") ? reader.name() : std::nullopt;
    if (type == "INDEX ATTACH")
        return reader.find("PARTITION") ? found(lookup.indexes, reader.name()) : std::nullopt;
    if (type == "INDEX" || type == "TRIGGER" || type == "POLICY")
        return afterOn(reader);
    if (type == "RULE")
        return afterOn(reader, "TO");
    if (type == "STATISTICS")
        return afterOn(reader, "FROM");
    if (type == "COMMENT")
        return ofComment(reader, lookup);
    return afterAlterTable(reader); // DEFAULT, CONSTRAINT, CHECK CONSTRAINT, FK CONSTRAINT, ROW SECURITY
}

} // namespace

std::vector<DumpEntry> entriesOf(std::string_view text, bool postData)
{
    std::vector<DumpEntry> entries;
    std::size_t begin = 0; // of the text behind the last header
    const auto close = [&](std::size_t end) {
        if (!entries.empty())
            entries.back().sql = trimmed(text.substr(begin, end - begin));
    };
    // By tokens, so that a comment's text or a function's body that looks like a header is none.
    const auto all = tokens(text);
    for (std::size_t at = 0; at + 2 < all.size(); ++at) {
        if (all[at].kind != Token::Kind::Comment || all[at].text != "--")
            continue;
        if (all[at + 1].text == "-- PostgreSQL database dump complete") {
            close(all[at].begin);
            begin = text.size();
            break;
        }
        auto entry = header(all[at + 1].text);
        if (!entry || all[at + 2].text != "--")
            continue;
        close(all[at].begin);
        entry->postData = postData;
        entries.push_back(std::move(*entry));
        begin = all[at + 2].begin + all[at + 2].text.size();
        at += 2;
    }
    if (begin < text.size())
        close(text.size());
    return entries;
}

void findTables(std::vector<DumpEntry> &entries)
{
    Lookup lookup;
    for (auto &entry : entries) {
        Reader reader(entry.sql);
        if (entry.type == "SEQUENCE") {
            // CREATE SEQUENCE name, or ALTER TABLE … ADD GENERATED … AS IDENTITY (SEQUENCE NAME name …).
            entry.sequence = reader.find(reader.skip("CREATE") ? "SEQUENCE" : "NAME") ? reader.name() : std::nullopt;
        } else if (entry.type == "SEQUENCE OWNED BY" && reader.find("SEQUENCE")) {
            entry.sequence = reader.name();
            const auto table = reader.find("BY") ? reader.name() : std::nullopt;
            if (entry.sequence && table)
                lookup.sequences.emplace(*entry.sequence, *table);
        } else if (entry.type == "INDEX" && reader.find("INDEX")) {
            reader.skipOne(); // its own name stands without a schema
            if (const auto table = afterOn(reader))
                lookup.indexes.emplace(RelationName{entry.schema, entry.name}, *table);
        }
    }
    for (auto &entry : entries) {
        entry.table = tableOf(entry, lookup);
        const bool constraint = entry.type == "CONSTRAINT" || entry.type == "CHECK CONSTRAINT" || entry.type == "FK CONSTRAINT";
        const bool named = constraint || entry.type == "TRIGGER" || entry.type == "RULE" || entry.type == "POLICY";
        if (Reader reader(entry.sql); named && reader.find(constraint ? "CONSTRAINT" : entry.type))
            entry.own = reader.word();
    }
}

} // namespace tidegate::schema
