// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "cli/servers.h"

#include "jobs/connect.h"

namespace tidegate::cli {

std::unique_ptr<postgres::Connection> Servers::connectSource()
{
    if (!m_source)
        m_source.emplace(m_arguments.source.value(), m_stop);
    return jobs::connectSource(*m_source, m_stop);
}

std::unique_ptr<postgres::Connection> Servers::connectTarget()
{
    if (!m_target)
        m_target.emplace(m_arguments.target.value(), m_stop);
    return jobs::connectTarget(*m_target, m_stop);
}

} // namespace tidegate::cli
