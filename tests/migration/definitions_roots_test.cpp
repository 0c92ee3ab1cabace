// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "definitions_place.h"

#include <QRegularExpression>
#include <QTest>

using namespace tidegate;

/// A column is added to a partitioned table, on either side: what older rows have in it, its leaves know (DEFINITIONS.md).
class DefinitionsRootsTest : public rules::DefinitionTest
{
    Q_OBJECT

    static constexpr char partitioned[] =
        "CREATE TABLE t (id int PRIMARY KEY, a int, b text NOT NULL DEFAULT 'b', c varchar(5)) PARTITION BY RANGE (id);"
        "CREATE TABLE low PARTITION OF t FOR VALUES FROM (0) TO (26);"
        "CREATE TABLE high PARTITION OF t FOR VALUES FROM (26) TO (1000) PARTITION BY RANGE (id);"
        "CREATE TABLE higher PARTITION OF high FOR VALUES FROM (26) TO (500);";
    static constexpr char rows[] = "INSERT INTO t SELECT g, g, 'row ' || g, 'c' FROM generate_series(1, 50) g;";

    QStringList m_layout; ///< "root", "leaves" or "plain" of the source, then "root" or "plain" of the target

    static void layouts(const char *column, const QList<std::pair<const char *, const char *>> &changes)
    {
        QTest::addColumn<QString>("layout");
        QTest::addColumn<QString>(column);
        for (const char *layout : {"root to root", "root to plain", "plain to root", "leaves to root"}) {
            for (const auto &[name, change] : changes)
                QTest::addRow("%s, %s", layout, name) << QString::fromLatin1(layout) << QString::fromLatin1(change);
        }
    }
    static void added()
    {
        layouts("change", {{"NULL", "ALTER TABLE t ADD d int"},
                           {"a default", "ALTER TABLE t ADD d int DEFAULT 5"},
                           {"NOT NULL", "ALTER TABLE t ADD d int NOT NULL DEFAULT 5"},
                           {"its default changed", "ALTER TABLE t ADD d int DEFAULT 5; ALTER TABLE t ALTER d SET DEFAULT 6"},
                           {"its default set later", "ALTER TABLE t ADD d int; ALTER TABLE t ALTER d SET DEFAULT 5"}});
    }

    /// Everything is copied and followed.
    void begin(const QString &layout, const std::vector<std::string> &more = {})
    {
        m_layout = layout.split(QStringLiteral(" to "));
        if (m_layout.first() != QLatin1String("plain"))
            m_place->source("DROP TABLE t;" + std::string(partitioned) + rows + "ALTER PUBLICATION p ADD TABLE t");
        if (m_layout.first() == QLatin1String("root"))
            m_place->source("ALTER PUBLICATION p SET (publish_via_partition_root = true)");
        if (m_layout.last() == QLatin1String("root"))
            m_place->target("DROP TABLE t;" + std::string(partitioned));
        auto options = more;
        if (m_layout.first() == QLatin1String("leaves")) {
            for (const char *leaf : {"low", "higher"})
                options.insert(options.end(), {"--table-map", R"({"source":{"schema":"public","table":")" + std::string(leaf)
                                                                  + R"("},"target":{"schema":"public","table":"t"}})"});
        }
        QVERIFY2(runs(options), m_run->output().c_str());
    }

    /// In a cutover's refusal, what it says in parentheses.
    static std::string sqlIn(const std::string &output)
    {
        const QRegularExpression statement(QStringLiteral("Run on the target: (.+)\\)\\. Source and target"));
        const auto list = statement.match(QString::fromStdString(output)).captured(1);
        return list.section(QStringLiteral(", public."), 0, 0).toStdString(); // of several leaves the same
    }

    /// The cutover is refused and its SQL run, then it goes through.
    void verifyMendedBeforeTheCutover(const std::string &words)
    {
        const auto refused = command("cutover", {"--yes"});
        QVERIFY2(refused.exitCode != 0 && refused.output.find(words) != std::string::npos, refused.output.c_str());
        QVERIFY2(refused.output.find("copied again") == std::string::npos, refused.output.c_str());
        m_place->target(sqlIn(refused.output));
        QCOMPARE(columns(false), columns(true));
        verifyCutsOver();
    }

