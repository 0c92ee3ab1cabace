// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "endpoint/endpoint.h"

#include "base/problem.h"

#include <algorithm>

namespace tidegate::endpoint {

namespace {

constexpr std::string_view secrets[] = {"password", "sslpassword", "oauth_client_secret", "scram_client_key",
                                        "scram_server_key"};

bool isSecret(std::string_view keyword)
{
    return std::find(std::begin(secrets), std::end(secrets), keyword) != std::end(secrets);
}

/// libpq knows its keywords; which those are depends on its version.
void requireKnown(const std::string &keyword)
{
    const bool plain =
        !keyword.empty() && keyword.find_first_not_of("abcdefghijklmnopqrstuvwxyz_") == std::string::npos;
    try {
        if (plain) {
            postgres::ConnectionParameters::parse(keyword + "=x");
            return;
        }
    } catch (const ProblemError &) {
    }
    throw ProblemError(Code::BadConnectionString, {"there is no connection parameter " + keyword});
}

/// Everything but RFC 3986's unreserved characters, so that nothing in a value can end it.
std::string percentEncoded(std::string_view text)
{
    constexpr char digits[] = "0123456789ABCDEF";
    constexpr std::string_view unreserved =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~";
    std::string result;
    for (const char c : text) {
        if (unreserved.find(c) != std::string_view::npos) {
            result += c;
            continue;
        }
        const auto byte = static_cast<unsigned char>(c);
        result += '%';
        result += digits[byte >> 4];
        result += digits[byte & 15];
    }
    return result;
}

/// One host that can stand in front of the slash: not a list, not a socket's directory, not an IPv6 zone.
bool isSimpleHost(std::string_view host)
{
    // Within brackets nothing is decoded: only an address may stand there.
    if (host.find(':') != std::string_view::npos)
        return host.find_first_not_of("0123456789abcdefABCDEF:.") == std::string_view::npos;
    return !host.empty() && host.front() != '/' && host.front() != '@'
           && host.find_first_of(",%") == std::string_view::npos;
}

std::string authorityHost(const std::string &host)
{
    return host.find(':') == std::string::npos ? percentEncoded(host) : "[" + host + "]";
}

} // namespace

Endpoint Endpoint::fromText(const std::string &text)
{
    Endpoint endpoint;
    endpoint.m_parameters = postgres::ConnectionParameters::parse(text);
    return endpoint;
}

Endpoint Endpoint::fromService(const std::string &service)
{
    Endpoint endpoint;
    endpoint.set("service", service);
    return endpoint;
}

Endpoint Endpoint::fromFields(const Fields &fields)
{
    Endpoint endpoint;
    endpoint.set("host", fields.host);
    endpoint.set("port", fields.port);
    endpoint.set("dbname", fields.database);
    endpoint.set("user", fields.user);
    endpoint.set("password", fields.password);
    endpoint.set("sslmode", fields.sslmode);
    return endpoint;
}

void Endpoint::set(const std::string &keyword, const std::string &value)
{
    requireKnown(keyword);
    if (value.find('\0') != std::string::npos)
        throw ProblemError(Code::BadConnectionString, {"a zero byte in " + keyword});
    if (!value.empty()) {
        m_parameters.set(keyword, value);
        return;
    }
    postgres::ConnectionParameters others;
    for (const auto &[name, kept] : m_parameters.values()) {
        if (name != keyword)
            others.set(name, kept);
    }
    m_parameters = std::move(others);
}

bool Endpoint::hasSecrets() const
{
    const auto &values = m_parameters.values();
    return std::any_of(values.begin(), values.end(), [](const auto &each) { return isSecret(each.first); });
}

Endpoint Endpoint::withoutSecrets() const
{
    Endpoint bare;
    bare.m_ssh = m_ssh;
    for (const auto &[keyword, text] : m_parameters.values()) {
        if (!isSecret(keyword))
            bare.m_parameters.set(keyword, text);
    }
    return bare;
}

std::string Endpoint::toUri() const
{
    auto values = withoutSecrets().m_parameters.values();
    const auto take = [&values](const char *keyword) {
        const auto found = values.find(keyword);
        if (found == values.end())
            return std::string();
        auto text = std::move(found->second);
        values.erase(found);
        return text;
    };
    std::string uri = "postgresql://";
    if (const auto user = take("user"); !user.empty())
        uri += percentEncoded(user) + "@";
    if (isSimpleHost(value("host"))) {
        uri += authorityHost(take("host"));
        if (value("port").find(',') == std::string::npos) {
            if (const auto port = take("port"); !port.empty())
                uri += ":" + percentEncoded(port);
        }
    }
    if (const auto database = take("dbname"); !database.empty())
        uri += "/" + percentEncoded(database);
    char separator = '?';
    for (const auto &[keyword, text] : values) {
        uri += separator + keyword + "=" + percentEncoded(text);
        separator = '&';
    }
    return uri;
}

} // namespace tidegate::endpoint
