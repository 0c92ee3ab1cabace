// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "torture_writer.h"

#include "support/session.h"

namespace tidegate::torture {

namespace {

/// Between two transactions: an engine that failpoints delay is to catch up in the end, on a machine that others use as well.
constexpr auto pace = std::chrono::milliseconds(8);

} // namespace

// In a source file of its own, since Qt 6.4's moc loses its way in raw strings with quotes.
const char *const schema = R"(
    CREATE TABLE t_default (id int PRIMARY KEY, v bigint, note text, big text);
    ALTER TABLE t_default ALTER big SET STORAGE EXTERNAL;
    CREATE TABLE t_full (id int PRIMARY KEY, v int, big text);
    ALTER TABLE t_full REPLICA IDENTITY FULL; ALTER TABLE t_full ALTER big SET STORAGE EXTERNAL;
    CREATE TABLE t_index (a int NOT NULL, b text NOT NULL, v int);
    CREATE UNIQUE INDEX t_index_ab ON t_index (a, b); ALTER TABLE t_index REPLICA IDENTITY USING INDEX t_index_ab;
    CREATE TABLE t_keyless (a int, b numeric, c text); ALTER TABLE t_keyless REPLICA IDENTITY FULL;
    CREATE TABLE t_unique (id int PRIMARY KEY, pos int, CONSTRAINT u UNIQUE (pos) DEFERRABLE INITIALLY DEFERRED);
    CREATE TABLE t_chain (id int, v int, CONSTRAINT c UNIQUE (id) DEFERRABLE); ALTER TABLE t_chain REPLICA IDENTITY FULL;
    CREATE TABLE t_identity (id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY, v int, twice int GENERATED ALWAYS AS (v * 2) STORED);
    CREATE TABLE t_parted (id int, k int, v text, PRIMARY KEY (id, k)) PARTITION BY RANGE (k);
    CREATE TABLE t_parted_1 PARTITION OF t_parted FOR VALUES FROM (0) TO (10);
    CREATE TABLE t_parted_2 PARTITION OF t_parted DEFAULT;
    CREATE TABLE t_parent (id int PRIMARY KEY, v int);
    CREATE TABLE t_child (id int PRIMARY KEY, parent int REFERENCES t_parent ON DELETE CASCADE ON UPDATE CASCADE);
    CREATE TABLE t_truncated (id int PRIMARY KEY, v int);
    CREATE TABLE t_truncated2 (id int PRIMARY KEY, v int);
    CREATE TABLE t_late (id int PRIMARY KEY, v int);
    CREATE TABLE t_leaver (id int PRIMARY KEY, v int);
    CREATE TABLE t_shape (id int PRIMARY KEY, v int NOT NULL DEFAULT 0);
    CREATE TABLE t_ranged (id int PRIMARY KEY, v int) PARTITION BY RANGE (id);
    CREATE TABLE t_ranged_0 PARTITION OF t_ranged FOR VALUES FROM (0) TO (1000);
    CREATE TABLE t_ranged_1 PARTITION OF t_ranged FOR VALUES FROM (1000) TO (2000);
    CREATE TABLE t_ranged_2 PARTITION OF t_ranged FOR VALUES FROM (2000) TO (3000);
    CREATE TABLE t_ranged_3 PARTITION OF t_ranged FOR VALUES FROM (3000) TO (4000);
    CREATE TABLE t_rooted (id int, k int, v text, PRIMARY KEY (id, k)) PARTITION BY LIST (k);
    CREATE TABLE t_rooted_1 PARTITION OF t_rooted FOR VALUES IN (1);
    CREATE TABLE t_rooted_2 PARTITION OF t_rooted FOR VALUES IN (2);
    CREATE TABLE t_filtered (id int PRIMARY KEY, v int, secret text);
    ALTER TABLE t_filtered REPLICA IDENTITY FULL;
    CREATE SCHEMA extra;
)";

