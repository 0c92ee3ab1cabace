// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace tidegate::support {

class Cluster;

/// Two relations that must hold the same rows. Names as SQL writes them ("public.t", "\"Odd\".\"T\"").
struct TablePair {
    std::string source;
    std::string target = {};               ///< empty: as the source
    std::vector<std::string> columns = {}; ///< unquoted; empty: the source's columns, matched by name
};

struct Comparison {
    bool equal = true;
    std::uint64_t sourceRows = 0; ///< over all tables
    std::uint64_t targetRows = 0;
    std::uint64_t missing = 0; ///< rows (counted each once) that only the source has: lost
    std::uint64_t extra = 0;   ///< rows that only the target has: doubled or wrong
    std::string report;        ///< figures per differing table and the first differing rows

    explicit operator bool() const { return equal; }
};

/// The oracle: compares the tables as multisets, each row once, by their text form in one sort order,
/// streamed, so that memory does not grow with the tables. A row that stands twice on one side and once on
/// the other differs.
///     const auto same = rowsEqual(source, "shop", target, "shop", {{"public.orders"}});
///     QVERIFY2(same, same.report.c_str());
Comparison rowsEqual(const std::string &sourceConninfo, const std::string &targetConninfo,
                     const std::vector<TablePair> &tables);
Comparison rowsEqual(const Cluster &source, const std::string &sourceDatabase, const Cluster &target,
                     const std::string &targetDatabase, const std::vector<TablePair> &tables);

} // namespace tidegate::support
