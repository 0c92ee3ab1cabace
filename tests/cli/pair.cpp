// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "pair.h"

#include <QElapsedTimer>
#include <QTest>

namespace tidegate::support {

Pair::Pair(const Settings &sourceSettings)
    : m_source(Cluster::start({{}, sourceSettings})), m_target(Cluster::start())
{
    m_source->createDatabase("shop");
    m_target->createDatabase("shop");
}

void Pair::onBoth(const std::string &sql)
{
    source(sql);
    target(sql);
}

std::vector<std::string> Pair::words(const std::string &verb, const std::string &subscription,
                                     const std::vector<std::string> &more) const
{
    std::vector<std::string> all = {
        verb,       "--subscription",           subscription,
        "--source", m_source->conninfo("shop"), "--target=" + m_target->conninfo("shop")};
    all.insert(all.end(), more.begin(), more.end());
    return all;
}

CommandResult Pair::call(const std::string &verb, const std::string &subscription,
                         const std::vector<std::string> &more) const
{
    return CliProcess::runToEnd(words(verb, subscription, more));
}

std::unique_ptr<CliProcess> Pair::run(const std::string &subscription, const std::vector<std::string> &more,
                                      const Environment &environment) const
{
    return std::make_unique<CliProcess>(words("run", subscription, more), environment);
}

std::string Pair::awaitTarget(const std::string &sql, const std::string &expected, int milliseconds)
{
    auto session = m_target->session("shop");
    QElapsedTimer timer;
    timer.start();
    std::string answer;
    do {
        try {
            answer = session.value(sql);
        } catch (const SessionError &error) {
            answer = error.what(); // the journal may not be there yet
        }
    } while (answer != expected && timer.elapsed() < milliseconds && (QTest::qWait(50), true));
    return answer;
}

Comparison Pair::equal(const std::vector<std::string> &tables) const
{
    std::vector<TablePair> pairs;
    for (const auto &table : tables)
        pairs.push_back({table});
    return rowsEqual(*m_source, "shop", *m_target, "shop", pairs);
}

} // namespace tidegate::support
