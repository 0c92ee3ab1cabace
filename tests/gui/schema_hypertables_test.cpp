// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "schema_fixture.h"
#include "support/skips.h"

using namespace tidegate;
using namespace tidegate::tests;
using support::Cluster;

namespace {

constexpr char plant[] = R"sql(
    CREATE TABLE readings (device int, at timestamptz, v float, PRIMARY KEY (device, at));
    CREATE TABLE events (id bigint PRIMARY KEY, at timestamptz NOT NULL);
    CREATE TABLE logs (id bigint PRIMARY KEY, at timestamptz NOT NULL, line text);
)sql";

} // namespace

/// Hypertables by way of the page: what stands in their way is told before anything runs, with the ways out.
class SchemaHypertablesTest : public QObject
{
    Q_OBJECT

private:
    std::unique_ptr<Cluster> m_source;
    std::unique_ptr<Cluster> m_target;

    void choose(SchemaPlace &place) const
    {
        place.choose({SchemaPlace::table("readings", "at"), SchemaPlace::table("events", "at"),
                      SchemaPlace::table("logs", "at")});
    }
    static bool selectFinding(SchemaPlace &place, const char *table)
    {
        auto &list = place.findings();
        list.clearSelection();
        for (int row = 0; row < list.count(); ++row) {
            if (list.item(row)->text().contains(QLatin1String(table)))
                list.setCurrentRow(row);
        }
        return !list.selectedItems().isEmpty();
    }

private slots:
    void initTestCase()
    {
        for (const char *variable : {"PGPASSWORD", "PGPASSFILE", "PGSSLMODE"})
            qunsetenv(variable);
        m_source = Cluster::start();
        m_source->createDatabase("plant");
        m_source->sql("plant", plant);
    }
    void cleanup() { m_target.reset(); }
    void cleanupTestCase() { m_source.reset(); }

    void decidedAndMade()
    {
        const auto options = support::ClusterOptions::withTimescale();
        if (!options)
            TIDEGATE_SKIP("TimescaleDB");
        m_target = Cluster::start(*options);
        m_target->createDatabase("plant");
        m_target->sql("plant", "CREATE EXTENSION timescaledb");
        SchemaPlace place(*m_source, *m_target, "plant");
        choose(place);
        QVERIFY(place.read());
        auto *run = place.action(QStringLiteral("Run “before the copy”…"));
        QCOMPARE(place.page().state().word, QStringLiteral("Needs a decision"));
        QVERIFY(!run->isEnabled());
        QCOMPARE(place.findings().count(), 2);
        QVERIFY(selectFinding(place, "events"));
        place.key(Qt::Key_K, Qt::ControlModifier | Qt::ShiftModifier);
        QCOMPARE(place.findings().count(), 1);
        QVERIFY(place.sql(0).toPlainText().contains(QLatin1String("PRIMARY KEY (id, \"at\")"))); // in sight
        QVERIFY(!run->isEnabled());
        QVERIFY(selectFinding(place, "logs"));
        place.key(Qt::Key_P, Qt::ControlModifier | Qt::ShiftModifier);
        QVERIFY(!place.findings().isVisible());
        QVERIFY(!place.window.workspace().plan().value().tables[2].timeColumn);
        QVERIFY(!place.banner().isVisible()); // the scripts fit the plan as it is now
        QVERIFY(place.run(0));
        QVERIFY2(place.page().state().tone == look::Tone::Done, qPrintable(place.banner().text()));
        QCOMPARE(m_target->value("plant", "SELECT string_agg(table_name, ' ' ORDER BY table_name)"
                                          " FROM _timescaledb_catalog.hypertable"), "events readings");
        m_target->sql("plant", "INSERT INTO events VALUES (1, '2026-01-01'), (1, '2026-02-01')");
        // Another start finds it all there, and nothing to decide.
        place.window.open();
        QVERIFY(place.read());
        QCOMPARE(place.model(0).left(), 0);
        QVERIFY(!place.findings().isVisible());
    }

    /// Without the extension each such table is named; all of them at once stay plain.
    void withoutTheExtension()
    {
        m_target = Cluster::start();
        m_target->createDatabase("plant");
        SchemaPlace place(*m_source, *m_target, "plant");
        choose(place);
        QVERIFY(place.read());
        QCOMPARE(place.page().state().word, QStringLiteral("Needs a decision"));
        QCOMPARE(place.findings().count(), 5); // three tables, two keys
        QVERIFY(!place.action(QStringLiteral("Run “before the copy”…"))->isEnabled());
        place.findings().setFocus();
        place.findings().selectAll();
        place.key(Qt::Key_P, Qt::ControlModifier | Qt::ShiftModifier);
        QVERIFY(!place.findings().isVisible());
        QVERIFY(place.run(0));
        QCOMPARE(m_target->value("plant", "SELECT count(*) FROM pg_class WHERE relname IN ('readings', 'events', 'logs')"), "3");
    }
};

QTEST_MAIN(SchemaHypertablesTest)
#include "schema_hypertables_test.moc"
