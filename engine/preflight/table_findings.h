// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "base/finding.h"
#include "preflight/inspection.h"

#include <cstddef>
#include <map>
#include <string>
#include <tuple>
#include <vector>

namespace tidegate::preflight {

/// What a check finds in tables: said once in the same words, and with all the tables that it was found in.
class TableFindings
{
public:
    void add(Finding finding, const TablePair &pair);
    std::vector<Finding> take() { return std::move(m_findings); }

private:
    std::vector<Finding> m_findings;
    std::map<std::tuple<Code, std::vector<std::string>, std::string>, std::size_t> m_said;
};

} // namespace tidegate::preflight
