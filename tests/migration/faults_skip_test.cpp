// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "rules_place.h"

#include <QRegularExpression>
#include <QTest>

using namespace tidegate;

namespace {

/// 0: batches as large as they are.
std::vector<std::string> withPieces(int batchBytes)
{
    return batchBytes > 0 ? std::vector<std::string>{"apply.batch-bytes=" + std::to_string(batchBytes)} : std::vector<std::string>();
}

} // namespace

/// A change that the target refuses and that is left out by explicit choice (FAULTS.md): that one change and nothing else,
/// once, whatever is killed meanwhile; recorded with it, shown by status, named at the cutover.
class FaultsSkipTest : public rules::PlaceTest
{
    Q_OBJECT

private:
    void start(const std::vector<std::string> &failpoints = {});
    /// Where the run says that it waits; empty if it does not say so.
    std::string waitsAt(const std::string &row) const;
    support::CommandResult skip(const std::string &lsn) const;
    void verifyOnlyLacks(int rows);
    std::string records(const std::string &where) const;

private slots:
    void leavesOutThatOne_data();
    void leavesOutThatOne();
    void killedInBetween_data();
    void killedInBetween();
    void aRowThatIsNotThere();
    void aRowOfLongTexts_data();
    void aRowOfLongTexts();
    void ofWhatWasPutAside_data();
    void ofWhatWasPutAside();
    void inARange();
    void whatOnlyCommitRefuses_data();
    void whatOnlyCommitRefuses();
    void refuses();
};

void FaultsSkipTest::start(const std::vector<std::string> &failpoints)
{
    m_run = m_place->run({}, failpoints);
    QVERIFY((m_run->waitFor("slot") || m_run->waitFor("resumed")) && m_place->allReady() && m_place->settle());
}

std::string FaultsSkipTest::waitsAt(const std::string &row) const
{
    if (!m_run->waitFor("row " + row))
        return {};
    const QRegularExpression position(QStringLiteral("position ([0-9A-F]+/[0-9A-F]+), row %1\\b").arg(QString::fromStdString(row)));
    return position.match(QString::fromStdString(m_run->output())).captured(1).toStdString();
}

support::CommandResult FaultsSkipTest::skip(const std::string &lsn) const
{
    auto arguments = m_place->arguments("skip");
    arguments.insert(arguments.end(), {"--yes", "--lsn", lsn});
    return support::CliProcess::runToEnd(arguments);
}

/// What the source has and the target lacks, all of it accounted for.
void FaultsSkipTest::verifyOnlyLacks(int rows)
{
    QVERIFY(m_place->settle());
    m_place->target("DELETE FROM things WHERE note = 'a stranger'");
    const auto same = m_place->compare();
    QVERIFY2(static_cast<int>(same.missing) == rows && same.extra == 0, same.report.c_str());
    QCOMPARE(records("skipped_at IS NOT NULL"), std::to_string(rows));
    QCOMPARE(records("skipped_at IS NULL"), "0");
}

std::string FaultsSkipTest::records(const std::string &where) const
{
    return m_place->target("SELECT count(*) FROM _tidegate.skip WHERE " + where);
}

void FaultsSkipTest::leavesOutThatOne_data()
{
    QTest::addColumn<int>("batchBytes");
    QTest::newRow("in a batch") << 0;
    QTest::newRow("in a transaction larger than one") << 20000;
}

