// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "rules_place.h"

#include <QRegularExpression>
#include <QTest>

using namespace tidegate;

/// A poison change: one that the target refuses (FAULTS.md). It is named by transaction, position and row; what the
/// source committed before it is on the target and what came after is not; once it is mended, all goes on by itself.
class FaultsChangesTest : public rules::PlaceTest
{
    Q_OBJECT

private:
    /// Commits the change, in a transaction with others if it is to be a large one.
    void commitPoison(const std::string &sql, bool large);
    void verifyNamed(const std::string &what, const std::string &row);

    std::string m_transaction; ///< of the poison
    std::string m_before;      ///< the positions around it
    std::string m_after;

private slots:
    void init();
    void waitsAndGoesOn_data();
    void waitsAndGoesOn();
};

void FaultsChangesTest::init()
{
    PlaceTest::init();
    for (auto *server : {&m_place->sourceServer(), &m_place->targetServer()})
        server->sql("r", server == &m_place->sourceServer()
                             ? "CREATE TABLE parted (id int, k int, PRIMARY KEY (id, k)); ALTER PUBLICATION p ADD TABLE parted"
                             : "CREATE TABLE parted (id int, k int, PRIMARY KEY (id, k)) PARTITION BY LIST (k);"
                               "CREATE TABLE parted_1 PARTITION OF parted FOR VALUES IN (1)");
}

void FaultsChangesTest::commitPoison(const std::string &sql, bool large)
{
    auto writer = m_place->sourceSession();
    m_before = m_place->source("SELECT pg_current_wal_insert_lsn()");
    writer.exec("BEGIN");
    if (large)
        writer.exec("INSERT INTO things SELECT g, -g, 'before' FROM generate_series(10000, 11000) g");
    writer.exec(sql);
    if (large)
        writer.exec("INSERT INTO things SELECT g, -g, 'after' FROM generate_series(12000, 13000) g");
    m_transaction = writer.value("SELECT pg_current_xact_id()");
    writer.exec("COMMIT");
    m_after = m_place->source("SELECT pg_current_wal_insert_lsn()");
}

void FaultsChangesTest::verifyNamed(const std::string &what, const std::string &row)
{
    QVERIFY2(m_run->waitFor(what), what.c_str());
    QVERIFY2(m_run->waitFor("transaction " + m_transaction), m_transaction.c_str());
    QVERIFY2(m_run->waitFor(row), row.c_str());
    const QRegularExpression position(QStringLiteral("position ([0-9A-F]+/[0-9A-F]+)"));
    const auto found = position.match(QString::fromStdString(m_run->output()));
    QVERIFY(found.hasMatch());
    const auto lsn = found.captured(1).toStdString();
    QVERIFY2(m_place->source("SELECT '" + lsn + "'::pg_lsn BETWEEN '" + m_before + "' AND '" + m_after + "'") == "t",
             lsn.c_str());
}

