// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <atomic>
#include <cstdint>
#include <optional>

namespace tidegate::progress {

/// How fast one copier of this run has copied so far, for a forecast of what it takes to copy a table again. Any thread.
class CopyPace
{
public:
    void add(std::uint64_t bytes, double seconds)
    {
        m_bytes += bytes;
        m_microseconds += static_cast<std::uint64_t>(seconds * 1e6);
    }
    /// Absent until at least so many bytes were copied.
    std::optional<double> bytesPerSecond(std::uint64_t atLeast = 1) const
    {
        const auto time = m_microseconds.load();
        if (m_bytes < atLeast || time == 0)
            return std::nullopt;
        return static_cast<double>(m_bytes) * 1e6 / static_cast<double>(time);
    }

private:
    std::atomic<std::uint64_t> m_bytes{0};
    std::atomic<std::uint64_t> m_microseconds{0};
};

} // namespace tidegate::progress
