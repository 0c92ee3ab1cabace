// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "two_servers.h"

#include <algorithm>
#include <stdexcept>

using namespace tidegate;

namespace {

postgres::Connection connect(const support::Cluster &cluster, const std::string &database,
                             const std::string &role, const char *server)
{
    auto parameters = postgres::ConnectionParameters::parse(cluster.conninfo(database));
    parameters.set("user", role);
    return {parameters, {server, "sequences_test"}, {}};
}

std::string next(const support::Cluster &cluster, const std::string &database, const std::string &sequence,
                 int times)
{
    auto session = cluster.session(database);
    std::string values;
    try {
        for (int call = 0; call < times; ++call) {
            const auto row = session.exec("SELECT nextval($1)", {sequence}).at(0);
            values += (values.empty() ? "" : ",") + row.at(0).value_or("");
        }
    } catch (const support::SessionError &error) {
        values += "!" + error.sqlstate();
    }
    return values;
}

} // namespace

TwoServers::TwoServers()
{
    auto installations = support::Cluster::installations();
    std::sort(installations.begin(), installations.end(),
              [](const auto &a, const auto &b) { return a.major < b.major; });
    m_source = support::Cluster::start({installations.at(0)});
    m_target = support::Cluster::start({installations.back()});
}

void TwoServers::clear()
{
    m_database = "db" + std::to_string(++m_number);
    m_source->createDatabase(m_database);
    m_target->createDatabase(m_database);
}

void TwoServers::crashSource()
{
    m_source->kill9();
    m_source->startAgain();
}

postgres::Connection TwoServers::source(const std::string &role) const
{
    return connect(*m_source, m_database, role, "source");
}

postgres::Connection TwoServers::target(const std::string &role) const
{
    return connect(*m_target, m_database, role, "target");
}

std::vector<sequences::PreviewRow> TwoServers::preview(const std::vector<sequences::TablePair> &pairs) const
{
    auto here = source();
    auto there = target();
    return sequences::preview(here, there, pairs, sequences::mapOf(pairs));
}

sequences::Outcome TwoServers::copy(const std::vector<sequences::TablePair> &pairs) const
{
    auto here = source();
    auto there = target();
    auto outcome = sequences::copySequences(here, there, pairs, sequences::mapOf(pairs));
    if (!outcome.done)
        throw std::runtime_error("a statement of the script failed");
    return outcome;
}

std::string TwoServers::nextOnSource(const std::string &sequence, int times) const
{
    return next(*m_source, m_database, sequence, times);
}

std::string TwoServers::nextOnTarget(const std::string &sequence, int times) const
{
    return next(*m_target, m_database, sequence, times);
}

const sequences::PreviewRow &rowOf(const std::vector<sequences::PreviewRow> &rows, const std::string &schema,
                                   const std::string &name)
{
    const RelationName wanted{schema, name};
    for (const auto &row : rows) {
        if (row.source == wanted)
            return row;
    }
    throw std::runtime_error("no row for " + wanted.display());
}

std::string codesOf(const sequences::PreviewRow &row)
{
    std::string codes;
    for (const auto &finding : row.findings)
        codes += (codes.empty() ? "" : ",") + std::string(codeName(finding.code));
    return codes;
}

std::string readingText(const std::optional<sequences::Reading> &reading)
{
    return reading ? std::to_string(reading->lastValue) + (reading->called ? ",t" : ",f") : "none";
}

sequences::TablePair same(const std::string &schema, const std::string &table)
{
    return {{schema, table}, {schema, table}};
}