void FaultsSkipTest::leavesOutThatOne()
{
    QFETCH(int, batchBytes);
    start(withPieces(batchBytes));
    m_place->target("INSERT INTO things VALUES (5000, 5000, 'a stranger'), (5001, 5001, 'a stranger')");
    m_place->source("BEGIN; INSERT INTO things SELECT g, -g, 'before' FROM generate_series(10000, 11000) g;"
                    "INSERT INTO things VALUES (5000, 1, 'ours'); INSERT INTO notes VALUES (1, 'between');"
                    "INSERT INTO things VALUES (5001, 2, 'ours');"
                    "INSERT INTO things SELECT g, -g, 'after' FROM generate_series(12000, 13000) g; COMMIT");
    m_place->source("INSERT INTO amounts VALUES (1)");
    const auto first = waitsAt("id=5000");
    QVERIFY(!first.empty());
    auto done = skip(first);
    QVERIFY2(done.exitCode == 0 && done.output.find("id=5000") != std::string::npos, done.output.c_str());
    const auto second = waitsAt("id=5001");
    QVERIFY(!second.empty());
    QCOMPARE(m_place->target("SELECT count(*) FROM amounts"), "0");
    done = skip(second);
    QVERIFY2(done.exitCode == 0, done.output.c_str());
    verifyOnlyLacks(2);

    const auto status = support::CliProcess::runToEnd(m_place->arguments("status"));
    QVERIFY2(status.output.find("skipped") != std::string::npos && status.output.find("position " + first) != std::string::npos
                 && status.output.find("position " + second) != std::string::npos,
             status.output.c_str());
    auto arguments = m_place->arguments("cutover");
    arguments.emplace_back("--yes");
    const auto cutover = support::CliProcess::runToEnd(arguments);
    QVERIFY2(cutover.exitCode == 0 && cutover.output.find("position " + first) != std::string::npos, cutover.output.c_str());
    QCOMPARE(records("skipped_at IS NOT NULL AND asked_by <> '' AND sqlstate = '23505'"), "2");
}

void FaultsSkipTest::killedInBetween_data()
{
    QTest::addColumn<std::string>("failpoint");
    QTest::newRow("before the commit") << std::string("apply.before-commit=kill");
    QTest::newRow("after the commit") << std::string("apply.after-commit=kill");
}

/// Asked for, and the engine dies while it does so: it is left out once, and recorded with that.
void FaultsSkipTest::killedInBetween()
{
    QFETCH(std::string, failpoint);
    QVERIFY(m_place->runToSync());
    m_place->target("INSERT INTO things VALUES (5000, 5000, 'a stranger')");
    m_place->source("INSERT INTO things VALUES (5000, 1, 'ours')");
    // Whatever else it commits before, a position or so, kills it too; so often, until it waits there.
    std::string lsn;
    for (int attempt = 0; attempt < 5 && lsn.empty(); ++attempt) {
        m_run = m_place->run({}, {failpoint});
        lsn = waitsAt("id=5000");
    }
    QVERIFY(!lsn.empty());
    skip(lsn); // its answer may die with it
    QVERIFY(m_run->waitForEnd());
    QCOMPARE(m_run->exitCode(), 137);
    QCOMPARE(records(failpoint == "apply.before-commit=kill" ? "skipped_at IS NULL" : "skipped_at IS NOT NULL"), "1");
    m_run = m_place->run({}, {});
    verifyOnlyLacks(1);
}

void FaultsSkipTest::aRowThatIsNotThere()
{
    start();
    m_place->target("DELETE FROM things WHERE id = 7");
    m_place->source("BEGIN; UPDATE things SET note = 'changed' WHERE id IN (6, 7, 8); COMMIT");
    const auto lsn = waitsAt("id=7");
    QVERIFY(!lsn.empty());
    QVERIFY(skip(lsn).exitCode == 0);
    verifyOnlyLacks(1);
}

void FaultsSkipTest::aRowOfLongTexts_data() { leavesOutThatOne_data(); }

/// Named by its beginning, which ends between two characters: any other is no text, neither for people nor for the journal.
void FaultsSkipTest::aRowOfLongTexts()
{
    QFETCH(int, batchBytes);
    start(withPieces(batchBytes));
    for (const auto *shift : {"", "x", "xy"})
        m_place->source(std::string("INSERT INTO notes SELECT 200 + length('") + shift + "'), '" + shift + "' || repeat('漢', 40)");
    QVERIFY(m_place->settle());
    m_place->target("DELETE FROM notes WHERE a IN (200, 201, 202)");
    m_place->source("INSERT INTO amounts VALUES (1)");
    m_place->source("BEGIN; INSERT INTO things SELECT g, -g, 'before' FROM generate_series(10000, 11000) g;"
                    "UPDATE notes SET b = b || '!' WHERE a IN (200, 201, 202); COMMIT");
    for (const auto *row : {"a=200", "a=201", "a=202"}) {
        const auto lsn = waitsAt(row);
        QVERIFY(!lsn.empty());
        QCOMPARE(m_place->target("SELECT count(*) FROM amounts"), "1");
        const auto done = skip(lsn);
        QVERIFY2(done.exitCode == 0 && done.output.find(row) != std::string::npos, done.output.c_str());
    }
    verifyOnlyLacks(3);
    QVERIFY(records("row_text LIKE '%, b=xy漢漢%'") == "1");
}

