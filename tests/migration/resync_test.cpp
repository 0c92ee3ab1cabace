// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "rules_place.h"

#include "base/problem.h"
#include "migration/resync.h"
#include "postgres/connection.h"

#include <QElapsedTimer>
#include <QTest>

using namespace tidegate;

/// Tables that go into another target while they are followed, and the table map that says so.
class ResyncTest : public rules::PlaceTest
{
    Q_OBJECT

private:
    static std::string map(const std::string &from, const std::string &to)
    {
        const std::string schema = "{\"schema\":\"public\",\"table\":\"";
        return "{\"source\":" + schema + from + "\"},\"target\":" + schema + to + "\"}}";
    }
    support::CommandResult command(const std::string &verb, const std::vector<std::string> &more = {}) const
    {
        auto arguments = m_place->arguments(verb);
        if (verb == "status")
            arguments.erase(arguments.begin() + 3, arguments.begin() + 5);
        arguments.insert(arguments.end(), more.begin(), more.end());
        return support::CliProcess::runToEnd(arguments, {}, 60'000);
    }
    support::CommandResult copiesAgain(const std::string &table, const std::vector<std::string> &more = {}) const
    {
        auto arguments = resync(table);
        arguments.insert(arguments.end(), more.begin(), more.end());
        return support::CliProcess::runToEnd(arguments, {}, 60'000);
    }
    std::string followed(const std::string &table) const
    {
        return m_place->target("SELECT target_table FROM _tidegate.subscription_rel WHERE tablename = '" + table + "'");
    }
    std::string maps() const { return m_place->target("SELECT array_to_string(table_map, ' ') FROM _tidegate.slot"); }
    bool isSame(const std::vector<support::TablePair> &tables)
    {
        if (!m_place->settle())
            return false;
        const auto same = support::rowsEqual(m_place->sourceServer(), "r", m_place->targetServer(), "r", tables);
        if (!same)
            qWarning("%s", same.report.c_str());
        return bool(same);
    }

private slots:
    /// The engine is killed around the moment at which the table goes into another target: journal and map say the same, of this
    /// table alone whatever pattern was given, and a later run goes by them.
    void killed_data()
    {
        QTest::addColumn<QString>("failpoint");
        QTest::addColumn<QString>("goesInto");
        QTest::newRow("before it has gone there") << "resync.written" << "notes";
        QTest::newRow("when it has") << "resync.committed" << "elsewhere";
    }
    void killed()
    {
        QFETCH(QString, failpoint);
        QFETCH(QString, goesInto);
        const auto into = goesInto.toStdString();
        m_place->target("CREATE TABLE elsewhere (LIKE notes)");
        m_run = m_place->run("", {failpoint.toStdString() + "=!kill"});
        QVERIFY(m_run->waitFor("slot") && m_place->allReady());
        auto arguments = resync("public.notes");
        arguments.insert(arguments.end(), {"--table-map", map("not.*", "elsewhere")});
        const support::CliProcess asks(arguments); // and waits for an answer that does not come
        QVERIFY(m_run->waitForEnd());
        QCOMPARE(followed("notes"), into);
        QCOMPARE(maps(), into == "notes" ? std::string() : map("notes", "elsewhere"));
        m_place->source("INSERT INTO notes VALUES (101, 'nobody runs it')");
        m_run = m_place->run("", {});
        QVERIFY(m_run->waitFor("resumed") && m_place->allReady());
        const auto again = copiesAgain("public.notes");
        QVERIFY2(again.exitCode == 0, again.output.c_str());
        QVERIFY(m_place->allReady());
        QCOMPARE(followed("notes"), into);
        m_place->source("INSERT INTO notes VALUES (102, 'copied again')");
        QVERIFY(isSame({{"public.notes", "public." + into}}));
    }

    /// Renamed on either side, while a run sees it or not: the table map finds the same tables, and sends none that has an old name.
    void renamed_data()
    {
        QTest::addColumn<bool>("running");
        QTest::newRow("while it runs") << true;
        QTest::newRow("while nobody runs it") << false;
    }
    void renamed()
    {
        QFETCH(bool, running);
        m_place->target("CREATE TABLE elsewhere (LIKE notes); CREATE TABLE there (LIKE amounts)");
        QVERIFY(runs("", {"--table-map", map("notes", "elsewhere"), "--table-map", map("am.*", "there")}));
        if (!running) {
            m_run->terminate();
            QVERIFY(m_run->waitForEnd());
        }
        m_place->source("ALTER TABLE notes RENAME TO memos; ALTER TABLE amounts RENAME TO sums; INSERT INTO memos VALUES (101, 'by its new name')");
        m_place->target("ALTER TABLE elsewhere RENAME TO here");
        if (!running) {
            m_run = m_place->run("", {});
            QVERIFY(m_run->waitFor("resumed"));
        }
        m_place->source("INSERT INTO memos VALUES (102, 'and this'); INSERT INTO sums VALUES (7); INSERT INTO things VALUES (500, 5005, 'new')");
        QVERIFY(isSame({{"public.memos", "public.here"}, {"public.sums", "public.there"}, {"public.things"}}));
        QCOMPARE(followed("memos"), "here");
        QCOMPARE(followed("sums"), "there");
        QCOMPARE(maps(), map("memos", "here") + ' ' + map("sums", "there") + ' ' + map("am.*", "there"));
        m_place->source("CREATE TABLE notes (a int, b text); ALTER TABLE notes REPLICA IDENTITY FULL; INSERT INTO notes VALUES (1, 'another');"
                        "ALTER PUBLICATION p ADD TABLE notes");
        const auto added = command("refresh-publication");
        QVERIFY2(added.exitCode == 0, added.output.c_str());
        for (const char *table : {"memos", "sums"}) {
            const auto again = copiesAgain("public." + std::string(table));
            QVERIFY2(again.exitCode == 0, again.output.c_str());
        }
        QVERIFY(m_place->allReady());
        m_place->source("INSERT INTO memos VALUES (103, 'copied again')");
        QVERIFY(isSame({{"public.memos", "public.here"}, {"public.sums", "public.there"}, {"public.notes"}}));
    }

    /// One that joins under the former name of another goes where that name goes now, and not where the other one goes on.
    void formerNameTaken()
    {
        m_place->target("CREATE TABLE one (LIKE notes)");
        QVERIFY(runs("", {"--table-map", map("notes", "one")}));
        m_place->source("ALTER TABLE notes RENAME TO memos; CREATE TABLE notes (a int, b text); ALTER TABLE notes REPLICA IDENTITY FULL;"
                        "INSERT INTO notes VALUES (1, 'another'); ALTER PUBLICATION p ADD TABLE notes");
        const auto added = command("refresh-publication");
        QVERIFY2(added.exitCode == 0, added.output.c_str());
        QCOMPARE(followed("notes"), "notes");
        QCOMPARE(followed("memos"), "one");
        QVERIFY(m_place->allReady());
        m_place->source("INSERT INTO memos VALUES (101, 'new'); UPDATE notes SET b = 'changed'");
        QVERIFY(isSame({{"public.memos", "public.one"}, {"public.notes"}}));
    }

    /// Where a table's target still has the name by which another joins, or has got it, nobody said that both are to go there.
    void formerNameStillOnTheTarget_data()
    {
        QTest::addColumn<QString>("map");
        QTest::addColumn<QString>("onSource");
        QTest::addColumn<QString>("onTarget");
        QTest::addColumn<QString>("said");
        QTest::addColumn<QString>("mend");
        QTest::addColumn<QString>("pairs"); ///< in the end
        QTest::newRow("renamed on the source") << "" << "ALTER TABLE s.a RENAME TO b; CREATE TABLE s.a" << "" << "s.b still goes into s.a"
                                               << "ALTER TABLE s.a RENAME TO b; CREATE TABLE s.a (LIKE s.b INCLUDING ALL)" << "s.b:s.b s.a:s.a";
        QTest::newRow("the same, a schema in another") << R"({"source":{"schema":"s"},"target":{"schema":"x"}})"
                                                       << "ALTER TABLE s.a RENAME TO b; CREATE TABLE s.a" << "" << "s.b still goes into x.a"
                                                       << "ALTER TABLE x.a RENAME TO b; CREATE TABLE x.a (LIKE x.b INCLUDING ALL)" << "s.b:x.b s.a:x.a";
        QTest::newRow("renamed on the target") << "" << "CREATE TABLE s.b" << "ALTER TABLE s.a RENAME TO b" << "s.a still goes into s.b"
                                               << "ALTER TABLE s.b RENAME TO a; CREATE TABLE s.b (LIKE s.a INCLUDING ALL)" << "s.a:s.a s.b:s.b";
        QTest::newRow("another schema on the source") << R"({"source":{"schema":"s"},"target":{"schema":"x"}})"
                                                      << "CREATE SCHEMA archive; ALTER TABLE s.a SET SCHEMA archive; CREATE TABLE s.a" << ""
                                                      << "archive.a still goes into x.a"
                                                      << "CREATE SCHEMA archive; ALTER TABLE x.a SET SCHEMA archive; CREATE TABLE x.a (LIKE archive.a INCLUDING ALL)"
                                                      << "archive.a:archive.a s.a:x.a";
    }
    void formerNameStillOnTheTarget()
    {
        QFETCH(QString, map);
        QFETCH(QString, onSource);
        QFETCH(QString, onTarget);
        QFETCH(QString, said);
        QFETCH(QString, mend);
        QFETCH(QString, pairs);
        const std::string columns = " (id int PRIMARY KEY, v text)";
        m_place->source("CREATE SCHEMA s; CREATE TABLE s.a" + columns + "; INSERT INTO s.a VALUES (1, 'first'); ALTER PUBLICATION p ADD TABLE s.a");
        m_place->target("CREATE SCHEMA s; CREATE SCHEMA x; CREATE TABLE s.a" + columns + "; CREATE TABLE x.a" + columns);
        QVERIFY(runs("", map.isEmpty() ? std::vector<std::string>() : std::vector<std::string>{"--table-map", map.toStdString()}));
        m_place->target(onTarget.toStdString());
        m_place->source(onSource.toStdString() + columns);
        const std::string name = onSource.endsWith(QStringLiteral("s.a")) ? "s.a" : "s.b";
        m_place->source("INSERT INTO " + name + " VALUES (2, 'of another'); ALTER PUBLICATION p ADD TABLE " + name);
        const auto refused = command("refresh-publication");
        QVERIFY(refused.exitCode != 0);
        QVERIFY2(refused.output.find(said.toStdString()) != std::string::npos, refused.output.c_str());
        m_place->target(mend.toStdString());
        const auto added = command("refresh-publication");
        QVERIFY2(added.exitCode == 0, added.output.c_str());
        QVERIFY(m_place->allReady());
        std::vector<support::TablePair> all;
        for (const auto &pair : pairs.split(QLatin1Char(' '))) {
            all.push_back({pair.section(QLatin1Char(':'), 0, 0).toStdString(), pair.section(QLatin1Char(':'), 1).toStdString()});
            m_place->source("UPDATE " + all.back().source + " SET v = 'changed'");
        }
        QVERIFY(isSame(all));
    }

    /// The same of two partitions of one table: rows of the second do not go into the first.
    void formerNameOfAPartition()
    {
        const std::string tables = "CREATE TABLE r (k int PRIMARY KEY, v text) PARTITION BY RANGE (k);"
                                   "CREATE TABLE cur PARTITION OF r FOR VALUES FROM (0) TO (100)";
        m_place->source(tables + "; INSERT INTO r VALUES (1, 'first'); ALTER PUBLICATION p ADD TABLE r");
        m_place->target(tables);
        QVERIFY(runs("", {}));
        const std::string next = "ALTER TABLE cur RENAME TO old; CREATE TABLE cur PARTITION OF r FOR VALUES FROM (100) TO (200)";
        m_place->source(next + "; INSERT INTO r VALUES (101, 'second')");
        const auto refused = command("refresh-publication");
        QVERIFY(refused.exitCode != 0);
        QVERIFY2(refused.output.find("public.old still goes into public.cur") != std::string::npos, refused.output.c_str());
        m_place->target(next);
        const auto added = command("refresh-publication");
        QVERIFY2(added.exitCode == 0, added.output.c_str());
        QVERIFY(m_place->allReady());
        m_place->source("UPDATE r SET v = 'changed'");
        QVERIFY(isSame({{"public.old"}, {"public.cur"}}));
    }

    /// Two that exchange their names exchange no targets.
    void exchanged()
    {
        m_place->target("CREATE TABLE one (LIKE notes); CREATE TABLE two (LIKE late)");
        m_place->source("ALTER PUBLICATION p ADD TABLE late");
        QVERIFY(runs("", {"--table-map", map("notes", "one"), "--table-map", map("late", "two")}));
        m_place->source("BEGIN; ALTER TABLE notes RENAME TO x; ALTER TABLE late RENAME TO notes; ALTER TABLE x RENAME TO late; COMMIT;"
                        "INSERT INTO late VALUES (101, 'was notes'); INSERT INTO notes VALUES (11, 'was late')");
        QVERIFY(isSame({{"public.late", "public.one"}, {"public.notes", "public.two"}}));
        QCOMPARE(maps(), map("late", "one") + ' ' + map("notes", "two"));
        const auto again = copiesAgain("public.late");
        QVERIFY2(again.exitCode == 0, again.output.c_str());
        QVERIFY(m_place->allReady());
        QVERIFY(isSame({{"public.late", "public.one"}, {"public.notes", "public.two"}}));
    }

    /// Below a root that is mapped, partitions go where it goes; also those of later, once the target's has another name.
    void rootRenamedOnTheTarget()
    {
        m_place->source("CREATE TABLE m (k int, v text) PARTITION BY LIST (k); CREATE TABLE m_1 PARTITION OF m FOR VALUES IN (1);"
                        "INSERT INTO m SELECT 1, 'old' FROM generate_series(1, 20) g; CREATE PUBLICATION q FOR TABLE m WITH (publish = 'insert')");
        m_place->target("CREATE TABLE moved (k int, v text)");
        QVERIFY(runs("", {"--publication", "q", "--table-map", map("m", "moved")}));
        m_place->target("ALTER TABLE moved RENAME TO again");
        m_place->source("INSERT INTO m VALUES (1, 'new')");
        QVERIFY(isSame({{"public.m", "public.again"}}));
        QCOMPARE(maps(), map("m", "again"));
        m_place->source("CREATE TABLE m_2 PARTITION OF m FOR VALUES IN (2); INSERT INTO m VALUES (2, 'of another')");
        const auto added = command("refresh-publication");
        QVERIFY2(added.exitCode == 0, added.output.c_str());
        QVERIFY(m_place->allReady());
        QVERIFY(isSame({{"public.m", "public.again"}}));
    }

    /// Another table map at a restart is for tables that join: whoever is followed goes on, that is told, and stays in the map.
    void restartedWithAnotherMap()
    {
        m_place->target("CREATE TABLE elsewhere (LIKE notes); CREATE TABLE \"Late ones\" (LIKE late)");
        QVERIFY(runs(""));
        const auto moved = copiesAgain("public.notes", {"--table-map", map("notes", "elsewhere")});
        QVERIFY2(moved.exitCode == 0, moved.output.c_str());
        QVERIFY(m_place->allReady());
        m_run->terminate();
        QVERIFY(m_run->waitForEnd());
        m_place->source("ALTER PUBLICATION p ADD TABLE late");
        m_run = m_place->run("", {}, {"--table-map", map("notes", "notes"), "--table-map", map("late", "Late ones")});
        QVERIFY2(m_run->waitFor("still going public.notes into public.elsewhere"), m_run->output().c_str());
        QVERIFY(m_place->targetBecomes("SELECT max(target_table) FROM _tidegate.subscription_rel WHERE tablename = 'late'", "Late ones"));
        QVERIFY(m_place->allReady());
        QCOMPARE(maps(), map("notes", "elsewhere") + ' ' + map("late", "Late ones"));
        const auto again = copiesAgain("public.notes");
        QVERIFY2(again.exitCode == 0, again.output.c_str());
        QVERIFY(m_place->allReady());
        m_place->source("INSERT INTO notes VALUES (101, 'elsewhere')");
        QVERIFY(isSame({{"public.notes", "public.elsewhere"}, {"public.late", "public.\"Late ones\""}}));
    }

    /// A map for what joins takes nothing away from what moved.
    void refreshedWithAnotherMap()
    {
        m_place->target("CREATE TABLE elsewhere (LIKE notes); CREATE TABLE other (LIKE late)");
        QVERIFY(runs(""));
        QCOMPARE(copiesAgain("public.notes", {"--table-map", map("notes", "elsewhere")}).exitCode, 0);
        m_place->source("ALTER PUBLICATION p ADD TABLE late");
        const auto added = command("refresh-publication", {"--table-map", map("late", "other")});
        QVERIFY2(added.exitCode == 0, added.output.c_str());
        QCOMPARE(maps(), map("notes", "elsewhere") + ' ' + map("late", "other"));
        QVERIFY(m_place->allReady());
        QVERIFY(isSame({{"public.notes", "public.elsewhere"}, {"public.late", "public.other"}}));
    }

    /// Linear in tables, and without a look at the target where that is not asked for.
    void manyTables()
    {
        constexpr std::uint32_t count = 20'000;
        std::vector<journal::RelationRow> rows;
        std::vector<preflight::TablePair> published;
        migration::ResyncOf wanted;
        for (std::uint32_t i = 1; i <= count; ++i) {
            journal::RelationRow row;
            row.oid = i;
            row.source = row.target = {"public", "t" + std::to_string(i)};
            preflight::TablePair pair;
            pair.source.name = pair.targetName = row.source;
            pair.source.oid = i % 2 ? i : i + count; // half of them were created again
            pair.target = pair.source;
            wanted.names.push_back(row.source.display());
            rows.push_back(std::move(row));
            published.push_back(std::move(pair));
        }
        postgres::Connection target(postgres::ConnectionParameters::parse(m_place->targetServer().conninfo("r")), {"target", "test"}, {});
        QElapsedTimer timer;
        timer.start();
        const auto group = migration::resyncGroup(wanted, rows, published, target);
        QCOMPARE(group.size(), std::size_t(count));
        QVERIFY2(timer.elapsed() < 2'000, qPrintable(QString::number(timer.elapsed())));
        wanted.names.emplace_back("public.absent");
        try {
            migration::resyncGroup(wanted, rows, published, target);
            QFAIL("a table that is not followed");
        } catch (const ProblemError &error) {
            QCOMPARE(error.problem().code, Code::TableNotFollowed);
            QCOMPARE(error.problem().arguments.front(), "public.absent");
        }
    }

    /// What status says of a table is how it is now: its ranges wait when none of them is copied or being copied.
    void rangesThatWait()
    {
        const std::string made = "CREATE TABLE wide (id bigint PRIMARY KEY, body text)";
        m_place->target(made);
        m_place->source(made + "; INSERT INTO wide SELECT g, repeat(md5(g::text), 10) FROM generate_series(1, 1000) g");
        m_place->source("ANALYZE wide; CREATE PUBLICATION q FOR TABLE wide");
        const rules::Gate gate("copy.claimed");
        m_run = m_place->run("", {"plan.small-bytes=0", "plan.sliced-bytes=0", gate.settingForAll()}, {"--publication", "q"});
        QVERIFY(gate.arrived());
        const auto line = [this] {
            const auto status = command("status").output;
            const auto at = status.find("public.wide");
            const auto begin = status.rfind('\n', at) + 1;
            return status.substr(begin, at - begin);
        };
        QVERIFY(m_place->targetBecomes("SELECT count(*) > 0 FROM _tidegate.copy_unit WHERE kind = 'range' AND state = 'd'", "t"));
        QVERIFY2(line().find("d copying") == 0, line().c_str());
        m_run->terminate();
        QVERIFY(m_run->waitForEnd());
        QCOMPARE(m_place->target("SELECT count(*) FROM _tidegate.copy_unit WHERE kind = 'range' AND state <> 'i'"), "0");
        QVERIFY2(line().find("i waiting") == 0, line().c_str());
    }

    /// What stood in the way of an earlier attempt, or of an engine that is gone, is not in the way now.
    void errorsOfBefore()
    {
        m_place->target("ALTER TABLE notes ADD CONSTRAINT refuses CHECK (false)");
        m_run = m_place->run("", {"migration.retry-ms=500"});
        QVERIFY(m_run->waitFor("slot"));
        QVERIFY(m_place->targetBecomes("SELECT count(*) > 0 FROM _tidegate.subscription_rel WHERE last_error LIKE '%refuses%'", "t"));
        auto holds = m_place->targetSession();
        holds.exec("BEGIN; LOCK TABLE notes; ALTER TABLE notes DROP CONSTRAINT refuses");
        QVERIFY(m_place->targetBecomes("SELECT state = 'd' AND last_error IS NULL FROM _tidegate.subscription_rel WHERE tablename = 'notes'", "t"));
        holds.exec("COMMIT");
        QVERIFY(m_place->allReady());
        m_run->suspend();
        m_place->target("UPDATE _tidegate.heartbeat SET last_error = 'of another time', updated_at = now() - interval '1 day'");
        const auto status = command("status");
        m_run->resume();
        QVERIFY2(status.output.find("live on") != std::string::npos && status.output.find("of another time") == std::string::npos, status.output.c_str());
    }

    /// A table at which the stream waited has been copied again: nobody is told to mend it any more.
    void mendedByResync()
    {
        const std::string made = "CREATE TABLE t (id int PRIMARY KEY, a int)";
        m_place->target(made);
        m_place->source(made + "; CREATE PUBLICATION q FOR TABLE t");
        QVERIFY(runs("", {"--publication", "q"}));
        m_place->source("ALTER TABLE t ALTER a TYPE int USING a + 1; ALTER TABLE t ADD b float8 DEFAULT random(); INSERT INTO t VALUES (1, 1)");
        QVERIFY2(m_run->waitFor("has changed on the source"), m_run->output().c_str());
        QVERIFY(m_run->output().find("SELECT 'nothing to change'") == std::string::npos);
        m_place->target("ALTER TABLE t ADD b float8");
        const auto again = copiesAgain("public.t");
        QVERIFY2(again.exitCode == 0, again.output.c_str());
        QVERIFY(m_place->allReady());
        // The heartbeat's comes with the next one.
        QVERIFY(m_place->targetBecomes("SELECT coalesce(last_error, '') = '' FROM _tidegate.heartbeat", "t"));
        const auto status = command("status");
        QVERIFY2(status.output.find("has changed on the source") == std::string::npos, status.output.c_str());
        QVERIFY(isSame({{"public.t"}}));
    }
};

QTEST_GUILESS_MAIN(ResyncTest)
#include "resync_test.moc"
