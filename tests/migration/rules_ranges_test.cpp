// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "rules_place.h"

#include "units/key_ranges.h"

#include <QTest>

#include <algorithm>

using namespace tidegate;

/// Rules 8, 9 and 15: a table that is copied in ranges of its key. Sizes are those of a test: what decides is whether the
/// statistics are there and which column they speak of.
class RulesRangesTest : public rules::PlaceTest
{
    Q_OBJECT

private:
    /// `wide` on both sides, published: a key of that type by which the rows lie on the disk, a value out of line.
    void makeWide(const std::string &type = "bigint", const std::string &key = "g", const std::string &more = {})
    {
        const auto made = "CREATE TABLE wide (id " + type + " PRIMARY KEY, n int, body text)" + more
            + "; ALTER TABLE wide ALTER body SET STORAGE EXTERNAL";
        m_place->source(made);
        m_place->target(made);
        m_place->source("INSERT INTO wide SELECT " + key + ", g, repeat(md5(g::text), 100) FROM generate_series(1, 1000) g");
        m_place->source("ANALYZE wide; ALTER PUBLICATION p ADD TABLE wide");
    }
    void run(std::vector<std::string> failpoints = {}, const std::vector<std::string> &more = {}, const std::string &rulesOff = {})
    {
        failpoints.insert(failpoints.end(), {"plan.small-bytes=0", "plan.sliced-bytes=0"});
        m_run = m_place->run(rulesOff, failpoints, more);
        m_run->waitFor("slot");
    }
    /// One copier stands at the gate "copy.committed": the first range is there, the others wait.
    bool firstRangeCopied(const rules::Gate &gate, const std::string &rulesOff = {})
    {
        run({gate.setting()}, {"--table-sync-workers", "1"}, rulesOff);
        return gate.arrived();
    }
    std::string ranges() const { return m_place->target("SELECT count(*) FROM _tidegate.copy_range"); }
    bool sameWide() const
    {
        const std::string rows = "SELECT count(*), md5(string_agg(md5(w::text), '' ORDER BY md5(w::text))) FROM wide w";
        return m_place->source(rows) == m_place->target(rows);
    }
    void verifyWide()
    {
        verifySame();
        QVERIFY(sameWide());
        QCOMPARE(m_place->target("SELECT count(*) FROM _tidegate.subscription_rel WHERE state <> 'r'"), std::string("0"));
    }

private slots:
    /// As the server orders them, whatever its time zone.
    void orderIsTheServers_data()
    {
        QTest::addColumn<QString>("type");
        QTest::addColumn<QString>("values");
        QTest::newRow("smallint") << "smallint" << "-32768,-1,0,1,32767";
        QTest::newRow("integer") << "integer" << "-2147483648,-10,-9,0,9,10,2147483647";
        QTest::newRow("bigint") << "bigint" << "-9223372036854775808,-1,0,5,9223372036854775807";
        QTest::newRow("uuid") << "uuid"
                              << "00000000-0000-0000-0000-000000000000,0fffffff-0000-0000-0000-000000000000,"
                                 "A0000000-0000-0000-0000-000000000000,ffffffff-ffff-ffff-ffff-ffffffffffff";
        QTest::newRow("date") << "date" << "-infinity,4713-01-01 BC,0001-12-31 BC,0001-01-01,1999-02-28,2000-02-29,2026-11-26,"
                                           "12345-01-01,294247-01-11,5874897-12-31,infinity";
        for (const char *type : {"timestamp without time zone", "timestamp with time zone"})
            QTest::newRow(type) << type
                                << "-infinity,4713-01-01 00:00:00 BC,0001-01-01 00:00:00,1800-01-01 12:00:00.000001,"
                                   "1970-01-01 00:00:00,2026-11-26 20:00:00,2026-11-26 20:00:00.05,2026-11-26 20:00:00.5,"
                                   "2026-11-27 00:00:00,12345-01-01 00:00:00,294247-01-01 04:00:54.775807,"
                                   "294276-12-30 23:59:59.999999,infinity";
        QTest::newRow("bytea") << "bytea" << "\\x,\\x00,\\x00ff,\\x01,\\x7f,\\x80,\\xff";
        QTest::newRow("text") << "text" << QString::fromUtf8(",A,Z,a,aa,ab,b,ä,é,€,😀");
    }
    void orderIsTheServers()
    {
        QFETCH(QString, type);
        QFETCH(QString, values);
        const auto name = type.toStdString();
        for (const char *zone : {"UTC", "Asia/Kolkata", "America/New_York"}) {
            auto session = m_place->sourceSession();
            session.exec("SET timezone = '" + std::string(zone) + "'");
            const auto rows = session.exec("SELECT v::text AS words FROM (SELECT unnest(string_to_array('" + values.toStdString() + "', ','))::"
                                           + name + " AS v) t ORDER BY v" + (name == "text" ? " COLLATE \"C\"" : "") + ", random()");
            QVERIFY(rows.size() >= 4);
            for (std::size_t i = 1; i < rows.size(); ++i) {
                const auto order = units::compareKeys(name, *rows[i - 1][0], *rows[i][0]);
                QVERIFY2(order < 0, (*rows[i - 1][0] + " and " + *rows[i][0]).c_str());
                QVERIFY(units::compareKeys(name, *rows[i][0], *rows[i - 1][0]) > 0);
                QVERIFY(units::compareKeys(name, *rows[i][0], *rows[i][0]) == 0);
            }
        }
    }