const char *const rows = R"(
    INSERT INTO t_default SELECT g, g, 'n', CASE WHEN g % 20 = 0 THEN repeat(md5(g::text), 100) END FROM generate_series(1, 20000) g;
    INSERT INTO t_full SELECT g, g, repeat(md5(g::text), 80) FROM generate_series(1, 300) g;
    INSERT INTO t_index SELECT g % 50, 'k' || g, g FROM generate_series(1, 1000) g;
    INSERT INTO t_keyless SELECT g % 3, 1.0, E'x\t\\' FROM generate_series(1, 60) g;
    INSERT INTO t_unique SELECT g, g FROM generate_series(1, 200) g;
    INSERT INTO t_chain SELECT g, g FROM generate_series(1, 40) g;
    INSERT INTO t_identity (v) SELECT g FROM generate_series(1, 500) g;
    INSERT INTO t_parted SELECT g, g % 20, 'p' FROM generate_series(1, 1000) g;
    INSERT INTO t_parent SELECT g, g FROM generate_series(1, 300) g;
    INSERT INTO t_child SELECT g, 1 + g % 300 FROM generate_series(1, 900) g;
    INSERT INTO t_truncated SELECT g, g FROM generate_series(1, 500) g;
    INSERT INTO t_truncated2 SELECT g, g FROM generate_series(1, 500) g;
    INSERT INTO t_late SELECT g, g FROM generate_series(1, 2000) g;
    INSERT INTO t_leaver SELECT g, g FROM generate_series(1, 500) g;
    INSERT INTO t_shape SELECT g, g FROM generate_series(1, 1000) g;
    INSERT INTO t_ranged SELECT g * 7, g FROM generate_series(0, 500) g;
    INSERT INTO t_rooted SELECT g, 1 + g % 2, 'r' FROM generate_series(1, 600) g;
    INSERT INTO t_filtered SELECT g, g, 's' FROM generate_series(1, 600) g;
    CREATE PUBLICATION p FOR TABLE t_default, t_full, t_index, t_keyless, t_unique, t_chain, t_identity, t_parted,
        t_parent, t_child, t_truncated, t_truncated2, t_leaver, t_shape, t_ranged;
    CREATE PUBLICATION p_root FOR TABLE t_rooted WITH (publish_via_partition_root);
    CREATE VIEW v_filtered AS SELECT id, v FROM t_filtered WHERE v % 3 <> 0;

    -- New values for all columns that t_shape has by now.
    CREATE FUNCTION reshape(below int) RETURNS void LANGUAGE plpgsql AS $$
    DECLARE
        columns text;
    BEGIN
        SELECT string_agg(format('%I = %s', attname, CASE WHEN atttypid IN (20, 23) THEN 'floor(random() * 1000)'
                                                         ELSE 'md5(random()::text)' END), ', ') INTO columns
          FROM pg_attribute WHERE attrelid = 't_shape'::regclass AND attnum > 2 AND NOT attisdropped;
        IF columns IS NOT NULL THEN
            EXECUTE 'UPDATE t_shape SET ' || columns || ' WHERE id % 100 = ' || below;
        END IF;
    END $$;
)";

const char *const publishedInPart = "CREATE PUBLICATION p_part FOR TABLE t_filtered (id, v) WHERE (v % 3 <> 0);"
                                    "CREATE PUBLICATION p_extra FOR TABLES IN SCHEMA extra";
const char *const publishedWhole = "CREATE PUBLICATION p_part FOR TABLE t_filtered; CREATE PUBLICATION p_extra";

std::vector<support::TablePair> tables()
{
    std::vector<support::TablePair> all;
    for (const char *name : {"t_default", "t_full", "t_index", "t_keyless", "t_unique", "t_chain", "t_identity",
                             "t_parted", "t_parent", "t_child", "t_truncated", "t_truncated2", "t_late", "t_leaver",
                             "t_shape", "t_rooted"})
        all.push_back({std::string("public.") + name});
    return all;
}

Writer::Writer(std::string conninfo, std::uint32_t seed, int number, std::atomic<long> &committed)
    : m_conninfo(std::move(conninfo)), m_random(seed * 1000 + static_cast<std::uint32_t>(number)), m_number(number),
      m_committed(committed), m_thread([this] { run(); })
{
}

void Writer::finish()
{
    m_stop = true;
    if (m_thread.joinable())
        m_thread.join();
}

std::string Writer::id(int range)
{
    return std::to_string(1 + static_cast<int>(m_random() % static_cast<unsigned>(range)));
}

