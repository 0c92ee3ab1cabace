// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "types_place.h"

#include "support/skips.h"

#include <QTest>

using namespace tidegate;
using types::Place;

/// What PostgreSQL's own subscription must be able to do (src/test/subscription), met one by one; each function names
/// the script whose semantics it has. SUBSCRIPTION.md beside this file says where the others are met.
class SubscriptionTest : public QObject
{
    Q_OBJECT

    types::Servers m_servers;
    std::unique_ptr<Place> m_place;

    Place &begin(int major = 0)
    {
        const auto own = support::Installation::own();
        const auto source = major ? support::Installation::withMajor(major) : own;
        m_place = std::make_unique<Place>(m_servers.at(source->display(), "source"),
                                          m_servers.at(major ? source->display() : own.display(), "target"));
        return *m_place;
    }
    void verifySame(const std::vector<std::string> &tables)
    {
        QVERIFY(m_place->settle());
        const auto same = m_place->compare(tables);
        QVERIFY2(same, same.report.c_str());
    }

private slots:
    void cleanup()
    {
        if (QTest::currentTestFailed() && m_place)
            m_place->tell();
        m_place.reset();
    }
    void cleanupTestCase() { m_servers = {}; }

    void constraintsAndTriggers();
    void rewrites();
    void anotherShapeOnTheTarget();
    void materializedViews();
    void truncates();
    void generatedColumns();
    void partitionsOfAnotherKind();
    void largeTransactionsWithSavepoints();
    void definitionsWithinTransactions();
    void messages();
    void preparedTransactions();
    void schemas();
    void rowFilters();
    void columnLists();
    void identityByWhatThereIs();
    void temporalKeys();
    void temporaryAndUnlogged();
    void identitySwitchedMidway();
    void droppedAndMissingColumns();
};

/// 003: foreign keys and triggers of the target stay quiet; what is ENABLE ALWAYS would act and is told by the checks.
void SubscriptionTest::constraintsAndTriggers()
{
    auto &place = begin();
    place.both("CREATE TABLE parent (id int PRIMARY KEY); CREATE TABLE child (id int PRIMARY KEY, p int REFERENCES parent"
               " ON DELETE CASCADE ON UPDATE CASCADE); CREATE TABLE seen (what text)");
    place.target("CREATE FUNCTION note() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN INSERT INTO public.seen VALUES"
                 " (TG_OP); RETURN NEW; END $$; CREATE TRIGGER t BEFORE INSERT OR UPDATE OR DELETE ON child FOR EACH ROW"
                 " EXECUTE FUNCTION note()");
    place.source("INSERT INTO parent SELECT generate_series(1, 9); INSERT INTO child SELECT g, g FROM generate_series(1, 9) g");
    QVERIFY(place.run());
    place.source("DELETE FROM parent WHERE id < 4; UPDATE parent SET id = id + 100 WHERE id < 7;"
                 "INSERT INTO child VALUES (20, 9); INSERT INTO child VALUES (21, NULL)");
    verifySame({"public.parent", "public.child", "public.seen"});
}

/// 006: a heap that is written anew midway, by ALTER TYPE, VACUUM FULL and CLUSTER.
void SubscriptionTest::rewrites()
{
    auto &place = begin();
    place.both("CREATE TABLE t (id int PRIMARY KEY, v varchar(10), n int)");
    place.source("INSERT INTO t SELECT g, 'v', g FROM generate_series(1, 1000) g");
    QVERIFY(place.run());
    place.source("UPDATE t SET n = n + 1 WHERE id < 10");
    place.source("VACUUM FULL t");
    place.source("INSERT INTO t VALUES (2000, 'after', 1)");
    place.source("CLUSTER t USING t_pkey");
    place.source("UPDATE t SET n = n + 1 WHERE id > 990; DELETE FROM t WHERE id = 5");
    place.both("ALTER TABLE t ALTER v TYPE text");
    place.source("UPDATE t SET v = repeat('long ', 10) WHERE id < 20");
    verifySame({"public.t"});
}

