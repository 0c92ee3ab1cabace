// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "definitions_place.h"

#include <QTest>

using namespace tidegate;

/// A table's definition changes on the source while it streams (DEFINITIONS.md): the stream waits there and shows the statement
/// that mends the target; once that was run it goes on by itself, and nothing is lost.
class DefinitionsTest : public rules::DefinitionTest
{
    Q_OBJECT

private slots:
    void streaming_data() { changes(); }
    void streaming()
    {
        QFETCH(QString, change);
        QFETCH(QString, rows);
        QFETCH(QString, words);
        QVERIFY(runs());
        m_place->source("UPDATE t SET a = a + 1 WHERE id = 2");
        m_place->source(change.toStdString());
        m_place->source(rows.toStdString());
        verifyMended(words.toStdString());
    }

    /// In one transaction, with changes of both definitions.
    void midTransaction_data() { changes(); }
    void midTransaction()
    {
        QFETCH(QString, change);
        QFETCH(QString, rows);
        QFETCH(QString, words);
        QVERIFY(runs());
        m_place->source("BEGIN; UPDATE t SET a = a + 1 WHERE id = 2; INSERT INTO t VALUES (60, 60, 'before', 'c');"
                        "INSERT INTO things VALUES (500, -5, 'the same');" + change.toStdString() + ";" + rows.toStdString()
                        + "; INSERT INTO things VALUES (501, -6, 'the same'); COMMIT");
        verifyMended(words.toStdString());
    }

    /// Keys that are found otherwise need no stop.
    void replicaIdentity_data()
    {
        QTest::addColumn<QString>("change");
        QTest::addColumn<QString>("rows");
        const auto row = [](const char *name, const char *change, const char *rows) { QTest::newRow(name) << change << rows; };
        const char *const all = "UPDATE t SET b = 'after' WHERE id = 3; DELETE FROM t WHERE id = 4; UPDATE t SET id = 105 WHERE id = 5";
        row("full", "ALTER TABLE t REPLICA IDENTITY FULL", all);
        row("by an index", "CREATE UNIQUE INDEX by_b ON t (b); ALTER TABLE t REPLICA IDENTITY USING INDEX by_b", all);
        row("nothing", "ALTER TABLE t REPLICA IDENTITY NOTHING", "INSERT INTO t VALUES (101, 1, 'after', 'c')");
        row("full, without a key", "ALTER TABLE t REPLICA IDENTITY FULL; ALTER TABLE t DROP CONSTRAINT t_pkey", all);
        row("another key", "ALTER TABLE t DROP CONSTRAINT t_pkey; ALTER TABLE t ADD PRIMARY KEY (b)", all);
    }
    void replicaIdentity()
    {
        QFETCH(QString, change);
        QFETCH(QString, rows);
        QVERIFY(runs());
        m_place->source("BEGIN; UPDATE t SET a = 7 WHERE id = 7; DELETE FROM t WHERE id = 8;" + change.toStdString() + ";" + rows.toStdString()
                        + "; COMMIT");
        m_place->source("INSERT INTO t VALUES (102, 1, 'later', 'c')");
        verifyEqual();
        QVERIFY2(m_run->output().find("Run on the target") == std::string::npos, m_run->output().c_str());
    }
};

QTEST_GUILESS_MAIN(DefinitionsTest)
#include "definitions_test.moc"
