// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

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

    int count() const { return static_cast<int>(m_offsets.size()); }
    std::size_t bytes() const { return m_bytes; }
    /// As PQsendQueryParams() wants them; each is valid until the next add(), and null where all are as by default.
    const char *const *values() const;
    const unsigned *types() const;
    const int *lengths() const;
    const int *formats() const;

private:
    static constexpr std::size_t nullOffset = static_cast<std::size_t>(-1);

    std::string m_buffer;
    std::size_t m_bytes = 0;
    std::vector<std::size_t> m_offsets;
    std::vector<std::string_view> m_large; ///< by place; empty as long as there is none
    mutable std::vector<unsigned> m_types;
    mutable std::vector<int> m_lengths;
    mutable std::vector<int> m_formats;
    mutable std::vector<const char *> m_pointers;
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