    void everyKeyType_data()
    {
        QTest::addColumn<QString>("type");
        QTest::addColumn<QString>("key");
        QTest::newRow("smallint") << "smallint" << "g";
        QTest::newRow("integer") << "int" << "g * 1000";
        QTest::newRow("bigint") << "bigint" << "g * 10000000000";
        QTest::newRow("uuid") << "uuid" << "(lpad(to_hex(g), 32, '0'))::uuid";
        QTest::newRow("date") << "date" << "date '2020-01-01' + g";
        QTest::newRow("timestamp") << "timestamp" << "timestamp '2020-01-01' + g * interval '1 hour 1 microsecond'";
        QTest::newRow("timestamptz") << "timestamptz" << "timestamptz '2020-01-01 00:00+00' + g * interval '1 hour'";
        QTest::newRow("bytea") << "bytea" << "decode(lpad(to_hex(g), 8, '0'), 'hex')";
        QTest::newRow("text") << "text COLLATE \"C\"" << "lpad(g::text, 5, '0')";
        QTest::newRow("varchar") << "varchar(20) COLLATE \"C\"" << "lpad(g::text, 5, '0')";
    }
    /// Copied, followed while it is copied, and beyond the ends that the statistics know.
    void everyKeyType()
    {
        QFETCH(QString, type);
        QFETCH(QString, key);
        makeWide(type.toStdString(), key.toStdString());
        m_place->source("ALTER DATABASE r SET timezone = 'Asia/Kolkata'");
        const rules::Gate gate("copy.rows");
        run({gate.setting()});
        QVERIFY(gate.arrived());
        auto k = key.toStdString();
        m_place->source("UPDATE wide SET n = -n WHERE n % 3 = 0; DELETE FROM wide WHERE n % 7 = 0;"
                        " INSERT INTO wide SELECT " + k + ", g, 'new' FROM generate_series(2000, 2050) g;"
                        " INSERT INTO wide SELECT " + k + ", g, 'new' FROM generate_series(0, 0) g");
        gate.open();
        QVERIFY(m_place->allReady());
        QVERIFY2(std::stoi(ranges()) >= 4, ranges().c_str());
        m_place->source("UPDATE wide SET n = n + 1; DELETE FROM wide WHERE n % 11 = 0");
        verifyWide();
        m_place->source("ALTER DATABASE r RESET timezone");
    }

    /// Rows that move between a range that is copied and one that is not, in both directions.
    void moves_data() { rules::onAndOff(); }
    void moves()
    {
        QFETCH(bool, on);
        makeWide();
        const rules::Gate gate("copy.committed");
        QVERIFY(firstRangeCopied(gate, on ? "" : "8"));
        m_place->source("UPDATE wide SET id = id + 100000 WHERE id <= 20"); // out of it, with its values out of line
        m_place->source("UPDATE wide SET id = -id, body = 'short' WHERE id BETWEEN 900 AND 920"); // into it
        m_place->source("UPDATE wide SET id = id + 200000, body = 'short' WHERE id BETWEEN 21 AND 30");
        gate.open();
        if (!on) {
            // Rows that left the copied range stay there, and those that came have been updated where they are not.
            QVERIFY(m_place->targetBecomes("SELECT count(*) FROM wide WHERE id BETWEEN 1 AND 20", "20"));
            QVERIFY(m_run->waitFor("problem"));
            return;
        }
        QVERIFY(m_place->allReady());
        QVERIFY2(std::stoi(ranges()) >= 4, ranges().c_str());
        m_place->source("UPDATE wide SET id = -id WHERE id > 990");
        verifyWide();
    }

    /// Into a copied range, with a value that the stream does not bring: the table is copied again, as a whole.
    void movesWithToast()
    {
        makeWide();
        const rules::Gate gate("copy.committed");
        QVERIFY(firstRangeCopied(gate));
        m_place->source("BEGIN; UPDATE wide SET n = 5 WHERE id = 3; UPDATE wide SET id = -id WHERE id BETWEEN 900 AND 920;"
                        " UPDATE wide SET n = 6 WHERE id = 4; INSERT INTO notes VALUES (77, 'beside it'); COMMIT");
        gate.open();
        QVERIFY(m_run->waitFor("copied again"));
        QVERIFY(m_place->targetBecomes("SELECT count(*) FROM _tidegate.copy_range", "0"));
        m_place->source("UPDATE wide SET n = n + 1 WHERE id < 500");
        QVERIFY(m_place->allReady());
        verifyWide();
    }

