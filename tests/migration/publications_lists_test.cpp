// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "rules_place.h"
#include "support/skips.h"

#include <QTest>

using namespace tidegate;

/// Two publications that come to give different columns of one table: a walsender fails at what was written to it meanwhile, each
/// time. The stream goes on without one of them, and what only that one sent is stopped by name and copied again.
class PublicationsListsTest : public rules::PlaceTest
{
    Q_OBJECT

private:
    static constexpr char tables[] = "CREATE TABLE t (id int PRIMARY KEY, a int, b int); CREATE TABLE more (id int PRIMARY KEY);";

    support::CommandResult copyAgain(const std::string &table) { return support::CliProcess::runToEnd(resync(table), {}, 60'000); }

    std::string stoppedTables() const
    {
        return m_place->target("SELECT coalesce(string_agg(tablename, ' ' ORDER BY tablename), '') FROM _tidegate.subscription_rel WHERE stopped");
    }

    /// Both servers of this version; false where it is not there.
    bool servedBy(int major)
    {
        if (major == 0 || m_place->sourceServer().major() == major)
            return true;
        support::ClusterOptions source;
        source.installation = support::Installation::withMajor(major);
        if (!source.installation)
            return false;
        m_place->end();
        m_place = std::make_unique<rules::Place>(source, support::ClusterOptions{});
        m_place->begin();
        return true;
    }

    void verifySame(const std::vector<support::TablePair> &pairs)
    {
        QVERIFY(m_place->allReady());
        QVERIFY2(m_place->stored(m_place->position()), m_run->output().c_str());
        QVERIFY(m_place->settle());
        const auto same = support::rowsEqual(m_place->sourceServer(), "r", m_place->targetServer(), "r", pairs);
        QVERIFY2(same, same.report.c_str());
    }

private slots:
    /// While one of them is left out, tables of the others are copied on and join; its own wait.
    void othersGoOn()
    {
        if (m_place->sourceServer().major() < 15)
            QSKIP("from PostgreSQL 15 on");
        m_place->source(tables);
        m_place->target(std::string(tables));
        m_place->source("INSERT INTO t SELECT g, g, g FROM generate_series(1, 9) g; INSERT INTO more SELECT generate_series(1, 9);"
                        "ALTER PUBLICATION p ADD TABLE t (id, a); CREATE PUBLICATION q FOR TABLE t (id, a), more");
        QVERIFY(runs("", {"--publication", "q"}));
        m_run->terminate();
        QVERIFY(m_run->waitForEnd());
        const rules::Gate gate("copy.opened");
        m_run = m_place->run("", {gate.settingForAll()}, {"--publication", "q"});
        QVERIFY(m_place->settle());
        for (const char *table : {"public.notes", "public.more"}) { // a unit each
            const auto again = copyAgain(table);
            QVERIFY2(again.exitCode == 0, again.output.c_str());
        }
        QVERIFY(gate.arrived());
        QVERIFY(m_place->targetBecomes("SELECT count(*) FROM _tidegate.subscription_rel WHERE state = 'd' AND tablename IN ('notes', 'more')", "2"));
        m_place->source("ALTER PUBLICATION q SET TABLE t (id, a, b), more");
        m_place->source("UPDATE t SET a = 100 WHERE id = 5; DELETE FROM more WHERE id = 5; DELETE FROM notes WHERE a = 5");
        QVERIFY2(m_run->waitFor("was left out of the stream"), m_run->output().c_str());
        m_place->source("DELETE FROM more WHERE id = 6; DELETE FROM notes WHERE a = 6");
        const auto attempts = m_place->target("SELECT attempts FROM _tidegate.copy_unit u JOIN _tidegate.subscription_rel r ON r.unit = u.id"
                                              " WHERE tablename = 'notes'");
        gate.open();
        QVERIFY2(m_place->targetBecomes("SELECT state FROM _tidegate.subscription_rel WHERE tablename = 'notes'", "r"), m_run->output().c_str());
        QCOMPARE(m_place->target("SELECT attempts FROM _tidegate.copy_unit u JOIN _tidegate.subscription_rel r ON r.unit = u.id WHERE tablename = 'notes'"),
                 attempts);
        m_place->source("ALTER PUBLICATION p ADD TABLE late; INSERT INTO late VALUES (11, 'before')");
        const auto added = support::CliProcess::runToEnd(m_place->arguments("refresh-publication"), {}, 60'000);
        QVERIFY2(added.exitCode == 0, added.output.c_str());
        QVERIFY2(m_place->targetBecomes("SELECT state FROM _tidegate.subscription_rel WHERE tablename = 'late'", "r"), m_run->output().c_str());
        QCOMPARE(m_place->target("SELECT state FROM _tidegate.subscription_rel WHERE tablename = 'more'"), "i");
        QCOMPARE(stoppedTables(), "t");
        m_place->source("ALTER PUBLICATION q SET TABLE t (id, a), more");
        QVERIFY2(m_run->waitFor("with the publication q again"), m_run->output().c_str());
        const auto last = copyAgain("public.t");
        QVERIFY2(last.exitCode == 0, last.output.c_str());
        m_place->source("UPDATE late SET b = 'after' WHERE a = 3; DELETE FROM more WHERE id = 7; DELETE FROM notes WHERE a = 7");
        verifySame({{"public.t", {}, {"id", "a"}}, {"public.more"}, {"public.things"}, {"public.notes"}, {"public.late"}});
    }

    void resyncOfAnotherList_data()
    {
        QTest::addColumn<QString>("before");
        QTest::addColumn<QString>("after");
        QTest::addColumn<QString>("gone");
        QTest::newRow("shorter") << "t" << "t (id, a)" << "b";
        QTest::newRow("exchanged") << "t (id, a)" << "t (id, b)" << "a";
    }
    /// A column that is not published any more was not dropped, and is not the one that is published instead: its table is copied again
    /// without it, and nothing of the target's definition is in question.
    void resyncOfAnotherList()
    {
        QFETCH(QString, before);
        QFETCH(QString, after);
        QFETCH(QString, gone);
        if (m_place->sourceServer().major() < 15)
            QSKIP("from PostgreSQL 15 on");
        m_place->source(tables);
        m_place->target(std::string(tables));
        m_place->source("INSERT INTO t SELECT g, g, -g FROM generate_series(1, 9) g; ALTER PUBLICATION p ADD TABLE " + before.toStdString());
        QVERIFY(runs(""));
        m_place->source("BEGIN; ALTER PUBLICATION p DROP TABLE t; ALTER PUBLICATION p ADD TABLE " + after.toStdString()
                        + "; COMMIT; UPDATE t SET a = 100, b = -100 WHERE id = 5");
        QVERIFY(stopped("t"));
        const auto again = copyAgain("public.t");
        QVERIFY2(again.exitCode == 0, again.output.c_str());
        m_place->source("UPDATE t SET a = 101, b = -101 WHERE id = 6");
        verifySame({{"public.t", {}, {"id", gone == QStringLiteral("a") ? "b" : "a"}}, {"public.things"}});
        QCOMPARE(m_place->target("SELECT count(*) FROM t WHERE " + gone.toStdString() + " IS NOT NULL"), "0");
        QVERIFY2(m_run->output().find("was dropped") == std::string::npos, m_run->output().c_str());
    }

    /// The last rows have servers of their own.
    void differ_data()
    {
        QTest::addColumn<QString>("before"); // q, beside p, which has the tables of the place
        QTest::addColumn<QString>("away");
        QTest::addColumn<QString>("back");
        QTest::addColumn<bool>("unseen"); // altered back before anybody looks
        QTest::addColumn<QString>("stops");
        QTest::addColumn<int>("major");
        const char *listed = "ALTER PUBLICATION p ADD TABLE t (id, a); CREATE PUBLICATION q FOR TABLE t (id, a), more";
        const char *away = "ALTER PUBLICATION q SET TABLE t (id, a, b), more";
        const char *back = "ALTER PUBLICATION q SET TABLE t (id, a), more";
        QTest::newRow("altered") << listed << away << back << false << "more t" << 0;
        QTest::newRow("altered and back, unseen") << listed << away << back << true << "more t" << 0;
        QTest::newRow("came and went, unseen") << "ALTER PUBLICATION p ADD TABLE t (id, a); CREATE PUBLICATION q FOR TABLE more"
                                               << "ALTER PUBLICATION q ADD TABLE t" << "ALTER PUBLICATION q DROP TABLE t" << true << "more" << 0;
        QTest::newRow("others are sent by both") << "ALTER PUBLICATION p ADD TABLE t (id, a); CREATE PUBLICATION q FOR TABLE t (id, a), more, things, notes;"
                                                    "ALTER PUBLICATION p ADD TABLE more"
                                                 << "ALTER PUBLICATION q SET TABLE t, more, things, notes"
                                                 << "ALTER PUBLICATION q SET TABLE t (id, a), more, things, notes" << false << "t" << 0;
        QTest::newRow("others are sent in part") << "ALTER PUBLICATION p ADD TABLE t (id, a); CREATE PUBLICATION q FOR TABLE t (id, a), more;"
                                                    "CREATE PUBLICATION r FOR TABLE more WITH (publish = 'insert')"
                                                 << away << back << false << "more t" << 0;
        // pgoutput takes the filters of those publications that publish the operation.
        QTest::newRow("others are sent by a filter")
            << "ALTER PUBLICATION p ADD TABLE t (id, a), more WHERE (id > 100);"
               "CREATE PUBLICATION q FOR TABLE t (id, a), more WITH (publish = 'update, delete');"
               "CREATE PUBLICATION r FOR TABLE more WITH (publish = 'insert')"
            << away << back << false << "more t" << 0;
        QTest::newRow("altered, PostgreSQL 16") << listed << away << back << false << "more t" << 16;
        QTest::newRow("altered, PostgreSQL 18") << listed << away << back << false << "more t" << 18;
        QTest::newRow("generated columns, PostgreSQL 18")
            << "ALTER TABLE t ADD g int GENERATED ALWAYS AS (a + 1) STORED; ALTER PUBLICATION p ADD TABLE t; CREATE PUBLICATION q FOR TABLE t, more"
            << "ALTER PUBLICATION q SET (publish_generated_columns = stored)" << "ALTER PUBLICATION q SET (publish_generated_columns = none)"
            << false << "more t" << 18;
    }
    void differ()
    {
        QFETCH(QString, before);
        QFETCH(QString, away);
        QFETCH(QString, back);
        QFETCH(bool, unseen);
        QFETCH(QString, stops);
        QFETCH(int, major);
        if (!servedBy(major))
            TIDEGATE_SKIP("PostgreSQL " + std::to_string(major));
        if (m_place->sourceServer().major() < 15)
            QSKIP("from PostgreSQL 15 on");
        m_place->source(tables);
        m_place->target(std::string(tables));
        m_place->source("INSERT INTO t SELECT g, g, g FROM generate_series(1, 9) g; INSERT INTO more SELECT generate_series(1, 9)");
        m_place->source(before.toStdString());
        std::vector<std::string> publications = {"--publication", "q"};
        if (before.contains(QStringLiteral("PUBLICATION r")))
            publications.insert(publications.end(), {"--publication", "r"});
        QVERIFY(runs("", publications));
        if (unseen) {
            m_run->terminate();
            QVERIFY(m_run->waitForEnd());
        }
        m_place->source(away.toStdString());
        m_place->source("UPDATE t SET a = 100 WHERE id = 5; DELETE FROM more WHERE id = 5; UPDATE things SET note = 'told' WHERE id = 5");
        if (unseen) {
            m_place->source(back.toStdString());
            m_run = m_place->run("", {}, publications);
        }
        QVERIFY2(m_run->waitFor("was left out of the stream"), m_run->output().c_str());
        m_place->source("INSERT INTO things VALUES (500, 5005, 'later')");
        QVERIFY2(m_place->stored(m_place->position()), m_run->output().c_str());
        if (!unseen) {
            QCOMPARE(m_place->target("SELECT note FROM things WHERE id = 5"), "told");
            QCOMPARE(stoppedTables(), stops.toStdString());
            const auto refused = copyAgain("public.t");
            QVERIFY2(refused.output.find("The publications p and q give different columns of the table public.t") != std::string::npos, refused.output.c_str());
            m_place->source(back.toStdString());
        }
        QVERIFY2(m_run->waitFor("with the publication q again"), m_run->output().c_str());
        QCOMPARE(stoppedTables(), stops.toStdString());
        for (const auto &table : stops.split(QLatin1Char(' '))) {
            const auto again = copyAgain("public." + table.toStdString());
            QVERIFY2(again.exitCode == 0, again.output.c_str());
        }
        m_place->source("UPDATE t SET a = 101 WHERE id = 6; INSERT INTO more VALUES (10); DELETE FROM more WHERE id = 6");
        verifySame({{"public.t", {}, {"id", "a"}}, {"public.more"}, {"public.things"}, {"public.notes"}});
    }
};

QTEST_GUILESS_MAIN(PublicationsListsTest)
#include "publications_lists_test.moc"
