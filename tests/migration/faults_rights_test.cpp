// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "rules_place.h"
#include "support/skips.h"

#include <QTest>

using namespace tidegate;

/// Rights that are taken away from the role that migrates, on either side, and given back (FAULTS.md).
class FaultsRightsTest : public rules::PlaceTest
{
    Q_OBJECT

private:
    /// As a role that owns the target's tables, may read the source's, and no more than it needs.
    void start();
    /// Before 15 nobody but a superuser may be replica.
    bool mayBeReplica() const { return m_place->targetServer().major() >= 15; }
    void endSessions(bool onSource) const;

private slots:
    void initTestCase();
    void init();
    void revoked_data();
    void revoked();
    void notReadableInTheCopy();
    void columnsAlone();
    void triggersDoNotAct();
};

void FaultsRightsTest::initTestCase()
{
    PlaceTest::initTestCase();
    for (auto *server : {&m_place->sourceServer(), &m_place->targetServer()})
        server->sql("postgres", "CREATE ROLE mover LOGIN REPLICATION; GRANT pg_read_all_stats TO mover");
}

void FaultsRightsTest::init()
{
    PlaceTest::init();
    m_place->source("GRANT SELECT ON ALL TABLES IN SCHEMA public TO mover");
    if (mayBeReplica())
        m_place->target("GRANT SET ON PARAMETER session_replication_role TO mover");
    m_place->target("GRANT CREATE ON DATABASE r TO mover;"
                    "ALTER TABLE things OWNER TO mover; ALTER TABLE notes OWNER TO mover;"
                    "ALTER TABLE amounts OWNER TO mover; ALTER TABLE settled OWNER TO mover");
}

void FaultsRightsTest::start()
{
    const auto as = [](const support::Cluster &server) { return server.conninfo("r") + " user=mover"; };
    m_run = std::make_unique<support::CliProcess>(std::vector<std::string>{
        "run", "--publication", "p", "--subscription", "s", "--confirm-delay", "1", "--source", as(m_place->sourceServer()),
        "--target", as(m_place->targetServer())});
}

void FaultsRightsTest::endSessions(bool onSource) const
{
    (onSource ? m_place->sourceServer() : m_place->targetServer())
        .sql("r", "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'mover'");
}

/// Who may write columns may not lock the table: it is written to all the same.
void FaultsRightsTest::columnsAlone()
{
    start();
    QVERIFY2(m_run->waitFor("in-sync") && m_place->allReady() && m_place->settle(), m_run->output().c_str());
    m_place->target("REVOKE INSERT, UPDATE, DELETE, TRUNCATE ON notes FROM mover; GRANT INSERT (a, b), UPDATE (a, b) ON notes TO mover");
    m_place->source("INSERT INTO notes VALUES (200, 'by columns'); UPDATE things SET note = 'beside it' WHERE id = 3");
    QVERIFY2(m_place->settle(), m_run->output().c_str());
    m_place->source("UPDATE notes SET b = 'again' WHERE a = 200; INSERT INTO things VALUES (300, 3000, 'beside it')");
    verifySame();
    QVERIFY2(m_run->output().find("problem") == std::string::npos, m_run->output().c_str());
}

void FaultsRightsTest::revoked_data()
{
    QTest::addColumn<bool>("onSource");
    QTest::addColumn<std::string>("revoke");
    QTest::addColumn<std::string>("told");
    QTest::addColumn<std::string>("grant");
    const auto add = [](const char *name, bool onSource, const char *revoke, const char *told, const char *grant) {
        QTest::newRow(name) << onSource << std::string(revoke) << std::string(told) << std::string(grant);
    };
    add("REPLICATION on the source", true, "ALTER ROLE mover NOREPLICATION",
        m_place->sourceServer().major() >= 16 ? "permission denied to start WAL sender" : "replication role", "ALTER ROLE mover REPLICATION");
    add("LOGIN on the source", true, "ALTER ROLE mover NOLOGIN", "is not permitted to log in", "ALTER ROLE mover LOGIN");
    add("LOGIN on the target", false, "ALTER ROLE mover NOLOGIN", "is not permitted to log in", "ALTER ROLE mover LOGIN");
    add("INSERT on the target", false, "REVOKE INSERT ON notes FROM mover", "permission denied for table notes",
        "GRANT INSERT ON notes TO mover");
    add("the schema on the target", false, "REVOKE ALL ON SCHEMA public FROM PUBLIC", "permission denied for schema public",
        "GRANT USAGE ON SCHEMA public TO PUBLIC");
    add("our own journal", false, "REVOKE ALL ON _tidegate.progress FROM mover", "permission denied for table progress",
        "GRANT ALL ON _tidegate.progress TO mover");
}

void FaultsRightsTest::revoked()
{
    QFETCH(bool, onSource);
    QFETCH(std::string, revoke);
    QFETCH(std::string, told);
    QFETCH(std::string, grant);
    start();
    QVERIFY(m_run->waitFor("slot") && m_place->allReady() && m_place->settle());
    const auto at = [&](const std::string &sql) { return onSource ? m_place->source(sql) : m_place->target(sql); };
    at(revoke);
    endSessions(onSource);
    m_place->source("INSERT INTO notes VALUES (1, 'meanwhile')");
    QVERIFY2(m_run->waitFor(told), told.c_str());
    QVERIFY(m_run->isRunning());
    at(grant);
    verifySame();
}

void FaultsRightsTest::notReadableInTheCopy()
{
    m_place->source("REVOKE SELECT ON notes FROM mover");
    start();
    QVERIFY(m_run->waitFor("permission denied for table notes") || m_run->waitFor("public.notes"));
    m_place->source("GRANT SELECT ON notes TO mover");
    if (!m_run->isRunning()) // refused at the door
        start();
    verifySame();
}

/// Rule 16 without the right that it needs: a trigger of the target would do again what it has done on the source.
void FaultsRightsTest::triggersDoNotAct()
{
    if (!mayBeReplica())
        TIDEGATE_SKIP("a target of PostgreSQL 15 or later");
    for (auto *server : {&m_place->sourceServer(), &m_place->targetServer()})
        server->sql("r", "CREATE FUNCTION note() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
                         " INSERT INTO public.notes VALUES (new.id, 'by the trigger'); RETURN NULL; END $$;"
                         "CREATE TRIGGER note AFTER INSERT ON things FOR EACH ROW EXECUTE FUNCTION note()");
    start();
    QVERIFY(m_run->waitFor("slot") && m_place->allReady() && m_place->settle());
    m_place->source("INSERT INTO things VALUES (1000, 1, 'new')");
    verifySame();
    const std::string revoke = "REVOKE SET ON PARAMETER session_replication_role FROM mover";
    m_place->target(revoke);
    endSessions(false);
    m_place->source("INSERT INTO things VALUES (1001, 2, 'new')");
    QVERIFY(m_run->waitFor("may not set session_replication_role"));
    QVERIFY(m_run->isRunning());
    QCOMPARE(m_place->target("SELECT count(*) FROM things WHERE id = 1001"), "0");
    // A run that begins without it is refused, and changes nothing.
    m_run->terminate();
    QVERIFY(m_run->waitForEnd());
    start();
    QVERIFY(m_run->waitForEnd());
    QCOMPARE(m_run->exitCode(), 4);
    QVERIFY(m_run->waitFor("may not set session_replication_role"));
    m_place->target("GRANT SET ON PARAMETER session_replication_role TO mover");
    start();
    verifySame();
}

QTEST_GUILESS_MAIN(FaultsRightsTest)
#include "faults_rights_test.moc"
