// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "preflight/checks.h"
#include "preflight/preflight.h"
#include "support/skips.h"
#include "two_databases.h"

#include <algorithm>

using namespace tidegate;
using namespace tidegate::preflight;

using Strings = std::vector<std::string>;

/// What is asked of the two servers as such.
class ServersTest : public testing::TwoDatabases
{
    Q_OBJECT

private slots:
    void initTestCase_data()
    {
        rows(Which::Ends);
        if (!support::Installation::withTimescale())
            support::noteSkip("TimescaleDB");
    }
    void cleanupTestCase()
    {
        disconnect();
        stopAll();
    }

    void twoDatabasesOfOneServerAreTwo()
    {
        prepare("CREATE TABLE t (a int PRIMARY KEY); CREATE PUBLICATION p FOR TABLE t",
                "CREATE TABLE t (a int PRIMARY KEY)");
        const auto inspection = look();
        QCOMPARE(inspection.tables.size(), 1u);
        QVERIFY(checkSameDatabase(inspection).empty());
        // And nothing at all is found where everything is well.
        QCOMPARE(told(inspect(inspection)), Strings{});
    }

    void encodings()
    {
        prepare("", "");
        auto inspection = look();
        const auto found = [&](const char *source, const char *target) {
            inspection.sourceFacts.encoding = source;
            inspection.targetFacts.encoding = target;
            return told(checkEncodings(inspection));
        };
        QCOMPARE(found("UTF8", "UTF8"), Strings{});
        QCOMPARE(found("LATIN1", "UTF8"), Strings{});
        QCOMPARE(found("LATIN1", "LATIN1"), Strings{});
        QCOMPARE(found("UTF8", "SQL_ASCII"), Strings{});
        QCOMPARE(found("UTF8", "LATIN1"), Strings{"WARNED EncodingNarrower(UTF8, LATIN1)"});
        QCOMPARE(found("SQL_ASCII", "UTF8"), Strings{"WARNED EncodingUnchecked(UTF8)"});
        QCOMPARE(found("SQL_ASCII", "SQL_ASCII"), Strings{});
        QCOMPARE(found("SQL_ASCII", "LATIN1"), Strings{"REFUSED EncodingUnchecked(LATIN1)"});
        QCOMPARE(found("LATIN1", "SQL_ASCII"), Strings{"REFUSED EncodingNarrower(LATIN1, SQL_ASCII)"});
    }

    void oneDatabaseUnderTwoNames()
    {
        prepare("", "");
        const auto source = connect(sourceDatabase());
        auto parameters = source->parameters();
        parameters.set("host", "localhost");
        postgres::Connection target(parameters, {"target", "test"}, StopToken());
        auto inspection = gather(*source, target, {"s", "a", {}, {}, true, {}});
        const Strings same{"REFUSED SameDatabase(" + sourceDatabase() + ")"};
        QCOMPARE(told(checkSameDatabase(inspection)), same);
        // Where a role may not read the system identifier, a lock tells.
        inspection.targetFacts.systemIdentifier.clear();
        QCOMPARE(told(checkSameDatabase(inspection)), same);
        inspection.sourceFacts.systemIdentifier.clear();
        QCOMPARE(told(checkSameDatabase(inspection)), same);
        QVERIFY(!source->inTransaction() && !target.inTransaction());
    }

    void twoServersWithTheSameIdentifiers()
    {
        prepare("", "");
        if (!m_other)
            m_other = support::Cluster::start();
        const auto source = connect("postgres");
        postgres::Connection target(postgres::ConnectionParameters::parse(m_other->conninfo()),
                                    {"target", "test"}, StopToken());
        auto inspection = gather(*source, target, {"s", "a", {}, {}, true, {}});
        QCOMPARE(inspection.sourceFacts.database, inspection.targetFacts.database);
        QVERIFY(checkSameDatabase(inspection).empty());
        inspection.targetFacts.systemIdentifier = inspection.sourceFacts.systemIdentifier; // a promoted copy
        inspection.targetFacts.databaseOid = inspection.sourceFacts.databaseOid;
        QVERIFY(checkSameDatabase(inspection).empty());
    }

    void walLevelAndStandby()
    {
        QFETCH_GLOBAL(int, installation);
        if (installation != 0)
            QSKIP("one server is enough");
        const auto server = support::Cluster::start({{}, {{"wal_level", "replica"}}});
        const auto facts = [&server](Inspection &inspection) {
            const auto connection = std::make_unique<postgres::Connection>(
                postgres::ConnectionParameters::parse(server->conninfo()),
                postgres::SessionOptions{"source", "test"}, StopToken());
            inspection.sourceFacts = catalog::readServerFacts(*connection);
        };
        prepare("", "");
        auto inspection = look();
        facts(inspection);
        QCOMPARE(told(checkWalLevel(inspection)), Strings{"REFUSED SourceWalLevel(replica)"});
        QCOMPARE(checkWalLevel(inspection)[0].mend, "ALTER SYSTEM SET wal_level = 'logical'");
        QVERIFY(checkSourceIsPrimary(inspection).empty());
        const auto place = server->value("postgres", "SHOW data_directory");
        server->sql("postgres", "COPY (SELECT) TO '" + place + "/standby.signal'");
        server->restart();
        facts(inspection);
        QCOMPARE(inspection.sourceFacts.timeline, 1u);
        const auto found = checkSourceIsPrimary(inspection);
        QCOMPARE(found.size(), 1u);
        QCOMPARE(found[0].code, Code::SourceIsStandby);
        QVERIFY(found[0].severity == Severity::Refusal);
    }

