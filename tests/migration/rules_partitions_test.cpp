// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "rules_place.h"

#include <QTest>

using namespace tidegate;

/// Rule 17 of exactness.md, for partition trees that are published through their root: the stream tells of the root
/// alone, and not of what comes into the tree or leaves it together with its rows.
class RulesPartitionsTest : public rules::PlaceTest
{
    Q_OBJECT

private:
    /// m of 100 rows in m_1 and m_2 on the source, in one partition on the target; spare is as a partition must be and
    /// holds 20 rows of its own.
    void makeTree(const std::string &publication = "FOR TABLE m, settled")
    {
        m_place->source("CREATE TABLE m (k int PRIMARY KEY, v text) PARTITION BY RANGE (k);"
                        "CREATE TABLE m_1 PARTITION OF m FOR VALUES FROM (0) TO (100);"
                        "CREATE TABLE m_2 PARTITION OF m FOR VALUES FROM (100) TO (200);"
                        "INSERT INTO m SELECT 2 * g, 'm' FROM generate_series(0, 99) g;"
                        "CREATE TABLE spare (LIKE m INCLUDING INDEXES);"
                        "INSERT INTO spare SELECT g, 'spare' FROM generate_series(200, 219) g");
        m_place->target("CREATE TABLE m (k int PRIMARY KEY, v text) PARTITION BY RANGE (k);"
                        "CREATE TABLE m_all PARTITION OF m DEFAULT");
        m_place->source("CREATE PUBLICATION q " + publication + " WITH (publish_via_partition_root = true)");
    }

    bool follows(const std::string &rulesOff = {}) { return runs(rulesOff, {"--publication", "q"}); }