/// 008: more columns, in another order, with defaults of their own.
void SubscriptionTest::anotherShapeOnTheTarget()
{
    auto &place = begin();
    place.source("CREATE TABLE t (a int PRIMARY KEY, b text, c numeric)");
    place.target("CREATE TABLE t (x int DEFAULT 42, c numeric, a int PRIMARY KEY, y timestamptz DEFAULT now(), b text)");
    place.source("INSERT INTO t SELECT g, 'b' || g, g / 3.0 FROM generate_series(1, 100) g");
    QVERIFY(place.run());
    place.source("INSERT INTO t VALUES (200, 'new', 1); UPDATE t SET c = c * 2 WHERE a < 10; DELETE FROM t WHERE a = 50");
    verifySame({"public.t"});
    QCOMPARE(place.targetValue("SELECT count(*) FROM t WHERE x = 42 AND y IS NOT NULL"), "100");
}

/// 009: what a refresh writes is nobody's change.
void SubscriptionTest::materializedViews()
{
    auto &place = begin();
    place.both("CREATE TABLE t (id int PRIMARY KEY)");
    place.source("INSERT INTO t SELECT generate_series(1, 10); CREATE MATERIALIZED VIEW m AS SELECT * FROM t");
    QVERIFY(place.run());
    place.source("CREATE UNIQUE INDEX ON m (id)");
    for (const char *sql : {"INSERT INTO t VALUES (11)", "REFRESH MATERIALIZED VIEW m", "REFRESH MATERIALIZED VIEW CONCURRENTLY m",
                            "DELETE FROM t WHERE id = 3"})
        place.source(sql);
    verifySame({"public.t"});
}

/// 010: several tables at once, with what refers to them, and partitions.
void SubscriptionTest::truncates()
{
    auto &place = begin();
    place.both("CREATE TABLE a (id int PRIMARY KEY); CREATE TABLE b (id int PRIMARY KEY, a int REFERENCES a);"
               "CREATE TABLE s (id int GENERATED BY DEFAULT AS IDENTITY PRIMARY KEY, v text);"
               "CREATE TABLE r (id int PRIMARY KEY) PARTITION BY RANGE (id);"
               "CREATE TABLE r1 PARTITION OF r FOR VALUES FROM (0) TO (10); CREATE TABLE r2 PARTITION OF r DEFAULT");
    const std::string rows = "INSERT INTO a VALUES (1), (2); INSERT INTO b VALUES (1, 1); INSERT INTO s (v) VALUES ('x');"
                             "INSERT INTO r VALUES (1), (20)";
    place.source(rows);
    QVERIFY(place.run());
    place.source("TRUNCATE a, b");
    place.source("INSERT INTO a VALUES (7); INSERT INTO b VALUES (7, 7)");
    place.source("BEGIN; INSERT INTO b VALUES (8, 7); TRUNCATE a CASCADE; INSERT INTO a VALUES (9); COMMIT");
    place.source("TRUNCATE s RESTART IDENTITY; INSERT INTO s (v) VALUES ('again')");
    place.source("TRUNCATE r1; INSERT INTO r VALUES (2)");
    verifySame({"public.a", "public.b", "public.s", "public.r"});
    place.source("TRUNCATE r");
    place.source("BEGIN; TRUNCATE a CASCADE; ROLLBACK");
    verifySame({"public.a", "public.b", "public.s", "public.r"});
    QCOMPARE(place.targetValue("SELECT count(*) FROM r"), "0");
}

