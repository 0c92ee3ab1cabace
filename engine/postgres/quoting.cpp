// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "postgres/quoting.h"

namespace tidegate::postgres {

std::string quoted(std::string_view identifier)
{
    std::string result = "\"";
    for (const char c : identifier) {
        if (c == '"')
            result += '"';
        result += c;
    }
    return result += '"';
}

std::string quoted(const RelationName &relation)
{
    return postgres::quoted(relation.schema) + "." + postgres::quoted(relation.name);
}

std::string quotedList(const std::vector<std::string> &identifiers)
{
    std::string result;
    for (const auto &identifier : identifiers) {
        if (!result.empty())
            result += ", ";
        result += postgres::quoted(identifier);
    }
    return result;
}

std::string literal(std::string_view text)
{
    const bool backslash = text.find('\\') != std::string_view::npos;
    std::string result = backslash ? " E'" : "'";
    for (const char c : text) {
        if (c == '\'' || c == '\\')
            result += c;
        result += c;
    }
    return result += '\'';
}

void appendArrayElement(std::string &array, std::string_view element)
{
    array += '"';
    for (const char c : element) {
        if (c == '"' || c == '\\')
            array += '\\';
        array += c;
    }
    array += '"';
}

std::string textArray(const std::vector<std::string> &elements)
{
    std::string result = "{";
    for (const auto &element : elements) {
        if (result.size() > 1)
            result += ',';
        appendArrayElement(result, element);
    }
    return result += '}';
}

std::vector<std::string> parseTextArray(std::string_view text)
{
    std::vector<std::string> elements;
    if (text.size() < 2 || text.front() != '{')
        return elements;
    std::size_t at = 1;
    while (at < text.size() && text[at] != '}') {
        std::string element;
        if (text[at] == '"') {
            for (++at; at < text.size() && text[at] != '"'; ++at) {
                if (text[at] == '\\' && at + 1 < text.size())
                    ++at;
                element += text[at];
            }
            ++at;
        } else {
            while (at < text.size() && text[at] != ',' && text[at] != '}')
                element += text[at++];
            if (element == "NULL")
                element.clear();
        }
        elements.push_back(std::move(element));
        if (at < text.size() && text[at] == ',')
            ++at;
    }
    return elements;
}

} // namespace tidegate::postgres