void FaultsSkipTest::ofWhatWasPutAside_data()
{
    QTest::addColumn<bool>("killed");
    QTest::newRow("at once") << false;
    QTest::newRow("killed while it waits") << true;
}

/// What was put aside while its table was copied is refused later than it was received; what is behind it comes after it.
void FaultsSkipTest::ofWhatWasPutAside()
{
    QFETCH(bool, killed);
    QVERIFY(m_place->runToSync());
    m_place->target("WITH u AS (INSERT INTO _tidegate.copy_unit (subname, kind, admitted) VALUES ('s', 'relation', true) RETURNING id)"
                    " UPDATE _tidegate.subscription_rel SET state = 'i', unit = u.id FROM u WHERE tablename = 'things'; TRUNCATE things");
    const rules::Gate copied("copy.flushed");
    m_run = m_place->run({}, {copied.setting()});
    QVERIFY(copied.arrived());
    m_place->target("INSERT INTO things VALUES (5000, 5000, 'a stranger')");
    m_place->source("INSERT INTO things SELECT g, -g, 'before' FROM generate_series(10000, 10100) g");
    m_place->source("BEGIN; INSERT INTO things VALUES (5000, 1, 'ours'); INSERT INTO notes VALUES (1, 'beside'); COMMIT");
    m_place->source("INSERT INTO things SELECT g, -g, 'after' FROM generate_series(12000, 12100) g; UPDATE things SET note = 'x' WHERE id < 9");
    QVERIFY(m_place->settle());
    QVERIFY(m_place->target("SELECT count(*) FROM _tidegate.parked") != "0");
    copied.open();
    const auto lsn = waitsAt("id=5000");
    QVERIFY2(!lsn.empty(), m_run->output().c_str());
    if (killed) {
        m_run->kill9();
        QVERIFY(m_run->waitForEnd());
        m_run = m_place->run({}, {});
        QCOMPARE(waitsAt("id=5000"), lsn);
    }
    const auto done = skip(lsn);
    QVERIFY2(done.exitCode == 0 && done.output.find("id=5000") != std::string::npos, done.output.c_str());
    m_place->source("UPDATE things SET note = 'y' WHERE id > 12090");
    verifyOnlyLacks(1);
    QCOMPARE(m_place->target("SELECT count(*) FROM _tidegate.parked"), "0");
}

/// In a table that is copied in ranges, of which one is there and the others wait.
void FaultsSkipTest::inARange()
{
    const std::string made = "CREATE TABLE wide (id int PRIMARY KEY, note text); ALTER TABLE wide ALTER note SET STORAGE EXTERNAL";
    m_place->target(made);
    m_place->source(made + "; INSERT INTO wide SELECT g, repeat(md5(g::text), 100) FROM generate_series(1, 1000) g; ANALYZE wide;"
                           " ALTER PUBLICATION p ADD TABLE wide");
    const rules::Gate first("copy.committed");
    m_run = m_place->run({}, {first.setting(), "plan.small-bytes=0", "plan.sliced-bytes=0"}, {"--table-sync-workers", "1"});
    QVERIFY(first.arrived());
    QVERIFY(m_place->target("SELECT count(*) FROM _tidegate.copy_range") != "0");
    m_place->target("INSERT INTO wide VALUES (-5, 'a stranger')"); // where the first range is
    m_place->source("BEGIN; INSERT INTO wide VALUES (-5, 'ours'); UPDATE wide SET note = 'changed' WHERE id IN (1, 999); COMMIT");
    first.open();
    const auto lsn = waitsAt("id=-5");
    QVERIFY(!lsn.empty());
    QVERIFY(skip(lsn).exitCode == 0);
    verifySame();
    const std::string rows = "SELECT count(*), md5(string_agg(md5(w::text), '' ORDER BY id)) FROM wide w WHERE id > 0";
    QCOMPARE(m_place->target(rows), m_place->source(rows));
    QCOMPARE(m_place->target("SELECT note FROM wide WHERE id < 0"), "a stranger");
    QCOMPARE(records("skipped_at IS NOT NULL"), "1");
}

