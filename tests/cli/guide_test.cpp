// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "pair.h"

#include <QTest>

using namespace tidegate::support;

/// The guide's §6.1 to §9 with tidegate-cli in place of the docker command: a publication and prepared tables.
class GuideTest : public QObject
{
    Q_OBJECT

private slots:
    void guideWordForWord()
    {
        Pair pair;
        pair.onBoth("CREATE TABLE metrics (id bigserial PRIMARY KEY, device int NOT NULL, value numeric);"
                    "CREATE TABLE devices (id int PRIMARY KEY, name text);"
                    "CREATE TABLE late (id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY, note text)");
        pair.source(
            "INSERT INTO devices SELECT i, 'device ' || i FROM generate_series(1, 100) i;"
            "INSERT INTO metrics (device, value) SELECT i % 100, i / 7.0 FROM generate_series(1, 20000) i;"
            "INSERT INTO late (note) SELECT 'n' || i FROM generate_series(1, 50) i;"
            "CREATE PUBLICATION live FOR TABLE metrics, devices");

        // 6.1 Start
        auto run = pair.run("shop", {"--publication", "live"});
        const auto ready = [&](int tables) {
            return pair.awaitTarget("SELECT count(*) FROM _tidegate.subscription_rel WHERE state = 'r'",
                                    std::to_string(tables));
        };
        QCOMPARE(ready(2), "2");
        QVERIFY2(run->waitFor("in-sync"), run->output().c_str());

        // 6.2 Monitor: the guide's queries, with the schema's name changed
        QCOMPARE(
            pair.target("SELECT state, last_error, count(*) FROM _tidegate.subscription_rel GROUP BY 1, 2"
                        " ORDER BY 1, 2")
                .size(),
            1u);
        QCOMPARE(pair.target("SELECT pg_size_pretty(source_flush_lsn - last_replicated_lsn) AS lag_bytes,"
                             " (metrics_updated_at - last_replicated_txn_time) AS lag_duration, *"
                             " FROM _tidegate.subscription")
                     .size(),
                 1u);
        QCOMPARE(pair.source("SELECT slot_name, pg_size_pretty(pg_current_wal_flush_lsn() - "
                             "confirmed_flush_lsn) AS lag"
                             " FROM pg_replication_slots WHERE slot_name LIKE 'tidegate_shop_%'"
                             " AND slot_type = 'logical'")
                     .size(),
                 1u);

        // 6 Change data capture
        pair.source("UPDATE devices SET name = 'renamed' WHERE id <= 10; DELETE FROM metrics WHERE id <= 100;"
                    "INSERT INTO metrics (device, value) VALUES (1, 'NaN')");
        QCOMPARE(pair.awaitTarget("SELECT count(*) FROM metrics", "19901"), "19901");

        // 4 A table joins
        pair.source("ALTER PUBLICATION live ADD TABLE late");
        const auto refreshed = pair.call("refresh-publication", "shop");
        QVERIFY2(refreshed.exitCode == 0, refreshed.output.c_str());
        QVERIFY2(refreshed.output.find("public.late") != std::string::npos, refreshed.output.c_str());
        const auto third = ready(3);
        QVERIFY2(third == "3", (run->output() + pair.call("status", "shop").output).c_str());
        pair.source("INSERT INTO late (note) VALUES ('after')");
        QCOMPARE(pair.awaitTarget("SELECT count(*) FROM late", "51"), "51");
        const auto same = pair.equal({"public.metrics", "public.devices", "public.late"});
        QVERIFY2(same, same.report.c_str());

        // 8.3 Sequences
        const auto preview = pair.call("copy-sequences", "shop", {"--preview"});
        QVERIFY2(preview.exitCode == 0 && preview.output.find("would become 20001") != std::string::npos,
                 preview.output.c_str());
        QCOMPARE(pair.targetValue("SELECT last_value FROM metrics_id_seq"), "1");
        const auto sequences = pair.call("copy-sequences", "shop");
        QVERIFY2(sequences.exitCode == 0, sequences.output.c_str());
        QCOMPARE(pair.targetValue("SELECT nextval('metrics_id_seq')"), "20002");
        QCOMPARE(pair.targetValue("SELECT nextval('late_id_seq')"), "52");

        // 8.4 Stop
        run->terminate();
        QVERIFY(run->waitForEnd(5'000));
        QCOMPARE(run->exitCode(), 0);

        // 9 Cleanup
        const auto dropped = pair.call("drop", "shop");
        QVERIFY2(dropped.exitCode == 0, dropped.output.c_str());
        QVERIFY2(dropped.output.find("dropped: replication slot tidegate_shop_") != std::string::npos,
                 dropped.output.c_str());
        QCOMPARE(pair.sourceValue("SELECT count(*) FROM pg_replication_slots"), "0");
        QCOMPARE(pair.sourceValue("SELECT count(*) FROM pg_publication"), "1"); // it was not ours
        QCOMPARE(pair.targetValue("SELECT count(*) FROM pg_namespace WHERE nspname = '_tidegate'"), "0");
        QCOMPARE(pair.targetValue("SELECT count(*) FROM metrics"), "19901");
        const auto again = pair.call("drop", "shop");
        QVERIFY2(again.exitCode == 0
                     && again.output.find("nothing of a subscription shop") != std::string::npos,
                 again.output.c_str());
    }
};

QTEST_GUILESS_MAIN(GuideTest)
#include "guide_test.moc"
