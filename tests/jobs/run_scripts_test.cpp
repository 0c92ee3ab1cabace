// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "jobs/connect.h"
#include "jobs/run_scripts.h"
#include "jobs/target_preparation.h"
#include "journal/schema.h"
#include "support/cluster.h"

#include <QTest>

using namespace tidegate;
using support::Cluster;

/// What is shown before a run and its commands, and what of it is run.
class RunScriptsTest : public QObject
{
    Q_OBJECT

private:
    std::unique_ptr<Cluster> m_cluster;

    endpoint::Endpoint login() const { return endpoint::Endpoint::fromText(m_cluster->conninfo("shop")); }
    std::vector<std::string> published(const std::vector<std::string> &publications) const
    {
        std::vector<std::string> names;
        for (const auto &name : jobs::publishedTables(*jobs::connectSource(login(), StopToken()), publications))
            names.push_back(name.display());
        return names;
    }

private slots:
    void initTestCase()
    {
        m_cluster = Cluster::start();
        m_cluster->createDatabase("shop");
        m_cluster->sql("shop", "CREATE TABLE a (id int); CREATE TABLE \"B \"\"b\"\"\" (id int); CREATE TABLE c (id int);"
                               "CREATE PUBLICATION \"P-1\" FOR TABLE a; CREATE PUBLICATION other FOR TABLE c");
    }
    void cleanupTestCase() { m_cluster.reset(); }

    /// The journal that is shown is the one that is made: it can be run as it stands.
    void theStartIsShownAsItIs()
    {
        const auto script = jobs::startScript("Shop 1");
        QCOMPARE(script.size(), std::size_t(2));
        QCOMPARE(script.at(0).side, script::Side::Target);
        m_cluster->sql("shop", script.at(0).sql);
        QCOMPARE(m_cluster->value("shop", "SELECT version FROM _tidegate.version"),
                 std::to_string(journal::schemaVersion));
        QVERIFY(script.at(1).sql.find("tidegate_") != std::string::npos);
        QCOMPARE(script.at(1).side, script::Side::Source);
    }

    /// The record of a change that may be left out, whatever is in its row.
    void aSkipIsShownAsItIsRecorded()
    {
        m_cluster->sql("shop", jobs::startScript("shop").at(0).sql);
        m_cluster->sql("shop", "INSERT INTO _tidegate.fence VALUES ('it''s', 1, 't') ON CONFLICT DO NOTHING");
        journal::SkippedChange change;
        change.table = "public.orders";
        change.operation = "INSERT";
        change.transaction = "745";
        change.lsn = Lsn{0x1a2b};
        change.row = "note=it's \\";
        change.sqlstate = "23505";
        change.why = "duplicate key";
        const auto script = jobs::skipScript("it's", change);
        QCOMPARE(script.size(), std::size_t(1));
        QVERIFY(script.at(0).destructive && script.at(0).side == script::Side::Target);
        m_cluster->sql("shop", script.at(0).sql);
        const auto target = jobs::connectTarget(login(), StopToken());
        QCOMPARE(journal::allowedSkips(*target, "it's", change).size(), std::size_t(1));
        m_cluster->sql("shop", "DELETE FROM _tidegate.fence");
    }

    /// As an engine does it (rule 12): shut out first, then ended, on both servers and under the name it has there.
    void aTakeOverIsShownInItsOrder()
    {
        const auto script = jobs::takeOverScript(*jobs::connectTarget(login(), StopToken()), "it's");
        QCOMPARE(script.size(), std::size_t(3));
        QVERIFY(script.at(0).sql.find("WHERE subname = 'it''s'") != std::string::npos);
        QVERIFY(script.at(1).side == script::Side::Target && script.at(2).side == script::Side::Source);
        auto engine = m_cluster->session("shop");
        const auto name = script.at(1).sql.substr(script.at(1).sql.find("'tidegate "));
        engine.exec("SET application_name = " + name.substr(0, name.find(" AND ")));
        QVERIFY(engine.isUsable());
        m_cluster->sql("shop", script.at(1).sql);
        QVERIFY_EXCEPTION_THROWN(engine.exec("SELECT 1"), support::SessionError);
    }

    void aResyncIsDestructive()
    {
        const auto script = jobs::resyncScript({{"public", "a"}, {"s", "x\"y"}});
        QCOMPARE(script.size(), std::size_t(2));
        QVERIFY(script.at(1).destructive);
        QCOMPARE(script.at(1).sql, "TRUNCATE \"s\".\"x\"\"y\"");
    }

    void whatLeavesIsNamed()
    {
        const auto script = jobs::leaveScript("it's", {{"s", "x'y"}});
        QVERIFY(script.at(0).destructive && script.at(0).side == script::Side::Target);
        QCOMPARE(script.at(0).sql, "DELETE FROM _tidegate.subscription_rel WHERE subname = 'it''s' AND schemaname = 's'"
                                   " AND tablename = 'x''y'");
    }

    void membershipIsAllOrNothing()
    {
        QVERIFY(jobs::membershipScript("p", {}, {}).empty());
        const auto endpoint = endpoint::Endpoint::fromText(m_cluster->conninfo("shop"));
        auto good = jobs::membershipScript("P-1", {{"public", "B \"b\""}}, {{"public", "a"}});
        QCOMPARE(good.size(), std::size_t(1));
        QVERIFY(jobs::runScript(good, endpoint, endpoint, {}, StopToken()));
        QCOMPARE(published({"P-1"}), std::vector<std::string>{"public.B \"b\""});
        auto bad = jobs::membershipScript("P-1", {{"public", "missing"}}, {{"public", "B \"b\""}});
        QVERIFY(!jobs::runScript(bad, endpoint, endpoint, {}, StopToken()));
        QVERIFY(bad.at(0).problem.has_value());
        QCOMPARE(published({"P-1"}), std::vector<std::string>{"public.B \"b\""});
        QCOMPARE(published({"P-1", "other"}), (std::vector<std::string>{"public.B \"b\"", "public.c"}));
        QVERIFY(published({"none"}).empty());
        QCOMPARE(jobs::ownPublication("Shop 1").rfind("tidegate_", 0), std::size_t(0));
    }
};

QTEST_GUILESS_MAIN(RunScriptsTest)
#include "run_scripts_test.moc"