void FaultsChangesTest::waitsAndGoesOn_data()
{
    QTest::addColumn<std::string>("target");
    QTest::addColumn<std::string>("poison");
    QTest::addColumn<std::string>("what");
    QTest::addColumn<std::string>("row");
    QTest::addColumn<std::string>("mend");
    QTest::addColumn<bool>("large");
    const auto add = [](const char *name, const char *target, const char *poison, const char *what, const char *row,
                        const char *mend) {
        for (const bool large : {false, true})
            QTest::addRow("%s%s", name, large ? ", in a large transaction" : "")
                << std::string(target) << std::string(poison) << std::string(what) << std::string(row)
                << std::string(mend) << large;
    };
    add("its key is taken", "INSERT INTO things VALUES (5000, 5000, 'a stranger')",
        "INSERT INTO things VALUES (5000, 1, 'ours')", "INSERT on public.things", "row id=5000",
        "DELETE FROM things WHERE id = 5000");
    add("another unique value is taken", "INSERT INTO things VALUES (6000, -1, 'a stranger')",
        "UPDATE things SET u = -1 WHERE id = 7", "UPDATE on public.things", "row id=7",
        "DELETE FROM things WHERE id = 6000");
    // Not by a unique constraint: deferred ones are not checked at all in a session whose role is replica.
    add("what COMMIT finds",
        "CREATE FUNCTION late() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF new.id = 5000 THEN"
        " RAISE EXCEPTION 'too late' USING ERRCODE = 'unique_violation'; END IF; RETURN NULL; END $$;"
        "CREATE CONSTRAINT TRIGGER late AFTER INSERT ON things DEFERRABLE INITIALLY DEFERRED FOR EACH ROW"
        " EXECUTE FUNCTION late(); ALTER TABLE things ENABLE ALWAYS TRIGGER late",
        "INSERT INTO things VALUES (5000, -1, 'ours')", "COMMIT on public.things", "too late", "DROP FUNCTION late CASCADE");
    add("a check", "ALTER TABLE things ADD CONSTRAINT small CHECK (id NOT BETWEEN 5000 AND 5999)",
        "INSERT INTO things VALUES (5000, 1, 'ours')", "INSERT on public.things", "row id=5000",
        "ALTER TABLE things DROP CONSTRAINT small");
    add("a missing partition", "SELECT", "INSERT INTO parted VALUES (1, 2)", "INSERT on public.parted", "row id=1, k=2",
        "CREATE TABLE parted_2 PARTITION OF parted FOR VALUES IN (2)");
    add("a value that is too long", "ALTER TABLE things ALTER note TYPE varchar(10)",
        "UPDATE things SET note = 'longer than that' WHERE id = 7", "UPDATE on public.things", "row id=7",
        "ALTER TABLE things ALTER note TYPE text");
    add("a row that is not there", "DELETE FROM things WHERE id = 7", "UPDATE things SET note = 'changed' WHERE id = 7",
        "UPDATE on public.things hit 0 rows", "row id=7", "INSERT INTO things VALUES (7, 70, 'thing')");
    add("a row that is gone already", "DELETE FROM things WHERE id = 7", "DELETE FROM things WHERE id = 7",
        "DELETE on public.things hit 0 rows", "row id=7", "INSERT INTO things VALUES (7, 70, 'thing')");
    add("a table that the target publishes without an identity",
        "ALTER TABLE notes REPLICA IDENTITY NOTHING; CREATE PUBLICATION onwards FOR TABLE notes",
        "UPDATE notes SET b = 'changed' WHERE a = 7", "UPDATE on public.notes", "row a=7, b=note",
        "ALTER TABLE notes REPLICA IDENTITY FULL");
    add("a right that is missing", "CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
        " RAISE insufficient_privilege; END $$; CREATE TRIGGER refuse BEFORE DELETE ON things EXECUTE FUNCTION refuse();"
        "ALTER TABLE things ENABLE ALWAYS TRIGGER refuse",
        "DELETE FROM things WHERE id = 7", "DELETE on public.things", "row id=7", "DROP FUNCTION refuse CASCADE");
}

void FaultsChangesTest::waitsAndGoesOn()
{
    QFETCH(std::string, target);
    QFETCH(std::string, poison);
    QFETCH(std::string, what);
    QFETCH(std::string, row);
    QFETCH(std::string, mend);
    QFETCH(bool, large);
    m_run = m_place->run({}, large ? std::vector<std::string>{"apply.batch-bytes=20000"} : std::vector<std::string>{});
    QVERIFY(m_run->waitFor("slot") && m_place->allReady() && m_place->settle());
    m_place->target(target);
    m_place->source("INSERT INTO amounts VALUES (1)");
    commitPoison(poison, large);
    m_place->source("INSERT INTO amounts VALUES (2)");
    verifyNamed(what, row);
    QVERIFY(m_place->targetBecomes("SELECT count(*) FROM amounts", "1"));
    QVERIFY(m_run->isRunning());
    // Whoever takes it up later stands there as well.
    m_run->kill9();
    m_run = m_place->run({}, {});
    verifyNamed(what, row);
    QCOMPARE(m_place->target("SELECT count(*) FROM amounts"), "1");
    m_place->target(mend);
    QVERIFY(m_place->settle());
    auto same = m_place->compare();
    QVERIFY2(same, same.report.c_str());
    same = support::rowsEqual(m_place->sourceServer(), "r", m_place->targetServer(), "r", {{"public.parted"}});
    QVERIFY2(same, same.report.c_str());
}

QTEST_GUILESS_MAIN(FaultsChangesTest)
#include "faults_changes_test.moc"