    support::CommandResult command(std::vector<std::string> arguments) const
    {
        if (arguments.front() == "cutover")
            arguments.emplace_back("--yes");
        return support::CliProcess::runToEnd(arguments, {}, 60'000);
    }

    support::Comparison compareTree() const
    {
        return support::rowsEqual(m_place->sourceServer(), "r", m_place->targetServer(), "r",
                                  {{"public.m"}, {"public.settled"}});
    }

    /// Waits until the engine has taken these for partitions that it follows.
    bool recorded(const std::vector<std::string> &partitions) const
    {
        std::string condition = "true";
        for (const auto &name : partitions)
            condition += " AND publication_terms LIKE '% " + m_place->source("SELECT '" + name + "'::regclass::oid") + "@%'";
        return m_place->targetBecomes("SELECT " + condition + " FROM _tidegate.subscription_rel WHERE tablename = 'm'", "t");
    }

    void verifyStoppedAndMended(const std::string &why)
    {
        QVERIFY(stopped("m"));
        QVERIFY2(m_run->waitFor(why), m_run->output().c_str());
        QVERIFY2(m_place->settle(), "the other tables do not go on");
        const auto refused = command(m_place->arguments("cutover"));
        QCOMPARE(refused.exitCode, 8);
        QVERIFY2(refused.output.find("public.m") != std::string::npos, refused.output.c_str());
        const auto again = command(resync("public.m"));
        QVERIFY2(again.exitCode == 0, again.output.c_str());
        QVERIFY(m_place->allReady());
        m_place->source("INSERT INTO m VALUES (1, 'told'); UPDATE m SET v = v || '!' WHERE k % 10 = 0");
        QVERIFY(m_place->settle());
        const auto cutover = command(m_place->arguments("cutover"));
        QVERIFY2(cutover.exitCode == 0, cutover.output.c_str());
        const auto same = compareTree();
        QVERIFY2(same, same.report.c_str());
    }

private slots:
    /// What comes into the tree or leaves it with its rows.
    void withItsRows_data()
    {
        QTest::addColumn<QString>("sql");
        QTest::addColumn<QString>("why");
        QTest::newRow("attached") << "ALTER TABLE m ATTACH PARTITION spare FOR VALUES FROM (200) TO (300)"
                                  << "public.spare";
        QTest::newRow("made, filled and attached at once")
            << "BEGIN; CREATE TABLE x (LIKE m INCLUDING INDEXES); INSERT INTO x VALUES (301, 'x');"
               "ALTER TABLE m ATTACH PARTITION x FOR VALUES FROM (300) TO (400); COMMIT"
            << "public.x";
        QTest::newRow("a tree that is attached")
            << "CREATE TABLE b (LIKE m INCLUDING INDEXES) PARTITION BY RANGE (k);"
               "CREATE TABLE b_1 PARTITION OF b DEFAULT; INSERT INTO b VALUES (401, 'b');"
               "ALTER TABLE m ATTACH PARTITION b FOR VALUES FROM (400) TO (500)"
            << "public.b_1";
        QTest::newRow("detached") << "ALTER TABLE m DETACH PARTITION m_2" << "public.m_2";
        QTest::newRow("detached concurrently") << "ALTER TABLE m DETACH PARTITION m_2 CONCURRENTLY" << "public.m_2";
        QTest::newRow("dropped") << "DROP TABLE m_2" << "dropped";
        QTest::newRow("changed while it was outside")
            << "BEGIN; ALTER TABLE m DETACH PARTITION m_2; UPDATE m_2 SET v = 'outside' WHERE k = 150;"
               "ALTER TABLE m ATTACH PARTITION m_2 FOR VALUES FROM (100) TO (200); COMMIT"
            << "public.m_2";
    }
    void withItsRows()
    {
        QFETCH(QString, sql);
        QFETCH(QString, why);
        if (sql.endsWith(QLatin1String("CONCURRENTLY")) && m_place->sourceServer().major() < 14)
            QSKIP("from PostgreSQL 14 on");
        makeTree();
        QVERIFY(follows());
        m_place->source(sql.toStdString());
        verifyStoppedAndMended(why.toStdString());
    }

    /// What comes into the tree without rows is followed from the start, whatever is in it when it is seen.
    void withoutRows()
    {
        makeTree();
        QVERIFY(follows());
        m_place->source("CREATE TABLE made PARTITION OF m FOR VALUES FROM (300) TO (400); INSERT INTO m VALUES (301, 'made');"
                        "ALTER TABLE made ALTER v SET STATISTICS 10");
        m_place->source("CREATE TABLE sub PARTITION OF m FOR VALUES FROM (400) TO (500) PARTITION BY RANGE (k);"
                        "CREATE TABLE sub_1 PARTITION OF sub DEFAULT; INSERT INTO m VALUES (401, 'sub')");
        m_place->source("CREATE TABLE empty (LIKE m INCLUDING ALL); ALTER TABLE m ATTACH PARTITION empty FOR VALUES FROM (500) TO (600)");
        QVERIFY(recorded({"made", "sub_1", "empty"}));
        m_place->source("INSERT INTO m VALUES (501, 'empty'); ALTER TABLE m ALTER v SET DEFAULT 'v'; UPDATE m SET k = k + 101 WHERE k = 401");
        m_place->source("ALTER TABLE m ALTER v SET STATISTICS 10");
        m_run->terminate();
        QVERIFY(m_run->waitForEnd());
        m_run = m_place->run("", {}, {"--publication", "q"});
        QVERIFY(m_run->waitFor("in-sync"));
        const auto cutover = command(m_place->arguments("cutover"));
        QVERIFY2(cutover.exitCode == 0, cutover.output.c_str());
        const auto same = compareTree();
        QVERIFY2(same, same.report.c_str());
    }

    /// Before the snapshot of the copy, the copy has its rows. Between snapshot and end, nobody has.
    void whileTheRootIsCopied_data()
    {
        QTest::addColumn<QString>("failpoint");
        QTest::addColumn<bool>("seen");
        QTest::newRow("before the snapshot") << "copy.before.lock" << true;
        QTest::newRow("after the snapshot") << "copy.opened" << false;
    }
    void whileTheRootIsCopied()
    {
        QFETCH(QString, failpoint);
        QFETCH(bool, seen);
        makeTree();
        const rules::Gate gate(failpoint.toStdString());
        m_run = m_place->run("", {gate.settingForAll()}, {"--publication", "q"});
        QVERIFY(gate.arrived());
        m_place->source("INSERT INTO spare VALUES (250, 'not told'); UPDATE spare SET v = 'not told' WHERE k = 201;"
                        "ALTER TABLE m ATTACH PARTITION spare FOR VALUES FROM (200) TO (300);"
                        "INSERT INTO m VALUES (260, 'told')");
        gate.open();
        if (!seen) {
            verifyStoppedAndMended("public.spare");
            return;
        }
        QVERIFY(m_place->allReady());
        QVERIFY(m_place->settle());
        const auto cutover = command(m_place->arguments("cutover"));
        QVERIFY2(cutover.exitCode == 0, cutover.output.c_str());
        const auto same = compareTree();
        QVERIFY2(same, same.report.c_str());
    }

    /// The partition is published by itself, but because of its root: outside of that its changes are not sent.
    void outsideForAMoment_data()
    {
        QTest::addColumn<bool>("running");
        QTest::newRow("while the engine runs") << true;
        QTest::newRow("while nobody runs") << false;
    }
    void outsideForAMoment()
    {
        QFETCH(bool, running);
        const std::string made = "CREATE TABLE m (k int PRIMARY KEY, v text) PARTITION BY RANGE (k);"
                                 "CREATE TABLE m_1 PARTITION OF m FOR VALUES FROM (0) TO (100);"
                                 "CREATE TABLE m_2 PARTITION OF m FOR VALUES FROM (100) TO (200) PARTITION BY RANGE (k);"
                                 "CREATE TABLE m_21 PARTITION OF m_2 FOR VALUES FROM (100) TO (200);";
        m_place->target(made);
        m_place->source(made + "INSERT INTO m SELECT 2 * g, 'm' FROM generate_series(0, 99) g; ALTER PUBLICATION p ADD TABLE m");
        QVERIFY(runs(""));
        if (!running) {
            m_run->terminate();
            QVERIFY(m_run->waitForEnd());
        }
        m_place->source("BEGIN; ALTER TABLE m DETACH PARTITION m_2; UPDATE m_21 SET v = 'not sent' WHERE k < 150;"
                        "ALTER TABLE m ATTACH PARTITION m_2 FOR VALUES FROM (100) TO (200); COMMIT; UPDATE m SET v = 'sent' WHERE k = 0");
        if (!running)
            m_run = m_place->run("", {});
        QVERIFY(stopped("m_21"));
        QVERIFY(m_place->settle());
        QCOMPARE(command(m_place->arguments("cutover")).exitCode, 8);
        QCOMPARE(m_place->target("SELECT count(*) FROM _tidegate.subscription_rel WHERE stopped"), std::string("1")); // m_1 is not
        const auto again = command(resync("public.m_21"));
        QVERIFY2(again.exitCode == 0, again.output.c_str());
        QVERIFY(m_place->allReady() && m_place->settle());
        const auto cut = command(m_place->arguments("cutover"));
        QVERIFY2(cut.exitCode == 0, cut.output.c_str());
        const auto same = support::rowsEqual(m_place->sourceServer(), "r", m_place->targetServer(), "r", {{"public.m"}});
        QVERIFY2(same, same.report.c_str());
    }

    /// Whatever happens above the table that is named, its partitions are published all along.
    void movedAboveWhatIsPublished()
    {
        const std::string made = "CREATE TABLE m (k int PRIMARY KEY, v text) PARTITION BY RANGE (k);"
                                 "CREATE TABLE m_2 PARTITION OF m FOR VALUES FROM (100) TO (200) PARTITION BY RANGE (k);"
                                 "CREATE TABLE m_21 PARTITION OF m_2 FOR VALUES FROM (100) TO (200);";
        m_place->target(made);
        m_place->source(made + "INSERT INTO m SELECT g, 'm' FROM generate_series(100, 199) g; ALTER PUBLICATION p ADD TABLE m_2");
        QVERIFY(runs(""));
        m_place->source("BEGIN; ALTER TABLE m DETACH PARTITION m_2; UPDATE m_21 SET v = 'sent' WHERE k < 150;"
                        "ALTER TABLE m ATTACH PARTITION m_2 FOR VALUES FROM (100) TO (200); COMMIT");
        QVERIFY(m_place->settle());
        const auto cut = command(m_place->arguments("cutover"));
        QVERIFY2(cut.exitCode == 0, cut.output.c_str());
        const auto same = support::rowsEqual(m_place->sourceServer(), "r", m_place->targetServer(), "r", {{"public.m"}});
        QVERIFY2(same, same.report.c_str());
    }

    /// A root that is published with its schema, and a partition of it that lies in another.
    void partitionInAnotherSchema()
    {
        if (m_place->sourceServer().major() < 15)
            QSKIP("from PostgreSQL 15 on");
        makeTree("FOR TABLES IN SCHEMA public");
        m_place->source("CREATE SCHEMA outside; CREATE TABLE outside.x (LIKE m INCLUDING INDEXES);"
                        "INSERT INTO outside.x VALUES (301, 'x'), (302, 'x')");
        m_place->target("CREATE TABLE spare (k int PRIMARY KEY, v text)");
        QVERIFY(follows());
        m_place->source("ALTER TABLE m ATTACH PARTITION outside.x FOR VALUES FROM (300) TO (400); UPDATE m SET v = 'y' WHERE k < 9");
        verifyStoppedAndMended("outside.x");
    }

    /// Without the rule.
    void silently()
    {
        makeTree();
        QVERIFY(follows("17"));
        m_place->source("ALTER TABLE m ATTACH PARTITION spare FOR VALUES FROM (200) TO (300);"
                        "ALTER TABLE m DETACH PARTITION m_2");
        QVERIFY(m_place->settle());
        const auto same = compareTree();
        QVERIFY2(same.missing == 20 && same.extra == 50, same.report.c_str());
    }
};

QTEST_GUILESS_MAIN(RulesPartitionsTest)
#include "rules_partitions_test.moc"