private slots:
    void streaming_data() { added(); }
    void streaming()
    {
        QFETCH(QString, layout);
        QFETCH(QString, change);
        begin(layout);
        m_place->source("UPDATE t SET a = a + 1 WHERE id IN (2, 40)");
        m_place->source(change.toStdString());
        m_place->source("UPDATE t SET d = 7 WHERE id IN (3, 41); INSERT INTO t (id) VALUES (101)");
        verifyMended("column d was added");
        verifyCutsOver();
    }

    /// The target first, and nothing stops.
    void onBothSides_data() { added(); }
    void onBothSides()
    {
        QFETCH(QString, layout);
        QFETCH(QString, change);
        begin(layout);
        m_place->target(change.toStdString());
        m_place->source("UPDATE t SET a = a + 1 WHERE id IN (2, 40)");
        if (!change.contains(QLatin1Char(';')))
            m_place->source("INSERT INTO t (id) VALUES (100)"); // takes the default that the target has by now
        QVERIFY(m_place->settle());
        m_place->source(change.toStdString());
        m_place->source("UPDATE t SET d = 7 WHERE id IN (3, 41); INSERT INTO t (id) VALUES (101)");
        verifyEqual();
        QVERIFY2(m_run->output().find("Run on the target") == std::string::npos, m_run->output().c_str());
        verifyCutsOver();
    }

    /// No row comes.
    void beforeTheCutover_data() { added(); }
    void beforeTheCutover()
    {
        QFETCH(QString, layout);
        QFETCH(QString, change);
        begin(layout);
        m_place->source(change.toStdString());
        verifyMendedBeforeTheCutover("column d was added");
    }

    /// By hand, and not as on the source.
    void withAnotherDefault_data() { layouts("change", {{"by hand", "ALTER TABLE t ADD d int DEFAULT 7"}}); }
    void withAnotherDefault()
    {
        QFETCH(QString, layout);
        QFETCH(QString, change);
        begin(layout);
        m_place->source("ALTER TABLE t ADD d int DEFAULT 5");
        m_place->target(change.toStdString());
        verifyMendedBeforeTheCutover("column d was added with 5 in the rows that were there");
    }

    /// Values that no statement gives.
    void eachRowItsOwn_data() { layouts("change", {{"random", "ALTER TABLE t ADD d float8 DEFAULT random()"}, {"computed anew", "ALTER TABLE t ALTER a TYPE int USING a + 1"}}); }
    void eachRowItsOwn()
    {
        QFETCH(QString, layout);
        QFETCH(QString, change);
        begin(layout);
        m_place->source(change.toStdString());
        const auto refused = command("cutover", {"--yes"});
        QVERIFY2(refused.exitCode != 0 && refused.output.find("has to be copied again") != std::string::npos, refused.output.c_str());
        if (const auto sql = sqlIn(refused.output); !sql.empty())
            m_place->target(sql);
        const auto still = command("cutover", {"--yes"});
        QVERIFY2(still.exitCode != 0 && still.output.find("has to be copied again") != std::string::npos, still.output.c_str());
        const bool leaves = m_layout.first() == QLatin1String("leaves");
        for (const std::string &each : leaves ? std::vector<std::string>{"public.low", "public.higher"} : std::vector<std::string>{"public.t"}) {
            const auto again = command("resync", {"--yes", "--table", each});
            QVERIFY2(again.exitCode == 0, again.output.c_str());
        }
        QVERIFY(m_place->allReady());
        verifyCutsOver();
    }

    /// A leaf that is younger than the column has no row that is older, and one that was written anew has lost what it knew.
    void leavesOfLater_data()
    {
        QTest::addColumn<QString>("layout");
        QTest::newRow("root to root") << QStringLiteral("root to root");
        QTest::newRow("root to plain") << QStringLiteral("root to plain");
    }
    void leavesOfLater()
    {
        QFETCH(QString, layout);
        begin(layout);
        const std::string leaf = "CREATE TABLE more PARTITION OF t FOR VALUES FROM (1000) TO (2000);";
        m_place->source("ALTER TABLE t ADD d int DEFAULT 5;" + leaf + "INSERT INTO t (id, d) VALUES (1001, 8), (1002, NULL)");
        m_place->source("VACUUM FULL low");
        if (m_layout.last() == QLatin1String("root"))
            m_place->target(leaf);
        verifyMended("column d was added");
        verifyCutsOver();
    }

    /// All leaves have been written anew since.
    void writtenAnew()
    {
        begin(QStringLiteral("root to root"));
        m_place->source("ALTER TABLE t ADD d int DEFAULT 5");
        m_place->source("VACUUM FULL low");
        m_place->source("VACUUM FULL higher");
        const auto refused = command("cutover", {"--yes"});
        QVERIFY2(refused.exitCode != 0 && refused.output.find("has to be copied again") != std::string::npos, refused.output.c_str());
        m_place->target(sqlIn(refused.output));
        const auto again = support::CliProcess::runToEnd(resync("public.t"), {}, 60'000);
        QVERIFY2(again.exitCode == 0, again.output.c_str());
        QVERIFY(m_place->allReady());
        verifyCutsOver();
    }

    /// Without leaves there are no rows, and nothing to be asked about; those of later have values of their own.
    void withoutLeaves_data()
    {
        QTest::addColumn<QString>("change");
        QTest::addColumn<QString>("later");
        const auto row = [](const char *name, const char *change, const char *later) { QTest::newRow(name) << change << later; };
        const char *const leaf = "CREATE TABLE leaf PARTITION OF root DEFAULT; INSERT INTO root (id, d) VALUES (1, 2), (2, 3)";
        row("a default", "ALTER TABLE root ADD d int DEFAULT 5", leaf);
        row("NOT NULL", "ALTER TABLE root ADD d int NOT NULL DEFAULT 5", leaf);
        row("each row its own", "ALTER TABLE root ADD d float8 DEFAULT random()", "");
    }
    void withoutLeaves()
    {
        QFETCH(QString, change);
        QFETCH(QString, later);
        onBoth("CREATE TABLE root (id int PRIMARY KEY) PARTITION BY RANGE (id)");
        m_place->source("ALTER PUBLICATION p SET (publish_via_partition_root = true); ALTER PUBLICATION p ADD TABLE root");
        m_place->target("CREATE TABLE leaf PARTITION OF root DEFAULT");
        QVERIFY(runs());
        m_place->source(change.toStdString());
        const auto refused = command("cutover", {"--yes"});
        QVERIFY2(refused.exitCode != 0 && refused.output.find("column d was added") != std::string::npos
                     && refused.output.find("copied again") == std::string::npos, refused.output.c_str());
        m_place->target(sqlIn(refused.output));
        m_place->source("SELECT 1;" + later.toStdString());
        verifyEqual({{"public.t"}, {"public.root"}});
        QVERIFY2(m_run->output().find("Run on the target") == std::string::npos, m_run->output().c_str());
        verifyCutsOver();
    }
};

QTEST_GUILESS_MAIN(DefinitionsRootsTest)
#include "definitions_roots_test.moc"
