// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "rules_place.h"
#include "support/skips.h"

#include <QTest>

using namespace tidegate;

/// Publications that are missing for a while, or another than they look: what was not sent meanwhile is copied again, and the stream
/// goes on.
class PublicationsMissingTest : public rules::PlaceTest
{
    Q_OBJECT

private:
    void copyAgain(const std::string &table)
    {
        const auto again = support::CliProcess::runToEnd(resync(table), {}, 60'000);
        QVERIFY2(again.exitCode == 0, again.output.c_str());
    }

    void verifySame(const std::vector<support::TablePair> &tables)
    {
        QVERIFY(m_place->settle());
        const auto same = support::rowsEqual(m_place->sourceServer(), "r", m_place->targetServer(), "r", tables);
        QVERIFY2(same, same.report.c_str());
    }

private slots:
    /// Changed for a moment, while something is written, and changed back: the stream lacks that, and nothing looks other than before.
    void changedAndBack_data()
    {
        QTest::addColumn<QString>("publication");
        QTest::addColumn<QString>("away");
        QTest::addColumn<QString>("back");
        const char *all = "ALTER PUBLICATION q SET (publish = 'insert, update, delete, truncate')";
        QTest::newRow("operations") << "TABLE s.t" << "ALTER PUBLICATION q SET (publish = 'insert')" << all;
        QTest::newRow("schema") << "TABLES IN SCHEMA s" << "ALTER TABLE s.t SET SCHEMA public" << "ALTER TABLE public.t SET SCHEMA s";
    }
    void changedAndBack()
    {
        QFETCH(QString, publication);
        QFETCH(QString, away);
        QFETCH(QString, back);
        if (m_place->sourceServer().major() < 15 && publication.contains(QStringLiteral("SCHEMA")))
            QSKIP("from PostgreSQL 15 on");
        m_place->source("CREATE SCHEMA s; CREATE TABLE s.t (id int PRIMARY KEY); INSERT INTO s.t SELECT generate_series(1, 9)");
        m_place->target("CREATE SCHEMA s; CREATE TABLE s.t (id int PRIMARY KEY)");
        m_place->source("CREATE PUBLICATION q FOR " + publication.toStdString());
        QVERIFY(runs("", {"--publication", "q"}));
        m_place->source(away.toStdString());
        m_place->source("SET search_path = s, public; DELETE FROM t WHERE id = 5");
        m_place->source(back.toStdString());
        QVERIFY2(stopped("t"), m_run->output().c_str());
        QVERIFY2(m_run->waitFor("looks as before"), m_run->output().c_str());
        copyAgain("s.t");
        m_place->source("INSERT INTO s.t VALUES (10)");
        QVERIFY(m_place->allReady());
        verifySame({{"s.t"}});
    }

    /// Before anything of a table is copied, nothing of it can be missing on the target: it is copied as it is published then, once all
    /// that is written to it later will be sent. That of a copy that goes on is dropped.
    void alteredBeforeItIsCopied_data()
    {
        QTest::addColumn<QString>("failpoint");
        QTest::addColumn<QString>("away");
        QTest::addColumn<QString>("back");
        QTest::addColumn<QString>("columns"); // of things
        const char *all = "ALTER PUBLICATION p SET (publish = 'insert, update, delete, truncate')";
        const char *inserts = "ALTER PUBLICATION p SET (publish = 'insert')";
        QTest::newRow("its owner") << "copy.taken" << "ALTER PUBLICATION p OWNER TO pg_monitor" << "" << "";
        QTest::newRow("operations, and back") << "copy.taken" << inserts << all << "";
        QTest::newRow("came and went") << "copy.taken" << "ALTER PUBLICATION p DROP TABLE notes, things"
                                       << "ALTER PUBLICATION p ADD TABLE notes, things" << "";
        QTest::newRow("other columns") << "copy.taken" << "ALTER PUBLICATION p SET TABLE things (id, u), notes, amounts, settled" << "" << "id,u";
        QTest::newRow("operations, and back, behind the snapshot") << "copy.opened" << inserts << all << "";
        QTest::newRow("came and went, behind the snapshot") << "copy.opened" << "ALTER PUBLICATION p DROP TABLE notes, things"
                                                            << "ALTER PUBLICATION p ADD TABLE notes, things" << "";
    }
    void alteredBeforeItIsCopied()
    {
        QFETCH(QString, failpoint);
        QFETCH(QString, away);
        QFETCH(QString, back);
        QFETCH(QString, columns);
        if (m_place->sourceServer().major() < 15)
            QSKIP("from PostgreSQL 15 on");
        const rules::Gate gate(failpoint.toStdString());
        m_run = m_place->run("", {gate.settingForAll()});
        QVERIFY(gate.arrived());
        m_place->source(away.toStdString() + "; DELETE FROM notes WHERE a = 5; UPDATE things SET u = -6 WHERE id = 6;"
                                             "INSERT INTO notes VALUES (101, 'away');" + back.toStdString());
        QVERIFY2(m_run->waitFor("published otherwise before they were copied"), m_run->output().c_str());
        m_place->source("DELETE FROM notes WHERE a = 7; UPDATE things SET u = -8 WHERE id = 8");
        gate.open();
        QVERIFY2(m_place->allReady(), m_run->output().c_str());
        QCOMPARE(m_place->target("SELECT count(*) FROM _tidegate.subscription_rel WHERE stopped"), "0");
        m_place->source("DELETE FROM notes WHERE a = 9; UPDATE things SET u = -10 WHERE id = 10");
        verifySame({{"public.things", {}, columns.isEmpty() ? std::vector<std::string>() : std::vector<std::string>{"id", "u"}},
                    {"public.notes"}, {"public.amounts"}, {"public.settled"}});
        // A look that comes later finds nothing else.
        const auto seen = m_place->target("SELECT max(updated_at) FROM _tidegate.heartbeat");
        QVERIFY(m_place->targetBecomes("SELECT max(updated_at) > timestamptz '" + seen + "' + interval '6 s' FROM _tidegate.heartbeat", "t"));
        QCOMPARE(m_place->target("SELECT count(*) FROM _tidegate.subscription_rel WHERE stopped"), "0");
    }

    /// So with key ranges of which one was claimed, and none is copied; and once more while they wait for their barriers.
    void alteredBeforeARangeIsCopied()
    {
        if (m_place->sourceServer().major() < 15)
            QSKIP("from PostgreSQL 15 on");
        const std::string made = "CREATE TABLE wide (id bigint PRIMARY KEY, n int, body text)";
        m_place->source(made);
        m_place->target(made);
        m_place->source("INSERT INTO wide SELECT g, g, md5(g::text) FROM generate_series(1, 1000) g");
        m_place->source("ANALYZE wide; ALTER PUBLICATION p ADD TABLE wide");
        const rules::Gate gate("copy.opened");
        m_run = m_place->run("", {gate.settingForAll(), "plan.small-bytes=0", "plan.sliced-bytes=0"}, {"--table-sync-workers", "8"});
        QVERIFY(gate.arrived());
        const std::string ofWide = " FROM _tidegate.subscription_rel WHERE tablename = 'wide'";
        QVERIFY(m_place->targetBecomes("SELECT state = 'd' AND unit IS NULL" + ofWide, "t"));
        const auto terms = m_place->target("SELECT publication_terms" + ofWide);
        m_place->source("ALTER PUBLICATION p SET (publish = 'insert')");
        m_place->source("DELETE FROM wide WHERE n = 5");
        m_place->source("ALTER PUBLICATION p SET (publish = 'insert, update, delete, truncate')");
        QVERIFY2(m_place->targetBecomes("SELECT stopped OR publication_terms <> '" + terms + "'" + ofWide, "t"), m_run->output().c_str());
        const auto noted = m_place->target("SELECT publication_terms" + ofWide);
        m_place->source("ALTER PUBLICATION p OWNER TO pg_monitor; DELETE FROM wide WHERE n = 6");
        QVERIFY2(m_place->targetBecomes("SELECT stopped OR publication_terms <> '" + noted + "'" + ofWide, "t"), m_run->output().c_str());
        gate.open();
        QVERIFY2(m_place->targetBecomes("SELECT state = 'r' AND NOT stopped" + ofWide, "t"), m_run->output().c_str());
        QVERIFY(m_place->allReady());
        m_place->source("DELETE FROM wide WHERE n = 7; UPDATE wide SET n = -8 WHERE n = 8");
        verifySame({{"public.wide"}, {"public.things"}, {"public.notes"}});
    }

    /// As they are published by then, a start would not take them.
    void alteredAndRefused()
    {
        if (m_place->sourceServer().major() < 15)
            QSKIP("from PostgreSQL 15 on");
        m_place->source("CREATE PUBLICATION q FOR TABLE late");
        const rules::Gate gate("copy.taken");
        m_run = m_place->run("", {gate.settingForAll()}, {"--publication", "q"});
        QVERIFY(gate.arrived());
        m_place->source("ALTER PUBLICATION q ADD TABLE things (id)");
        QVERIFY2(stopped("things"), m_run->output().c_str());
        const auto why = m_place->target("SELECT last_error FROM _tidegate.subscription_rel WHERE tablename = 'things'");
        QVERIFY2(why.find("The publications p and q give different columns of the table public.things") != std::string::npos, why.c_str());
        m_place->source("UPDATE notes SET b = 'told' WHERE a = 5");
        gate.open();
        m_place->source("ALTER PUBLICATION q DROP TABLE things");
        copyAgain("public.things");
        QVERIFY(m_place->allReady());
        m_place->source("UPDATE things SET u = -8 WHERE id = 8");
        verifySame({{"public.things"}, {"public.notes"}, {"public.late"}});
    }

    /// Made after what the stream has brought last, and asked for then: what comes before it in the stream is not of it. The stream
    /// passes that without it; a table of it that was copied before that was known has to be copied again.
    void addedAheadOfTheStream()
    {
        QVERIFY(runs(""));
        m_run->terminate();
        QVERIFY(m_run->waitForEnd());
        m_place->source("INSERT INTO notes VALUES (101, 'before')");
        m_place->source("INSERT INTO late VALUES (11, 'before')");
        m_place->source("CREATE PUBLICATION q FOR TABLE late");
        m_run = m_place->run("", {}, {"--publication", "q"});
        QVERIFY2(m_run->waitFor("added: public.late"), m_run->output().c_str());
        QVERIFY(m_place->allReady());
        QVERIFY(m_place->stored(m_place->position()));
        if (m_place->target("SELECT stopped FROM _tidegate.subscription_rel WHERE tablename = 'late'") == "t")
            copyAgain("public.late");
        m_place->source("INSERT INTO late VALUES (12, 'after'); INSERT INTO notes VALUES (102, 'after')");
        QVERIFY(m_place->targetBecomes("SELECT count(*) FROM _tidegate.subscription_rel WHERE state = 'r' AND NOT stopped", "5"));
        verifySame({{"public.late"}, {"public.notes"}, {"public.things"}});
    }

    /// Dropped, and made anew only after a run has begun again, while a transaction is open that wrote before that.
    void missingWhenARunBegins()
    {
        QVERIFY(runs(""));
        m_place->source("DROP PUBLICATION p");
        m_place->source("UPDATE notes SET b = 'untold' WHERE a = 5");
        const std::vector<std::string> tables = {"settled", "notes", "things", "amounts"};
        for (const auto &table : tables)
            QVERIFY2(stopped(table), m_run->output().c_str());
        m_run->terminate();
        QVERIFY(m_run->waitForEnd());
        auto open = m_place->sourceSession();
        open.exec("BEGIN; UPDATE notes SET b = 'open' WHERE a = 6");
        const bool fails = m_place->sourceServer().major() < 18;
        m_run = m_place->run("", {});
        if (fails)
            QVERIFY2(m_run->waitFor("There is no publication p"), m_run->output().c_str());
        m_place->source("CREATE PUBLICATION p FOR TABLE things, notes, amounts, settled");
        if (fails)
            QVERIFY2(m_run->waitFor("waiting for transactions on the source"), m_run->output().c_str());
        open.exec("COMMIT");
        QVERIFY2(m_place->stored(m_place->position()), m_run->output().c_str());
        for (const auto &table : tables)
            copyAgain("public." + table);
        QVERIFY(m_place->allReady());
        verifySame({{"public.things"}, {"public.notes"}, {"public.amounts"}, {"public.settled"}});
    }

    /// Dropped, or renamed, while the stream still needs it, and back before anybody looks: what was written in between is not sent,
    /// before PostgreSQL 18 because the walsender fails there for ever. Its tables are stopped by name, those of another publication
    /// miss nothing, and the stream goes on. The last function, since its last rows have servers of their own.
    void missingWhileWritten_data()
    {
        QTest::addColumn<QString>("away");
        QTest::addColumn<QString>("back");
        QTest::addColumn<bool>("beside");
        QTest::addColumn<int>("major");
        const char *renamed = "ALTER PUBLICATION p RENAME TO elsewhere";
        const char *back = "ALTER PUBLICATION elsewhere RENAME TO p";
        QTest::newRow("dropped and made anew") << "DROP PUBLICATION p"
                                               << "CREATE PUBLICATION p FOR TABLE things, notes, amounts, settled" << false << 0;
        QTest::newRow("renamed") << renamed << back << false << 0;
        QTest::newRow("renamed, beside another") << renamed << back << true << 0;
        QTest::newRow("renamed, PostgreSQL 18") << renamed << back << false << 18;
        QTest::newRow("renamed, beside another, PostgreSQL 18") << renamed << back << true << 18;
    }
    void missingWhileWritten()
    {
        QFETCH(QString, away);
        QFETCH(QString, back);
        QFETCH(bool, beside);
        QFETCH(int, major);
        if (major != 0 && m_place->sourceServer().major() != major) {
            support::ClusterOptions source;
            source.installation = support::Installation::withMajor(major);
            if (!source.installation)
                TIDEGATE_SKIP("PostgreSQL " + std::to_string(major));
            m_place->end();
            m_place = std::make_unique<rules::Place>(source, support::ClusterOptions{});
            m_place->begin();
        }
        std::vector<std::string> tables = {"settled", "notes", "things", "amounts"};
        if (beside) {
            m_place->source("ALTER PUBLICATION p DROP TABLE things, settled; CREATE PUBLICATION r FOR TABLE things, settled");
            tables = {"notes", "amounts"};
        }
        QVERIFY(runs("", beside ? std::vector<std::string>{"--publication", "r"} : std::vector<std::string>()));
        m_place->source(away.toStdString());
        m_place->source("UPDATE notes SET b = 'untold' WHERE a = 5");
        m_place->source(back.toStdString());
        for (const auto &table : tables)
            QVERIFY2(stopped(table), m_run->output().c_str());
        m_place->source("INSERT INTO things VALUES (500, 5005, 'later')");
        QVERIFY2(m_place->stored(m_place->position()), m_run->output().c_str());
        QCOMPARE(m_place->target("SELECT count(*) FROM _tidegate.subscription_rel WHERE stopped"), beside ? "2" : "4");
        for (const auto &table : tables)
            copyAgain("public." + table);
        m_place->source("INSERT INTO notes VALUES (102, 'told')");
        QVERIFY(m_place->allReady());
        verifySame({{"public.things"}, {"public.notes"}, {"public.amounts"}, {"public.settled"}});
    }
};

QTEST_GUILESS_MAIN(PublicationsMissingTest)
#include "publications_missing_test.moc"
