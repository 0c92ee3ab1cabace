// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "preflight/table_findings.h"

namespace tidegate::preflight {

void TableFindings::add(Finding finding, const TablePair &pair)
{
    const auto [said, isNew] = m_said.try_emplace({finding.code, finding.arguments, finding.mend}, m_findings.size());
    if (isNew)
        m_findings.push_back(std::move(finding));
    m_findings[said->second].tables.push_back(pair.source.oid);
}

} // namespace tidegate::preflight