/// 011: each side makes its own.
void SubscriptionTest::generatedColumns()
{
    auto &place = begin();
    place.source("CREATE TABLE t (a int PRIMARY KEY, b int GENERATED ALWAYS AS (a * 2) STORED, c int)");
    place.target("CREATE TABLE t (a int PRIMARY KEY, b int GENERATED ALWAYS AS (a * 20) STORED, c int)");
    place.source("INSERT INTO t VALUES (1), (2), (3)");
    QVERIFY(place.run());
    place.source("INSERT INTO t VALUES (4); UPDATE t SET a = 6 WHERE a = 3; UPDATE t SET c = 1 WHERE a = 2");
    QVERIFY(place.settle());
    QCOMPARE(place.targetValue("SELECT string_agg(a || ':' || b || ':' || coalesce(c, 0), ' ' ORDER BY a) FROM t"),
             "1:20:0 2:40:1 4:80:0 6:120:0");
}

/// 013: leaves into leaves of other bounds, a root published as one into other partitions, and rows that move.
void SubscriptionTest::partitionsOfAnotherKind()
{
    auto &place = begin();
    place.source("CREATE TABLE r (id int, k int, PRIMARY KEY (id, k)) PARTITION BY LIST (k);"
                 "CREATE TABLE r1 PARTITION OF r FOR VALUES IN (1); CREATE TABLE r2 PARTITION OF r FOR VALUES IN (2, 3)"
                 " PARTITION BY LIST (k); CREATE TABLE r21 PARTITION OF r2 FOR VALUES IN (2);"
                 "CREATE TABLE r22 PARTITION OF r2 DEFAULT");
    place.target("CREATE TABLE r (k int, id int, PRIMARY KEY (id, k)) PARTITION BY HASH (id);"
                 "CREATE TABLE h1 PARTITION OF r FOR VALUES WITH (MODULUS 2, REMAINDER 0);"
                 "CREATE TABLE h2 PARTITION OF r FOR VALUES WITH (MODULUS 2, REMAINDER 1)");
    place.source("INSERT INTO r SELECT g, g % 3 + 1 FROM generate_series(1, 99) g");
    QVERIFY(place.run("FOR TABLE settled, r WITH (publish_via_partition_root = true)"));
    place.source("UPDATE r SET k = k % 3 + 1 WHERE id < 30; UPDATE r SET id = id + 1000 WHERE id BETWEEN 30 AND 40;"
                 "DELETE FROM r WHERE id = 50; INSERT INTO r VALUES (500, 2)");
    verifySame({"public.r"});
}

/// 015, 016, 018: far beyond logical_decoding_work_mem, with savepoints taken back in the middle.
void SubscriptionTest::largeTransactionsWithSavepoints()
{
    auto &place = begin();
    place.source("ALTER DATABASE types SET logical_decoding_work_mem = '64kB'");
    place.both("CREATE TABLE t (id int PRIMARY KEY, v text)");
    QVERIFY(place.run());
    place.source("BEGIN; INSERT INTO t SELECT g, repeat('x', 50) FROM generate_series(1, 5000) g; SAVEPOINT one;"
                 "UPDATE t SET v = 'changed' WHERE id % 3 = 0; SAVEPOINT two; DELETE FROM t WHERE id % 5 = 0;"
                 "ROLLBACK TO two; INSERT INTO t SELECT g, 'late' FROM generate_series(5001, 9000) g; RELEASE one;"
                 "SAVEPOINT three; DELETE FROM t WHERE id % 7 = 0; COMMIT");
    place.source("BEGIN; INSERT INTO t SELECT g, repeat('y', 50) FROM generate_series(20000, 26000) g; ROLLBACK");
    verifySame({"public.t"});
}

