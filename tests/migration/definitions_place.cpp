// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "definitions_place.h"

#include <QRegularExpression>
#include <QTest>

namespace tidegate::rules {

void DefinitionTest::init()
{
    PlaceTest::init();
    m_place->source(std::string(table) + "ALTER PUBLICATION p ADD TABLE t");
    m_place->target(table);
    m_place->source("INSERT INTO t SELECT g, g, 'row ' || g, 'c' FROM generate_series(1, 50) g");
}

void DefinitionTest::run(std::vector<std::string> failpoints, const std::vector<std::string> &more)
{
    failpoints.emplace_back("migration.retry-ms=500");
    m_run = m_place->run("", failpoints, more);
}

bool DefinitionTest::runs(const std::vector<std::string> &more)
{
    run({}, more);
    return m_run->waitFor("slot") && m_place->allReady() && m_place->settle();
}

support::CommandResult DefinitionTest::command(const std::string &verb, const std::vector<std::string> &more) const
{
    auto arguments = m_place->arguments(verb);
    if (verb == "status")
        arguments.erase(arguments.begin() + 3, arguments.begin() + 5);
    arguments.insert(arguments.end(), more.begin(), more.end());
    return support::CliProcess::runToEnd(arguments, {}, 60'000);
}

std::string DefinitionTest::shown() const
{
    const QRegularExpression statement(QStringLiteral("(?:Run on the target: (.+?)|There is nothing to run on the target); the rest"));
    QString found;
    (void)QTest::qWaitFor([&] {
        const auto status = command("status");
        const auto match = statement.match(QString::fromStdString(status.output));
        found = match.hasMatch() && match.capturedLength(1) == 0 ? QStringLiteral("SELECT") : match.captured(1);
        return !found.isEmpty();
    }, 30'000);
    return found.toStdString();
}

void DefinitionTest::mendAsShown(const std::string &words)
{
    const auto statement = shown();
    QVERIFY2(!statement.empty(), m_run->output().c_str());
    QVERIFY2(m_run->waitFor(words), (words + " in\n" + m_run->output()).c_str());
    try {
        m_place->target(statement);
    } catch (const support::SessionError &error) {
        QFAIL((statement + ": " + error.what()).c_str());
    }
    m_place->source("INSERT INTO settled VALUES (-1)");
    QVERIFY2(m_place->targetBecomes("SELECT count(*) FROM settled WHERE id = -1", "1", 30'000), m_run->output().c_str());
}

void DefinitionTest::verifyMended(const std::string &words)
{
    mendAsShown(words);
    if (QTest::currentTestFailed())
        return;
    verifyEqual();
    QCOMPARE(columns(false), columns(true));
}

void DefinitionTest::verifyEqual(const std::vector<support::TablePair> &tables)
{
    verifySame();
    const auto same = support::rowsEqual(m_place->sourceServer(), "r", m_place->targetServer(), "r", tables);
    QVERIFY2(same, same.report.c_str());
}

void DefinitionTest::onBoth(const char *change) const
{
    m_place->source(change);
    m_place->target(change);
}

void DefinitionTest::verifyRowsOfT() const
{
    const auto same = support::rowsEqual(m_place->sourceServer(), "r", m_place->targetServer(), "r", {{"public.t"}});
    QVERIFY2(same, same.report.c_str());
}

void DefinitionTest::verifyCutsOver() const
{
    const auto cut = command("cutover", {"--yes"});
    QVERIFY2(cut.exitCode == 0, cut.output.c_str());
    verifyRowsOfT();
}

std::string DefinitionTest::columns(bool ofSource) const
{
    const auto sql = "SELECT string_agg(attname || ' ' || format_type(atttypid, atttypmod), ', ' ORDER BY attname)"
                     " FROM pg_attribute WHERE attrelid = 't'::regclass AND attnum > 0 AND NOT attisdropped";
    return ofSource ? m_place->source(sql) : m_place->target(sql);
}

void DefinitionTest::changes(const QStringList &without)
{
    QTest::addColumn<QString>("change");
    QTest::addColumn<QString>("rows");
    QTest::addColumn<QString>("words");
    const auto row = [&](const char *name, const char *change, const char *rows, const char *words) {
        if (!without.contains(QLatin1String(name)))
            QTest::newRow(name) << change << rows << words;
    };
    row("added", "ALTER TABLE t ADD d int", "INSERT INTO t VALUES (101, 1, 'b', 'c', 7)", "column d was added");
    row("added with a default", "ALTER TABLE t ADD d int NOT NULL DEFAULT 5", "INSERT INTO t (id) VALUES (101); UPDATE t SET d = 6 WHERE id = 3",
        "column d was added");
    row("added with the time of day", "ALTER TABLE t ADD d timestamptz NOT NULL DEFAULT now()", "INSERT INTO t (id) VALUES (101)",
        "column d was added");
    row("added, its default set later", "ALTER TABLE t ADD d int; ALTER TABLE t ALTER d SET DEFAULT 5", "INSERT INTO t (id) VALUES (101)",
        "column d was added");
    row("added, its default changed", "ALTER TABLE t ADD d int DEFAULT 5; ALTER TABLE t ALTER d SET DEFAULT 6",
        "INSERT INTO t (id) VALUES (101)", "column d was added");
    row("two, of odd names", "ALTER TABLE t ADD \"D d\" text DEFAULT 'it''s; x', ADD \"q\"\"q\" numeric(6,2)",
        "INSERT INTO t (id, \"q\"\"q\") VALUES (101, 1.5)", "column D d was added");
    row("dropped", "ALTER TABLE t DROP a", "INSERT INTO t VALUES (101, 'b', 'c'); DELETE FROM t WHERE id = 3", "column a was dropped");
    row("dropped, NOT NULL", "ALTER TABLE t DROP b", "INSERT INTO t VALUES (101, 1, 'c'); UPDATE t SET a = 9 WHERE id = 3",
        "column b was dropped");
    row("dropped and added again, the last one, of another type", "ALTER TABLE t DROP c; ALTER TABLE t ADD c text DEFAULT 'new'",
        "UPDATE t SET c = 'other' WHERE id = 3; INSERT INTO t (id) VALUES (101)", "column c was dropped");
    row("dropped and added again, in the middle", "ALTER TABLE t DROP a; ALTER TABLE t ADD a int DEFAULT 8",
        "UPDATE t SET a = 9 WHERE id = 3; INSERT INTO t (id) VALUES (101)", "column a was dropped");
    row("renamed", "ALTER TABLE t RENAME a TO z", "UPDATE t SET z = 9 WHERE id = 3; INSERT INTO t VALUES (101, 1)",
        "column a was renamed to z");
    row("renamed, the last one", "ALTER TABLE t RENAME c TO z", "UPDATE t SET z = 'z' WHERE id = 3", "column c was renamed to z");
    row("renamed, the key", "ALTER TABLE t RENAME id TO number", "UPDATE t SET number = 103 WHERE number = 3; DELETE FROM t WHERE number = 4",
        "column id was renamed to number");
    row("names exchanged", "ALTER TABLE t RENAME b TO x; ALTER TABLE t RENAME c TO b; ALTER TABLE t RENAME x TO c",
        "UPDATE t SET b = 'short', c = 'a long value' WHERE id = 3", "column b was renamed to c");
    row("renamed, each to the next one's name", "ALTER TABLE t RENAME c TO d; ALTER TABLE t RENAME b TO c; ALTER TABLE t RENAME a TO b",
        "UPDATE t SET b = 9, c = 'text', d = 'd' WHERE id = 3", "column a was renamed to b");
    row("renamed, and one of the old name added", "ALTER TABLE t RENAME a TO z; ALTER TABLE t ADD a text DEFAULT 'a'",
        "UPDATE t SET z = 9 WHERE id = 3; INSERT INTO t (id) VALUES (101)", "column a was renamed to z");
    row("dropped, and another one of its name", "ALTER TABLE t DROP a; ALTER TABLE t RENAME b TO a",
        "UPDATE t SET a = 'a' WHERE id = 3; INSERT INTO t (id) VALUES (101)", "column a was dropped");
    row("widened int", "ALTER TABLE t ALTER a TYPE bigint", "UPDATE t SET a = 5000000000 WHERE id = 3", "column a has the type bigint now");
    row("widened varchar", "ALTER TABLE t ALTER c TYPE varchar(50)", "UPDATE t SET c = 'a long value' WHERE id = 3",
        "column c has the type character varying(50) now");
    row("varchar to text", "ALTER TABLE t ALTER c TYPE text", "UPDATE t SET c = 'a long value' WHERE id = 3", "column c has the type text now");
    row("another type", "ALTER TABLE t ALTER a TYPE text", "UPDATE t SET a = 'word' WHERE id = 3", "column a has the type text now");
    row("a shorter one", "ALTER TABLE t ALTER c TYPE char(3)", "UPDATE t SET c = 'xyz' WHERE id = 3", "column c has the type character(3) now");
    row("the key widened", "ALTER TABLE t ALTER id TYPE bigint", "INSERT INTO t (id) VALUES (5000000000); DELETE FROM t WHERE id = 3",
        "column id has the type bigint now");
    row("several at once", "ALTER TABLE t ADD d int DEFAULT 5, DROP a, ALTER c TYPE text; ALTER TABLE t RENAME b TO z",
        "INSERT INTO t (id, c) VALUES (101, 'a long value'); UPDATE t SET z = 'z' WHERE id = 3", "column d was added");
}

} // namespace tidegate::rules
