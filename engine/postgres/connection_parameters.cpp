// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "postgres/connection_parameters.h"

#include "base/problem.h"

#include <libpq-fe.h>

#include <memory>

namespace tidegate::postgres {

ConnectionParameters ConnectionParameters::parse(const std::string &text)
{
    char *message = nullptr;
    const std::unique_ptr<PQconninfoOption, decltype(&PQconninfoFree)> options(
        PQconninfoParse(text.c_str(), &message), &PQconninfoFree);
    if (!options) {
        // libpq quotes the text in some messages, so only its first clause is safe to show.
        std::string why = message ? message : "out of memory";
        PQfreemem(message);
        why = why.substr(0, why.find('"'));
        while (!why.empty() && (why.back() == '\n' || why.back() == ' '))
            why.pop_back();
        throw ProblemError(Code::BadConnectionString, {why});
    }
    ConnectionParameters parameters;
    for (const auto *option = options.get(); option->keyword; ++option) {
        if (option->val && *option->val) // empty means unset, to libpq too
            parameters.m_values[option->keyword] = option->val;
    }
    return parameters;
}

std::string ConnectionParameters::value(std::string_view keyword) const
{
    const auto found = m_values.find(std::string(keyword));
    return found == m_values.end() ? std::string() : found->second;
}

void ConnectionParameters::set(std::string_view keyword, std::string value)
{
    m_values[std::string(keyword)] = std::move(value);
}

std::string ConnectionParameters::display() const
{
    const auto part = [this](const char *keyword, const char *otherwise) {
        const auto text = value(keyword);
        return text.empty() ? std::string(otherwise) : text;
    };
    if (has("service") && !has("host"))
        return "service " + value("service");
    auto place = part("host", has("hostaddr") ? value("hostaddr").c_str() : "local socket") + ":" + part("port", "5432");
    if (has("host") && has("hostaddr")) // the port is that of the address, which may be a tunnel's beginning
        place = value("host") + " (" + value("hostaddr") + ":" + part("port", "5432") + ")";
    auto text = place + "/" + part("dbname", part("user", "default").c_str());
    if (has("user"))
        text += " as " + value("user");
    return text;
}

} // namespace tidegate::postgres