/// 017, 019: a column that is added within a transaction, also one that is taken back.
void SubscriptionTest::definitionsWithinTransactions()
{
    auto &place = begin();
    place.source("CREATE TABLE t (id int PRIMARY KEY, v text)");
    place.target("CREATE TABLE t (id int PRIMARY KEY, v text, c int, d int)"); // already wide enough
    place.source("INSERT INTO t VALUES (1, 'one')");
    QVERIFY(place.run());
    place.source("BEGIN; INSERT INTO t VALUES (2, 'two'); ALTER TABLE t ADD COLUMN c int; INSERT INTO t VALUES (3, 'three', 3);"
                 "SAVEPOINT s; ALTER TABLE t ADD COLUMN d int; INSERT INTO t VALUES (4, 'four', 4, 4); ROLLBACK TO s;"
                 "INSERT INTO t VALUES (5, 'five', 5); COMMIT");
    place.source("BEGIN; ALTER TABLE t ADD COLUMN e int; INSERT INTO t VALUES (6, 'six', 6, 6); ROLLBACK");
    place.source("UPDATE t SET v = v || '!'; DELETE FROM t WHERE id = 2");
    verifySame({"public.t"});
}

/// 020: other people's messages, within transactions and outside.
void SubscriptionTest::messages()
{
    auto &place = begin();
    place.both("CREATE TABLE t (id int PRIMARY KEY)");
    QVERIFY(place.run());
    place.source("SELECT pg_logical_emit_message(true, 'theirs', repeat('m', 100000))");
    place.source("SELECT pg_logical_emit_message(false, 'theirs', 'flies')");
    place.source("BEGIN; INSERT INTO t VALUES (1); SELECT pg_logical_emit_message(true, 'tidegate', 'not ours'); COMMIT");
    place.source("BEGIN; SELECT pg_logical_emit_message(true, 'p', 'back'); ROLLBACK");
    verifySame({"public.t"});
}

/// 021, 022, 023: they come when they are committed, and not when they are taken back.
void SubscriptionTest::preparedTransactions()
{
    auto &place = begin();
    if (place.sourceValue("SHOW max_prepared_transactions") == "0")
        TIDEGATE_SKIP("max_prepared_transactions on the source");
    place.both("CREATE TABLE t (id int PRIMARY KEY)");
    QVERIFY(place.run());
    place.source("BEGIN; INSERT INTO t VALUES (1); PREPARE TRANSACTION 'one'");
    place.source("BEGIN; INSERT INTO t VALUES (2); PREPARE TRANSACTION 'two'");
    place.source("INSERT INTO t VALUES (3)");
    place.source("COMMIT PREPARED 'one'");
    place.source("ROLLBACK PREPARED 'two'");
    verifySame({"public.t"});
}

/// 025: a publication of schemas.
void SubscriptionTest::schemas()
{
    auto &place = begin();
    place.both("CREATE SCHEMA one; CREATE SCHEMA two; CREATE TABLE one.t (id int PRIMARY KEY); CREATE TABLE two.t (id int PRIMARY KEY)");
    place.source("INSERT INTO one.t VALUES (1); INSERT INTO two.t VALUES (1)");
    QVERIFY(place.run("FOR TABLES IN SCHEMA one, public"));
    place.source("INSERT INTO one.t VALUES (2); INSERT INTO two.t VALUES (2); DELETE FROM one.t WHERE id = 1");
    verifySame({"one.t"});
    QCOMPARE(place.targetValue("SELECT count(*) FROM two.t"), "0");
}

/// 028: an UPDATE takes rows into the filter and out of it; a column of the filter that is NULL is not true.
void SubscriptionTest::rowFilters()
{
    auto &place = begin();
    place.both("CREATE TABLE t (id int PRIMARY KEY, k int, v text); ALTER TABLE t REPLICA IDENTITY FULL");
    place.source("INSERT INTO t SELECT g, NULLIF(g % 10, 9), 'v' FROM generate_series(1, 100) g");
    QVERIFY(place.run("FOR TABLE settled, t WHERE (k > 4 AND id < 1000)"));
    place.source("UPDATE t SET k = k + 3 WHERE id < 30; UPDATE t SET k = k - 3 WHERE id BETWEEN 30 AND 60;"
                 "UPDATE t SET k = NULL WHERE id BETWEEN 61 AND 65; UPDATE t SET k = 7 WHERE k IS NULL AND id > 66;"
                 "UPDATE t SET id = id + 2000 WHERE id = 16; DELETE FROM t WHERE id IN (17, 90, 91);"
                 "INSERT INTO t VALUES (200, 5, 'in'), (201, 4, 'out'), (202, NULL, 'unknown')");
    QVERIFY(place.settle());
    place.source("CREATE TABLE wanted AS SELECT * FROM t WHERE k > 4 AND id < 1000");
    const std::string rows = "SELECT count(*) || md5(string_agg(t::text, ' ' ORDER BY id)) FROM ";
    QCOMPARE(place.targetValue(rows + "t"), place.sourceValue(rows + "wanted t"));
}

