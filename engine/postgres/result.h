// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "base/lsn.h"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

struct pg_result;

namespace tidegate::postgres {

/// Rows that a statement gave, in text form. Views point into the result and live as long as it.
class Result
{
public:
    explicit Result(pg_result *result = nullptr) : m_result(result, &clear) {}

    int rows() const;
    int columns() const;
    bool isNull(int row, int column) const;
    std::string_view view(int row, int column) const;
    std::string text(int row, int column) const { return std::string(view(row, column)); }
    std::optional<std::string> optional(int row, int column) const;
    std::int64_t integer(int row, int column) const; ///< 0 for NULL
    bool boolean(int row, int column) const { return view(row, column) == "t"; }
    Lsn lsn(int row, int column) const; ///< invalid for NULL
    /// Rows that an INSERT, UPDATE, DELETE or COPY touched.
    std::uint64_t affected() const;
    std::string columnName(int column) const;

    pg_result *raw() const { return m_result.get(); }

private:
    static void clear(pg_result *result);
    std::unique_ptr<pg_result, void (*)(pg_result *)> m_result;
};

} // namespace tidegate::postgres