    /// Under another replica identity an UPDATE of the key does not say where the row was.
    void identityChanges_data()
    {
        QTest::addColumn<QString>("identity");
        QTest::addColumn<bool>("again");
        QTest::newRow("another index") << "USING INDEX wide_n" << true;
        QTest::newRow("full") << "FULL" << false;
    }
    void identityChanges()
    {
        QFETCH(QString, identity);
        QFETCH(bool, again);
        makeWide();
        m_place->source("ALTER TABLE wide ALTER n SET NOT NULL; CREATE UNIQUE INDEX wide_n ON wide (n)");
        const rules::Gate gate("copy.committed");
        QVERIFY(firstRangeCopied(gate));
        m_place->source("ALTER TABLE wide REPLICA IDENTITY " + identity.toStdString());
        m_place->source("UPDATE wide SET id = -id WHERE id BETWEEN 900 AND 920; UPDATE wide SET id = id + 5000 WHERE id BETWEEN 1 AND 20;"
                        " DELETE FROM wide WHERE id BETWEEN 30 AND 40");
        gate.open();
        if (again)
            QVERIFY(m_place->targetBecomes("SELECT count(*) FROM _tidegate.copy_range", "0"));
        QVERIFY(m_place->allReady());
        verifyWide();
    }

    /// Rule 9: of the ranges that are copied each loses its rows, and the others were read after it.
    void truncated()
    {
        makeWide();
        const rules::Gate gate("copy.committed");
        QVERIFY(firstRangeCopied(gate));
        m_place->source("TRUNCATE wide; INSERT INTO wide SELECT g, g, 'after' FROM generate_series(1, 1000, 10) g");
        gate.open();
        QVERIFY(m_place->allReady());
        verifyWide();
        m_place->source("TRUNCATE wide; INSERT INTO wide VALUES (1, 1, 'once more')");
        verifyWide();
    }

    /// What was copied before the end is not copied again.
    void killed()
    {
        makeWide();
        {
            const rules::Gate gate("copy.committed");
            QVERIFY(firstRangeCopied(gate));
            m_run->kill9();
            QVERIFY(m_run->waitForEnd());
        }
        QCOMPARE(m_place->target("SELECT count(*) FROM _tidegate.copy_unit WHERE kind = 'range' AND state IN ('f', 'r')"),
                 std::string("1"));
        m_place->source("UPDATE wide SET n = -n WHERE n % 2 = 0; DELETE FROM wide WHERE n % 5 = 0");
        run();
        QVERIFY(m_place->allReady());
        verifyWide();
        QCOMPARE(m_place->target("SELECT sum(attempts) FROM _tidegate.copy_unit WHERE kind = 'range'"), ranges());
    }