std::string Writer::operation()
{
    const auto fresh = std::to_string(1'000'000 + m_number * 10'000'000 + ++m_serial);
    switch (m_random() % 45) {
    case 0: return "INSERT INTO t_default VALUES (" + fresh + ", 0, 'new', NULL)";
    case 1: return "UPDATE t_default SET v = v + 1 WHERE id = " + id(20000);
    case 2: return "UPDATE t_default SET v = v + 1 WHERE id % 20 = 0 AND id < " + id(2000);
    case 3: return "DELETE FROM t_default WHERE id = " + id(20000);
    case 4: return "INSERT INTO t_default VALUES (" + id(20000) + ", 7, 'again', NULL) ON CONFLICT DO NOTHING";
    case 5: return "UPDATE t_default SET id = " + fresh + " WHERE id = " + id(20000);
    case 6: return "WITH d AS (DELETE FROM t_default WHERE id = " + id(20000)
                   + " RETURNING *) SELECT count(*) FROM d; INSERT INTO t_default VALUES (" + id(20000)
                   + ", 9, 'back', repeat('b', 9000)) ON CONFLICT DO NOTHING";
    case 7: return "UPDATE t_full SET v = v + 1 WHERE id = " + id(300);
    case 8: return "UPDATE t_full SET id = " + fresh + " WHERE id = " + id(300);
    case 9: return "INSERT INTO t_full VALUES (" + id(300) + ", 1, repeat('z', 5000)) ON CONFLICT DO NOTHING";
    case 10: return "UPDATE t_index SET v = v + 1 WHERE a = " + id(50);
    case 11: return "UPDATE t_index SET b = 'm" + fresh + "' WHERE b = 'k" + id(1000) + "'";
    case 12: return "DELETE FROM t_index WHERE b = 'k" + id(1000) + "'";
    case 13: return "INSERT INTO t_keyless VALUES (" + id(3) + ", 1.0, 'same'), (" + id(3) + ", 1.00, 'same')";
    case 14: return "DELETE FROM t_keyless WHERE ctid IN (SELECT ctid FROM t_keyless ORDER BY ctid LIMIT 2)";
    case 15: return "UPDATE t_keyless SET b = b + 1 WHERE ctid = (SELECT ctid FROM t_keyless ORDER BY ctid DESC LIMIT 1)";
    case 16: {
        const auto one = id(200);
        const auto two = id(200);
        return "UPDATE t_unique SET pos = CASE id WHEN " + one + " THEN (SELECT pos FROM t_unique WHERE id = " + two
            + ") ELSE (SELECT pos FROM t_unique WHERE id = " + one + ") END WHERE id IN (" + one + ", " + two + ")";
    }
    case 17: return "UPDATE t_chain SET id = id + 1";
    case 18: return "UPDATE t_chain SET v = v + 1 WHERE id % 3 = 0";
    case 19: return "INSERT INTO t_identity (v) VALUES (1), (2)";
    case 20: return "UPDATE t_identity SET v = v + 1 WHERE id = " + id(500);
    case 21: return "UPDATE t_parted SET k = (k + 10) % 20 WHERE id % 50 = " + id(50) + " - 1";
    case 22: return "DELETE FROM t_parted WHERE id = " + id(1000);
    case 23: return "DELETE FROM t_parent WHERE id = " + id(300);
    case 24: return "INSERT INTO t_parent VALUES (" + id(300) + ", 0) ON CONFLICT DO NOTHING; UPDATE t_parent SET id = "
                + fresh + " WHERE id = " + id(300);
    case 25: return m_random() % 8 ? "INSERT INTO t_truncated VALUES (" + fresh + ", 1)"
                                   : std::string("TRUNCATE t_truncated, t_truncated2");
    case 26: return "INSERT INTO t_truncated2 VALUES (" + fresh + ", 1); DELETE FROM t_truncated2 WHERE id = " + id(500);
    case 27: return "INSERT INTO t_late VALUES (" + fresh + ", 1)";
    case 28: return "UPDATE t_late SET v = v + 1 WHERE id % 100 = " + id(100) + " - 1";
    case 29: return "DELETE FROM t_late WHERE id = " + id(2000);
    case 30: return "INSERT INTO t_leaver VALUES (" + fresh + ", 1); UPDATE t_leaver SET v = v + 1 WHERE id % 50 = " + id(50);
    case 31: return "DELETE FROM t_leaver WHERE id = " + id(500);
    case 32: return "INSERT INTO t_shape (id) VALUES (" + fresh + ")";
    case 33: return "SELECT reshape(" + id(100) + ")";
    case 34: return "UPDATE t_shape SET v = v + 1 WHERE id % 100 = " + id(100);
    case 35: return "UPDATE t_shape SET id = " + fresh + " WHERE id = " + id(1000) + "; DELETE FROM t_shape WHERE id = " + id(1000);
    // Of t_ranged's partitions some are not there yet, or not any more.
    case 36: return "INSERT INTO t_ranged VALUES (" + id(8000) + ", 1) ON CONFLICT DO NOTHING";
    case 37: return "UPDATE t_ranged SET id = id + 1000 WHERE id % 1000 = " + id(1000) + " AND id < 3000";
    case 38: return "UPDATE t_ranged SET v = v + 1 WHERE id % 50 = " + id(50) + "; DELETE FROM t_ranged WHERE id = " + id(4000);
    case 39: return "INSERT INTO t_rooted VALUES (" + fresh + ", " + id(6) + ", 'new')";
    case 40: return "UPDATE t_rooted SET k = 3 - k WHERE k < 3 AND id % 40 = " + id(40);
    case 41: return "UPDATE t_rooted SET v = 'u' WHERE id = " + id(600) + "; DELETE FROM t_rooted WHERE id = " + id(600);
    // Into the filter, out of it, and within.
    case 42: return "UPDATE t_filtered SET v = v + 1, secret = 'x' WHERE id % 30 = " + id(30);
    case 43: return "INSERT INTO t_filtered VALUES (" + fresh + ", " + id(9) + ", 'y'); DELETE FROM t_filtered WHERE id = " + id(600);
    default: return "INSERT INTO extra.n_" + std::to_string(m_random() % 3) + " VALUES (" + fresh + ", 1)";
    }
}