    void anOldSource()
    {
        prepare("", "");
        auto inspection = look();
        QVERIFY(checkSourceVersion(inspection).empty());
        inspection.sourceFacts.version = 120017; // no such server to be had
        QCOMPARE(told(checkSourceVersion(inspection)), Strings{"REFUSED SourceTooOld(12.17)"});
    }

    void synchronousStandbyNames_data()
    {
        QTest::addColumn<QString>("setting");
        QTest::addColumn<bool>("refused");
        QTest::newRow("none") << "" << false;
        QTest::newRow("other") << "standby1" << false;
        QTest::newRow("any") << "*" << true;
        QTest::newRow("any of a list") << "FIRST 1 (a, *)" << true;
        QTest::newRow("ours, quoted") << "ANY 1 (a, \"Tidegate S\")" << true;
        QTest::newRow("ours among words") << "a, \"tidegate s\"" << true;
        QTest::newRow("ours as a part") << "2 (\"tidegate s2\", tidegate, \"a\"\"tidegate s\")" << false;
    }
    void synchronousStandbyNames()
    {
        QFETCH(QString, setting);
        QFETCH(bool, refused);
        const auto text = setting.toStdString();
        auto session = cluster().session();
        session.exec("ALTER SYSTEM SET synchronous_standby_names = '" + text + "'");
        session.exec("SELECT pg_reload_conf()");
        QTRY_COMPARE(session.value("SHOW synchronous_standby_names"), text);
        // Read by a session that changes nothing, for a commit would wait for that standby now.
        Inspection inspection;
        inspection.applicationName = "tidegate s";
        inspection.sourceFacts = catalog::readServerFacts(*connect("postgres"));
        session.exec("ALTER SYSTEM RESET synchronous_standby_names");
        session.exec("SELECT pg_reload_conf()");
        QTRY_COMPARE(session.value("SHOW synchronous_standby_names"), "");
        QCOMPARE(told(checkSynchronousStandby(inspection)),
                 refused ? Strings{"REFUSED SynchronousStandbyIsUs(tidegate s)"} : Strings{});
    }

    void restoringTarget()
    {
        if (!cluster().installation().hasTimescale)
            QSKIP("no TimescaleDB in this installation");
        prepare("", "CREATE EXTENSION timescaledb");
        QVERIFY(checkTargetRestoring(look()).empty());
        onTarget("SELECT timescaledb_pre_restore()");
        const auto found = checkTargetRestoring(look());
        QCOMPARE(told(found), Strings{"REFUSED TargetRestoring(" + targetDatabase() + ")"});
        disconnect();
        onTarget(found[0].mend);
        QVERIFY(checkTargetRestoring(look()).empty());
    }

    void likelySwapped()
    {
        prepare("", "");
        QTRY_VERIFY_WITH_TIMEOUT(checkDirection(look()).empty(), 30'000); // as soon as the sessions of earlier functions are gone
        auto inspection = look();
        auto busy = cluster().session(targetDatabase());
        const auto found = checkDirection(look());
        QCOMPARE(told(found),
                 Strings{"WARNED LikelySwapped(the target is in use (1 session) more than the source "
                         "(0 sessions))"});
        // Larger, by values: making 64 MB takes long.
        inspection.targetFacts.databaseBytes = std::int64_t(3) << 30;
        inspection.sourceFacts.version = inspection.targetFacts.version + 10000;
        const auto text = told(checkDirection(inspection)).at(0);
        QVERIFY2(text.find("the target holds more data (3.0 GB) than the source (") != std::string::npos,
                 text.c_str());
        QVERIFY2(text.find("; the source is newer (PostgreSQL ") != std::string::npos, text.c_str());
        inspection.sourceFacts.databaseBytes = std::int64_t(4) << 30;
        QVERIFY(checkDirection(inspection).empty()); // a downgrade alone may be meant
        inspection.targetFacts.databaseBytes = 9'000'000;
        inspection.sourceFacts.databaseBytes = 8'000'000; // both as good as empty
        QVERIFY(checkDirection(inspection).empty());
    }

private:
    std::unique_ptr<support::Cluster> m_other;
};

QTEST_GUILESS_MAIN(ServersTest)
#include "servers_test.moc"