void FaultsSkipTest::whatOnlyCommitRefuses_data()
{
    QTest::addColumn<std::string>("mend");
    QTest::addColumn<int>("lacks");
    QTest::addColumn<int>("batchBytes");
    // A piece that is full with each change leaves none for the COMMIT.
    for (const int bytes : {0, 20000, 1}) {
        const char *in = bytes == 0 ? "a batch" : bytes == 1 ? "a large transaction that is written before its COMMIT" : "a large transaction";
        QTest::addRow("taken away, in %s", in) << std::string("DROP TRIGGER late ON things") << 0 << bytes;
        QTest::addRow("made immediate, in %s", in)
            << std::string("DROP TRIGGER late ON things; CREATE CONSTRAINT TRIGGER late AFTER INSERT ON things FOR EACH ROW"
                           " EXECUTE FUNCTION late(); ALTER TABLE things ENABLE ALWAYS TRIGGER late")
            << 1 << bytes;
    }
}

/// That is no single change, and cannot be left out; the refusal says what to do instead, and that works: without the
/// constraint everything is made, and where it speaks at once the change is named, and can be left out alone.
void FaultsSkipTest::whatOnlyCommitRefuses()
{
    QFETCH(std::string, mend);
    QFETCH(int, lacks);
    QFETCH(int, batchBytes);
    start(withPieces(batchBytes));
    m_place->target("CREATE FUNCTION late() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF new.id = 5000 THEN"
                    " RAISE EXCEPTION 'too late' USING ERRCODE = 'unique_violation'; END IF; RETURN NULL; END $$;"
                    "CREATE CONSTRAINT TRIGGER late AFTER INSERT ON things DEFERRABLE INITIALLY DEFERRED FOR EACH ROW"
                    " EXECUTE FUNCTION late(); ALTER TABLE things ENABLE ALWAYS TRIGGER late");
    m_place->source("BEGIN; INSERT INTO things SELECT g, -g, 'before' FROM generate_series(10000, 11000) g;"
                    "INSERT INTO things VALUES (5000, 1, 'ours'); INSERT INTO notes VALUES (1, 'between');"
                    "INSERT INTO things SELECT g, -g, 'after' FROM generate_series(12000, 13000) g; COMMIT");
    m_place->source("INSERT INTO amounts VALUES (1)");
    QVERIFY(m_run->waitFor("refused COMMIT on "));
    const QRegularExpression position(QStringLiteral("position ([0-9A-F]+/[0-9A-F]+)"));
    const auto done = skip(position.match(QString::fromStdString(m_run->output())).captured(1).toStdString());
    QVERIFY2(done.exitCode == 4 && done.output.find("deferred") != std::string::npos, done.output.c_str());
    QCOMPARE(records("true"), "0");
    QCOMPARE(m_place->target("SELECT count(*) FROM amounts"), "0");
    m_place->target(mend);
    if (lacks > 0) {
        const auto lsn = waitsAt("id=5000");
        QVERIFY(!lsn.empty());
        QVERIFY(skip(lsn).exitCode == 0);
    }
    verifyOnlyLacks(lacks);
}

/// Only what the run waits at, by its position, and nothing in advance.
void FaultsSkipTest::refuses()
{
    start();
    auto done = skip("0/1");
    QVERIFY2(done.exitCode == 4, done.output.c_str());
    m_place->target("INSERT INTO things VALUES (5000, 5000, 'a stranger')");
    m_place->source("INSERT INTO things VALUES (5000, 1, 'ours')");
    QVERIFY(!waitsAt("id=5000").empty());
    done = skip("0/1");
    QVERIFY2(done.exitCode == 4 && done.output.find("id=5000") != std::string::npos, done.output.c_str());
    auto arguments = m_place->arguments("skip"); // nobody can be asked
    arguments.insert(arguments.end(), {"--lsn", "0/1"});
    done = support::CliProcess::runToEnd(arguments);
    QVERIFY2(done.exitCode == 2, done.output.c_str());
    QCOMPARE(records("true"), "0");
    m_place->target("DELETE FROM things WHERE id = 5000");
    verifyOnlyLacks(0);
}

QTEST_GUILESS_MAIN(FaultsSkipTest)
#include "faults_skip_test.moc"