void Writer::run()
{
    std::unique_ptr<support::Session> session;
    while (!m_stop) {
        try {
            if (!session) {
                session = std::make_unique<support::Session>(m_conninfo);
                endPrepared(*session);
            }
            session->exec("BEGIN");
            if (m_random() % 4 == 0)
                session->exec("SET LOCAL synchronous_commit = off");
            const auto operations = 1 + m_random() % 4;
            for (unsigned i = 0; i < operations; ++i) {
                const bool undone = m_random() % 6 == 0;
                if (undone)
                    session->exec("SAVEPOINT a");
                session->exec(operation());
                if (undone)
                    session->exec("ROLLBACK TO a");
            }
            const auto end = m_random() % 20;
            if (end == 0) {
                session->exec("ROLLBACK");
            } else if (end == 1) {
                const auto gid = "'g" + std::to_string(m_number) + "_" + std::to_string(++m_serial) + "'";
                session->exec("PREPARE TRANSACTION " + gid);
                session->exec((m_random() % 4 ? "COMMIT PREPARED " : "ROLLBACK PREPARED ") + gid);
            } else {
                session->exec("COMMIT");
            }
            ++m_committed;
            std::this_thread::sleep_for(pace);
        } catch (const support::SessionError &) {
            if (session && session->isUsable()) {
                std::this_thread::sleep_for(pace);
                try {
                    session->exec("ROLLBACK");
                } catch (const support::SessionError &) {
                    session.reset();
                }
            } else {
                session.reset();
                std::this_thread::sleep_for(std::chrono::milliseconds(20)); // the server is down
            }
        }
    }
}

/// What it had prepared when the server crashed.
void Writer::endPrepared(support::Session &session)
{
    for (const auto &row : session.exec("SELECT gid FROM pg_prepared_xacts WHERE gid LIKE 'g" + std::to_string(m_number) + "\\_%'"))
        session.exec((m_random() % 2 ? "COMMIT PREPARED '" : "ROLLBACK PREPARED '") + *row[0] + "'");
}

} // namespace tidegate::torture
