// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <map>
#include <string>
#include <string_view>

namespace tidegate::postgres {

/// libpq's connection keywords (PostgreSQL docs, "Connection Strings and the Connection URI") and their values.
/// A value type; it may hold a password and is therefore never logged: use display().
class ConnectionParameters
{
public:
    ConnectionParameters() = default;
    /// Reads a URI or a key/value string with libpq's own parser.
    /// Throws ProblemError BadConnectionString; the text itself never appears in the error.
    static ConnectionParameters parse(const std::string &text);

    std::string value(std::string_view keyword) const;
    void set(std::string_view keyword, std::string value);
    bool has(std::string_view keyword) const { return m_values.count(std::string(keyword)) > 0; }
    const std::map<std::string, std::string> &values() const { return m_values; }

    /// "host:port/dbname as user" or "host (address:port)/…", for people; never a secret.
    std::string display() const;

private:
    std::map<std::string, std::string> m_values;
};

} // namespace tidegate::postgres
