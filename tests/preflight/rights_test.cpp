// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "preflight/checks.h"
#include "preflight/preflight.h"
#include "two_databases.h"

using namespace tidegate;
using namespace tidegate::preflight;

using Strings = std::vector<std::string>;

/// What roles may do that are no superusers.
class RightsTest : public testing::TwoDatabases
{
    Q_OBJECT

    Inspection asMover() { return look({"s", "tidegate s", {"p"}, {}, true, {}}, "mover", "mover"); }

private slots:
    void initTestCase_data() { rows(Which::Ends); }
    void init() { cluster().sql("postgres", "CREATE ROLE mover LOGIN"); }
    void cleanup() { dropOwned("mover"); }
    void cleanupTestCase()
    {
        disconnect();
        stopAll();
    }

    void onTheSource()
    {
        prepare("CREATE SCHEMA \"S s\"; CREATE TABLE \"S s\".a (x int PRIMARY KEY); CREATE TABLE b (x int "
                "PRIMARY KEY);"
                "GRANT SELECT ON \"S s\".a TO mover; CREATE TABLE c (x int PRIMARY KEY); GRANT SELECT ON c "
                "TO mover;"
                "ALTER TABLE c ENABLE ROW LEVEL SECURITY; CREATE PUBLICATION p FOR ALL TABLES",
                "");
        const auto found = checkSourceRights(asMover());
        QCOMPARE(
            told(found),
            (Strings{
                "REFUSED RightMissing(mover, REPLICATION on the source)",
                "NOTED NotSeen(what the sessions of other roles do that hold back a table's start, mover)",
                "REFUSED RightMissing(mover, USAGE on the source's schema S s)",
                "REFUSED RightMissing(mover, SELECT on the source table public.b)",
                "REFUSED RightMissing(mover, BYPASSRLS: row security hides rows of the source table "
                "public.c)"}));
        disconnect();
        for (const auto &finding : found)
            onSource(finding.mend);
        QCOMPARE(told(checkSourceRights(asMover())), Strings{});
    }

    void chunksNeedMoreThanReading()
    {
        if (!cluster().installation().hasTimescale)
            QSKIP("no TimescaleDB in this installation");
        prepare(
            "CREATE EXTENSION timescaledb; CREATE TABLE m (at timestamptz PRIMARY KEY);"
            "SELECT create_hypertable('m', 'at'); INSERT INTO m VALUES (now()), (now() - interval '1 year');"
            "GRANT SELECT ON m TO mover; CREATE PUBLICATION p FOR TABLE m;"
            "GRANT pg_read_all_stats TO mover; ALTER ROLE mover REPLICATION",
            "");
        const auto found = checkSourceRights(asMover());
        QCOMPARE(told(found),
                 Strings{"REFUSED RightMissing(mover, UPDATE, DELETE or TRUNCATE on the source table "
                         "public.m, to lock its chunks while they are read)"});
        disconnect();
        onSource(found[0].mend);
        const auto inspection = asMover();
        QCOMPARE(told(checkSourceRights(inspection)), Strings{});
        for (const auto &pair : inspection.tables) {
            if (pair.source.chunk) {
                postgres::Transaction transaction(*inspection.source);
                inspection.source->exec("LOCK TABLE " + pair.source.name.schema + "." + pair.source.name.name
                                        + " IN SHARE UPDATE EXCLUSIVE MODE");
            }
        }
    }

    void onTheTarget()
    {
        prepare("CREATE TABLE a (x int PRIMARY KEY); CREATE TABLE b (x int PRIMARY KEY);"
                "CREATE PUBLICATION p FOR ALL TABLES; GRANT SELECT ON a, b TO mover",
                "CREATE TABLE a (x int PRIMARY KEY); GRANT SELECT, INSERT, UPDATE, DELETE ON a TO mover;"
                "CREATE TABLE b (x int PRIMARY KEY); ALTER TABLE b ENABLE ROW LEVEL SECURITY");
        const auto found = checkTargetRights(asMover());
        QCOMPARE(
            told(found),
            (Strings{
                "REFUSED RightMissing(mover, CREATE in the target database, for the schema _tidegate)",
                "REFUSED RightMissing(mover, TRUNCATE on the target table public.a)",
                "REFUSED RightMissing(mover, SELECT, INSERT, UPDATE, DELETE, TRUNCATE on the target table "
                "public.b)",
                "REFUSED RightMissing(mover, BYPASSRLS: row security acts on the target table public.b)"}));
        disconnect();
        for (const auto &finding : found)
            onTarget(finding.mend);
        QCOMPARE(told(checkTargetRights(asMover())), Strings{});
    }

    void replicaRole()
    {
        prepare("CREATE TABLE a (x int PRIMARY KEY); CREATE TABLE b (x int PRIMARY KEY);"
                "CREATE PUBLICATION p FOR ALL TABLES; GRANT SELECT ON a, b TO mover",
                "CREATE TABLE a (x int PRIMARY KEY); CREATE TABLE b (x int PRIMARY KEY REFERENCES a,"
                " CONSTRAINT \"O ne\" FOREIGN KEY (x) REFERENCES a); GRANT ALL ON a, b TO mover");
        QVERIFY(checkReplicaRole(look()).empty());
        const auto found = checkReplicaRole(asMover());
        QCOMPARE(told(found),
                 (Strings{"WARNED ReplicaRoleDenied(mover)", "REFUSED ForeignKeysActive(public.b)"}));
        QCOMPARE(found[1].mend,
                 "ALTER TABLE \"public\".\"b\" DROP CONSTRAINT \"O ne\", DROP CONSTRAINT \"b_x_fkey\"");
        disconnect();
        onTarget(found[1].mend);
        QCOMPARE(told(checkReplicaRole(asMover())), Strings{"WARNED ReplicaRoleDenied(mover)"});
        if (cluster().major() < 15) {
            QVERIFY(found[0].mend.empty());
            return;
        }
        disconnect();
        onTarget(found[0].mend);
        QVERIFY(checkReplicaRole(asMover()).empty());
    }

    void refusalsComeFirst()
    {
        prepare("CREATE TABLE a (x int); CREATE PUBLICATION p FOR ALL TABLES", "");
        const auto found = inspect(asMover());
        QVERIFY(found.size() > 3);
        QVERIFY(std::is_sorted(found.begin(), found.end(),
                               [](const Finding &a, const Finding &b) { return a.severity > b.severity; }));
        QVERIFY(found.front().severity == Severity::Refusal && found.back().severity == Severity::Note);
    }
};

QTEST_GUILESS_MAIN(RightsTest)
#include "rights_test.moc"
