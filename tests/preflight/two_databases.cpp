// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "two_databases.h"

namespace tidegate::preflight::testing {

void TwoDatabases::disconnect()
{
    m_source.reset();
    m_target.reset();
}

void TwoDatabases::dropOwned(const std::string &role)
{
    disconnect();
    for (auto *name : {&m_sourceDatabase, &m_targetDatabase}) {
        if (!name->empty())
            cluster().sql(*name, "DROP OWNED BY " + role);
        name->clear(); // of this row's server alone
    }
    cluster().sql("postgres", "DROP OWNED BY " + role + "; DROP ROLE " + role);
}

void TwoDatabases::prepare(const std::string &sourceSql, const std::string &targetSql)
{
    disconnect();
    m_sourceDatabase = database();
    m_targetDatabase = database();
    onSource(sourceSql);
    onTarget(targetSql);
}

Inspection TwoDatabases::look(const Request &request, const std::string &sourceUser,
                              const std::string &targetUser)
{
    m_source = connect(m_sourceDatabase, sourceUser);
    m_target = connect(m_targetDatabase, targetUser);
    return gather(*m_source, *m_target, request);
}

std::vector<std::string> TwoDatabases::told(const std::vector<Finding> &findings)
{
    std::vector<std::string> texts;
    for (const auto &finding : findings) {
        std::string text = finding.severity == Severity::Refusal   ? "REFUSED "
                           : finding.severity == Severity::Warning ? "WARNED "
                                                                   : "NOTED ";
        text += std::string(codeName(finding.code)) + "(";
        for (std::size_t i = 0; i < finding.arguments.size(); ++i)
            text += (i ? ", " : "") + finding.arguments[i];
        texts.push_back(text + ")");
    }
    return texts;
}

} // namespace tidegate::preflight::testing