/// 031: columns that are not in the list stay what the target makes of them.
void SubscriptionTest::columnLists()
{
    auto &place = begin();
    place.source("CREATE TABLE t (id int PRIMARY KEY, secret text, v text)");
    place.target("CREATE TABLE t (v text, id int PRIMARY KEY, secret text DEFAULT 'kept here')");
    place.source("INSERT INTO t SELECT g, 'secret', 'v' FROM generate_series(1, 50) g");
    QVERIFY(place.run("FOR TABLE settled, t (v, id)"));
    place.source("INSERT INTO t VALUES (100, 'secret', 'new'); UPDATE t SET secret = 'other' WHERE id = 1;"
                 "UPDATE t SET v = 'changed', id = id + 500 WHERE id < 10; DELETE FROM t WHERE id = 20");
    QVERIFY(place.settle());
    const std::string rows = "SELECT count(*) || md5(string_agg(id || v, ' ' ORDER BY id)) FROM t";
    QCOMPARE(place.targetValue(rows), place.sourceValue(rows));
    QCOMPARE(place.targetValue("SELECT DISTINCT secret FROM t"), "kept here");
}

/// 032: FULL finds its row by whatever index or none; NULLs are equal to themselves; one of two equal rows goes.
void SubscriptionTest::identityByWhatThereIs()
{
    auto &place = begin();
    place.both("CREATE TABLE t (a int, b text, c int); ALTER TABLE t REPLICA IDENTITY FULL;"
               "CREATE TABLE i (a int NOT NULL, b text, c int); CREATE UNIQUE INDEX iu ON i (a) INCLUDE (c);"
               "ALTER TABLE i REPLICA IDENTITY USING INDEX iu");
    place.target("CREATE INDEX ON t (a); CREATE INDEX ON t (lower(b)); CREATE INDEX ON t (c) WHERE a > 5");
    place.source("INSERT INTO t SELECT g % 50, NULLIF(g % 7, 0)::text, NULLIF(g % 3, 0) FROM generate_series(1, 500) g;"
                 "INSERT INTO t SELECT * FROM t; INSERT INTO i SELECT g, 'x', g FROM generate_series(1, 50) g");
    QVERIFY(place.run());
    place.source("DELETE FROM t WHERE ctid IN (SELECT min(ctid) FROM t GROUP BY a, b, c);"
                 "UPDATE t SET b = NULL WHERE a = 3; UPDATE t SET c = a WHERE b IS NULL; DELETE FROM t WHERE a = 9 AND c IS NULL;"
                 "UPDATE i SET c = c + 1 WHERE a < 10; UPDATE i SET a = a + 100 WHERE a > 40; DELETE FROM i WHERE a = 20");
    verifySame({"public.t", "public.i"});
}