    /// It leaves, and is copied again by choice.
    void leavesAndIsCopiedAgain()
    {
        makeWide();
        run();
        QVERIFY(m_place->allReady());
        const auto again = support::CliProcess::runToEnd(resync("public.wide"), {}, 60'000);
        QVERIFY2(again.exitCode == 0, again.output.c_str());
        QVERIFY(std::stoi(ranges()) >= 4);
        QVERIFY(m_place->allReady());
        verifyWide();
        m_place->source("ALTER PUBLICATION p DROP TABLE wide");
        QCOMPARE(support::CliProcess::runToEnd(m_place->arguments("refresh-publication"), {}).exitCode, 0);
        QCOMPARE(ranges(), std::string("0"));
        QCOMPARE(m_place->target("SELECT count(*) FROM _tidegate.copy_unit WHERE kind = 'range'"), std::string("0"));
        QVERIFY(m_place->settle());
    }

    /// What the session knew of its ranges went with it. Without a key on the target nothing would refuse the rows of both.
    void comesBackInOneSession()
    {
        makeWide();
        m_place->target("ALTER TABLE wide DROP CONSTRAINT wide_pkey");
        run();
        QVERIFY(m_place->allReady());
        m_place->source("INSERT INTO wide VALUES (2000, 0, 'told')");
        QVERIFY(m_place->settle());
        m_place->source("ALTER PUBLICATION p DROP TABLE wide");
        QCOMPARE(support::CliProcess::runToEnd(m_place->arguments("refresh-publication"), {}).exitCode, 0);
        m_place->target("TRUNCATE wide");
        auto writer = m_place->sourceSession(); // the barrier of those that join waits for it
        writer.exec("BEGIN; INSERT INTO notes VALUES (1, 'for a while')");
        m_place->source("ALTER PUBLICATION p ADD TABLE wide");
        support::CliProcess refresh(m_place->arguments("refresh-publication"));
        QVERIFY(m_place->targetBecomes("SELECT count(*) > 3 FROM _tidegate.copy_range", "t"));
        m_place->source("INSERT INTO wide VALUES (2001, 0, 'once')");
        QVERIFY(m_place->received(m_place->position()));
        writer.exec("COMMIT");
        QVERIFY(refresh.waitForEnd());
        QVERIFY(m_place->allReady());
        verifyWide();
    }

    /// A partition that is published because of its root, and of which one range is copied: what is done to that outside is not
    /// sent, whatever the copies of the others find.
    void outsideBetweenTwoRanges()
    {
        const std::string made = "CREATE TABLE m (id bigint PRIMARY KEY, n int, body text) PARTITION BY RANGE (id);"
                                 "CREATE TABLE wide PARTITION OF m FOR VALUES FROM (0) TO (100000); ALTER TABLE wide ALTER body SET STORAGE EXTERNAL;";
        m_place->target(made);
        m_place->source(made + "INSERT INTO m SELECT g, g, repeat(md5(g::text), 100) FROM generate_series(1, 1000) g;"
                               "ANALYZE wide; ALTER PUBLICATION p ADD TABLE m");
        const rules::Gate gate("copy.committed");
        QVERIFY(firstRangeCopied(gate));
        QVERIFY(std::stoi(ranges()) >= 4);
        m_place->source("BEGIN; ALTER TABLE m DETACH PARTITION wide; UPDATE wide SET n = -1; ALTER TABLE m ATTACH PARTITION wide"
                        " FOR VALUES FROM (0) TO (100000); COMMIT");
        gate.open();
        QVERIFY(stopped("wide"));
        const auto again = support::CliProcess::runToEnd(resync("public.wide"), {}, 60'000);
        QVERIFY2(again.exitCode == 0, again.output.c_str());
        QVERIFY(m_place->allReady());
        verifyWide();
    }

    /// Ranges were divided by an order that the column has no longer.
    void sortedOtherwise()
    {
        makeWide("text COLLATE \"C\"", "CASE WHEN g % 2 = 0 THEN 'a' ELSE 'B' END || to_char(g, 'FM00000000')");
        m_place->source("CREATE TEMP TABLE w AS SELECT * FROM wide; TRUNCATE wide; INSERT INTO wide SELECT * FROM w ORDER BY id; ANALYZE wide");
        const rules::Gate gate("copy.committed");
        QVERIFY(firstRangeCopied(gate));
        QVERIFY(std::stoi(ranges()) >= 4);
        m_place->source("ALTER TABLE wide ALTER id TYPE text COLLATE \"en-x-icu\"");
        gate.open();
        QVERIFY2(m_run->waitFor("is sorted otherwise now"), m_run->output().c_str());
        const auto again = support::CliProcess::runToEnd(resync("public.wide"), {}, 60'000);
        QVERIFY2(again.exitCode == 0, again.output.c_str());
        QVERIFY(m_place->allReady());
        verifyWide();
    }

    /// Not where rows could not be told apart, or where each range would read the whole table.
    void notInRanges_data()
    {
        QTest::addColumn<QString>("source");
        QTest::addColumn<QString>("target");
        QTest::newRow("nobody has analyzed it") << "DELETE FROM pg_statistic WHERE starelid = 'wide'::regclass" << "";
        QTest::newRow("another unique constraint") << "" << "ALTER TABLE wide ADD UNIQUE (n)";
        QTest::newRow("rows lie in another order")
            << "CREATE TEMP TABLE w AS SELECT * FROM wide; TRUNCATE wide; INSERT INTO wide SELECT * FROM w ORDER BY md5(id::text); ANALYZE wide"
            << "";
        QTest::newRow("another type on the target") << "" << "ALTER TABLE wide ALTER id TYPE numeric";
        QTest::newRow("updates are not told") << "ALTER PUBLICATION p SET (publish = 'insert')" << "";
        QTest::newRow("identity full") << "ALTER TABLE wide REPLICA IDENTITY FULL" << "";
    }
    void notInRanges()
    {
        QFETCH(QString, source);
        QFETCH(QString, target);
        makeWide();
        if (!source.isEmpty())
            m_place->source(source.toStdString());
        if (!target.isEmpty())
            m_place->target(target.toStdString());
        run();
        QVERIFY(m_place->allReady());
        QCOMPARE(ranges(), std::string("0"));
        verifySame();
        QCOMPARE(m_place->source("SELECT count(*), sum(n) FROM wide"), m_place->target("SELECT count(*), sum(n) FROM wide"));
    }
};

QTEST_GUILESS_MAIN(RulesRangesTest)
#include "rules_ranges_test.moc"
