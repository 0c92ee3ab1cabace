// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

struct pg_conn;

namespace tidegate::postgres {

/// Text parameters of one statement, kept in one buffer (libpq wants them zero-terminated).
class Parameters
{
public:
    Parameters() = default;

    Parameters &add(std::string_view value);
    Parameters &add(const char *value) { return add(std::string_view(value)); }
    Parameters &add(const std::string &value) { return add(std::string_view(value)); }
    Parameters &add(std::int64_t value) { return add(std::to_string(value)); }
    Parameters &add(std::uint64_t value) { return add(std::to_string(value)); }
    Parameters &add(int value) { return add(std::to_string(value)); }
    Parameters &add(bool value) { return add(std::string_view(value ? "t" : "f")); }
    Parameters &add(const std::optional<std::string> &value);
    Parameters &addNull();
    /// The text is not copied and must outlive this. For one so large that another copy of it counts; what is in the
    /// statement casts it from text.
    Parameters &addLarge(std::string_view value);
    void clear();

    std::size_t bytes() const;
    /// Sends the statement with these, answers wanted as text. False: libpq says why.
    bool send(pg_conn *connection, const std::string &sql) const;

private:
    static constexpr std::size_t nullOffset = static_cast<std::size_t>(-1);

    std::string m_buffer;
    std::vector<std::size_t> m_offsets;
    std::vector<std::pair<std::size_t, std::string_view>> m_large; ///< by place
};

/// parameters(a, b, …): the short way.
template <typename... Values>
Parameters parameters(Values &&...values)
{
    Parameters result;
    (result.add(std::forward<Values>(values)), ...);
    return result;
}

} // namespace tidegate::postgres