/// 034: a key WITHOUT OVERLAPS.
void SubscriptionTest::temporalKeys()
{
    if (!support::Installation::withMajor(18))
        TIDEGATE_SKIP("PostgreSQL 18");
    auto &place = begin(18);
    if (!place.haveExtension("btree_gist"))
        TIDEGATE_SKIP("btree_gist on PostgreSQL 18");
    place.both("CREATE TABLE t (id int, during daterange, v text, PRIMARY KEY (id, during WITHOUT OVERLAPS))");
    place.source("INSERT INTO t VALUES (1, '[2024-01-01,2024-02-01)', 'a'), (1, '[2024-02-01,2024-03-01)', 'b'), (2, '[,)', 'c')");
    QVERIFY(place.run());
    place.source("UPDATE t SET v = 'changed' WHERE id = 1; UPDATE t SET during = '[2024-02-10,2024-03-01)' WHERE v = 'changed'"
                 " AND lower(during) = '2024-02-01'; DELETE FROM t WHERE id = 2; INSERT INTO t VALUES (2, '[2024-01-01,)', 'd')");
    verifySame({"public.t"});
}

/// 100: what FOR ALL TABLES does not mean.
void SubscriptionTest::temporaryAndUnlogged()
{
    auto &place = begin();
    place.both("CREATE TABLE t (id int PRIMARY KEY); CREATE INDEX ON t ((id * 2)); CREATE UNLOGGED TABLE u (id int)");
    QVERIFY(place.run());
    place.source("CREATE TEMP TABLE x (id int); INSERT INTO x VALUES (1); INSERT INTO u VALUES (1); INSERT INTO t VALUES (1)");
    place.source("ALTER TABLE t ALTER id SET STATISTICS 100; INSERT INTO t VALUES (2)");
    verifySame({"public.t"});
}

/// 100: the identity's index is another from here on.
void SubscriptionTest::identitySwitchedMidway()
{
    auto &place = begin();
    place.both("CREATE TABLE t (a int NOT NULL, b int NOT NULL, v int, UNIQUE (a), UNIQUE (b));"
               "ALTER TABLE t REPLICA IDENTITY USING INDEX t_a_key");
    place.source("INSERT INTO t SELECT g, g + 1000, 0 FROM generate_series(1, 20) g");
    QVERIFY(place.run());
    place.source("UPDATE t SET v = 1 WHERE a = 1");
    place.source("ALTER TABLE t REPLICA IDENTITY USING INDEX t_b_key");
    place.source("UPDATE t SET v = 2, a = a + 500 WHERE a = 2; DELETE FROM t WHERE b = 1003");
    place.source("ALTER TABLE t REPLICA IDENTITY FULL");
    place.source("UPDATE t SET v = 3 WHERE a = 4; DELETE FROM t WHERE a = 5");
    verifySame({"public.t"});
}

/// 100: FULL with columns that were dropped, and with ones that a row of old does not have.
void SubscriptionTest::droppedAndMissingColumns()
{
    auto &place = begin();
    place.source("CREATE TABLE t (a int, gone int, b int); ALTER TABLE t REPLICA IDENTITY FULL; ALTER TABLE t DROP gone;"
                 "INSERT INTO t SELECT g, g FROM generate_series(1, 10) g; ALTER TABLE t ADD c int DEFAULT 5;"
                 "CREATE TABLE d (gone int, a int PRIMARY KEY, b int)");
    place.target("CREATE TABLE t (a int, x int, b int, c int DEFAULT 5); ALTER TABLE t REPLICA IDENTITY FULL; ALTER TABLE t DROP x;"
                 "CREATE TABLE d (a int PRIMARY KEY, gone int, b int); ALTER TABLE d DROP gone");
    place.source("ALTER TABLE d DROP gone; INSERT INTO d SELECT g, g FROM generate_series(1, 10) g");
    QVERIFY(place.run());
    place.source("UPDATE t SET b = b + 1 WHERE a < 5; DELETE FROM t WHERE a = 7; UPDATE t SET c = NULL WHERE a = 8;"
                 "UPDATE d SET b = 0 WHERE a < 5; DELETE FROM d WHERE a = 7");
    verifySame({"public.t", "public.d"});
}

QTEST_GUILESS_MAIN(SubscriptionTest)
#include "subscription_test.moc"
