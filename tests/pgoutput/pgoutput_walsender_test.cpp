// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "clusters.h"
#include "source_stream.h"

#include "pgoutput/timestamp.h"

#include "support/skips.h"

#include <QTest>

#include <cstdlib>

using namespace tidegate;
using namespace tidegate::pgoutput;

/// What is not in the rows: messages, origins, positions and times, and the answers that a server expects.
class WalsenderTest : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase_data()
    {
        QTest::addColumn<int>("installation");
        for (int i = 0; i < Clusters::count(); ++i)
            QTest::newRow(Clusters::name(i).c_str()) << i;
    }

    void initTestCase()
    {
        if (Clusters::count() == 0)
            TIDEGATE_SKIP("a PostgreSQL server");
    }

    void messagesAndOrigins()
    {
        const bool withMessages = cluster().major() >= 14;
        SourceStream stream(cluster(), "messages", {"CREATE TABLE t (id int)", "FOR ALL TABLES",
                                                    withMessages ? ", messages 'true'" : ""});
        stream.sql().exec("SELECT pg_replication_origin_create('up')");
        stream.sql().exec("SELECT pg_replication_origin_session_setup('up')");
        auto did = stream.after({"BEGIN", "SELECT pg_replication_origin_xact_setup('0/ABCDEF', now())",
                                 "INSERT INTO t VALUES (1)", "COMMIT"});
        QCOMPARE(did.size(), 5);
        QCOMPARE(did[1], QStringLiteral("origin up 0/ABCDEF"));
        stream.sql().exec("SELECT pg_replication_origin_session_reset()");
        stream.sql().exec("SELECT pg_replication_origin_drop('up')");
        if (!withMessages)
            return;
        std::vector<Lsn> returned;
        stream.sql().exec("BEGIN");
        const std::vector<std::string> calls = {"true, 'tidegate', ''", "false, '', E'a\\nb'",
                                                "true, 'b', '\\x00ff'::bytea"};
        returned.reserve(calls.size());
        for (const auto &call : calls)
            returned.push_back(
                *Lsn::parse(stream.sql().value("SELECT pg_logical_emit_message(" + call + ")")));
        did = stream.after({"INSERT INTO t VALUES (2)", "COMMIT", "BEGIN",
                            "SELECT pg_logical_emit_message(true, 'lost', 'x')",
                            "SELECT pg_logical_emit_message(false, 'kept', 'x')", "ROLLBACK"});
        // One that is not transactional comes when it is read in the WAL, before the transaction around it.
        QCOMPARE(did, lines(R"(
            message at once : x610a62
            begin
                message tidegate: x
                message b: x00ff
                insert t: '2'
            commit
            message at once kept: x78)"));
        QCOMPARE(stream.messageLsns().size(), std::size_t{4});
        QCOMPARE(stream.messageLsns()[0], returned[1]);
        QCOMPARE(stream.messageLsns()[1], returned[0]);
        QCOMPARE(stream.messageLsns()[2], returned[2]);
    }

    void numbersOfTransactions()
    {
        SourceStream stream(cluster(), "numbers", {"CREATE TABLE t (id int)"});
        auto &sql = stream.sql();
        std::vector<long long> xids;
        std::vector<Lsn> before;
        for (int i = 0; i < 3; ++i) {
            before.push_back(*Lsn::parse(sql.value("SELECT pg_current_wal_insert_lsn()")));
            xids.push_back(sql.number("INSERT INTO t VALUES (1) RETURNING pg_current_xact_id()"));
        }
        QCOMPARE(stream.after({}).count(QStringLiteral("begin")), 3);
        const Lsn end = *Lsn::parse(sql.value("SELECT pg_current_wal_insert_lsn()"));
        QVERIFY(stream.begins().size() >= 4 && stream.begins().size() == stream.commits().size());
        std::size_t found = 0;
        Lsn last;
        for (std::size_t i = 0; i < stream.begins().size(); ++i) {
            const Begin &begin = stream.begins()[i];
            const Commit &commit = stream.commits()[i];
            QCOMPARE(begin.finalLsn, commit.commitLsn);
            QCOMPARE(begin.commitTime, commit.commitTime);
            QVERIFY(last <= commit.commitLsn && commit.commitLsn < commit.endLsn && commit.endLsn <= end);
            last = commit.endLsn;
            if (found == xids.size() || begin.xid != static_cast<std::uint32_t>(xids[found]))
                continue;
            QVERIFY(before[found] < commit.commitLsn);
            const auto unixTime =
                sql.exec("SELECT extract(epoch FROM date_trunc('second', at))::bigint * 1000000"
                         " + extract(microseconds FROM at)::bigint % 1000000"
                         " FROM pg_xact_commit_timestamp($1::text::xid) AS at",
                         {std::to_string(begin.xid)});
            QCOMPARE(std::to_string(toUnixMicroseconds(commit.commitTime)), *unixTime[0][0]);
            ++found;
        }
        QCOMPARE(found, xids.size());
    }

    void statusIsUnderstood()
    {
        SourceStream stream(cluster(), "status", {"CREATE TABLE t (id int)"});
        stream.after({"INSERT INTO t VALUES (1)"});
        StandbyStatus status;
        status.written = stream.commits().back().endLsn;
        status.flushed = status.written;
        status.applied = stream.commits().front().endLsn;
        const auto now = stream.sql().number("SELECT (extract(epoch FROM now()) * 1000000)::bigint");
        status.sendTime = fromUnixMicroseconds(now);
        status.replyRequested = true;
        stream.send(status);
        const auto keepalive = stream.nextKeepalive();
        QVERIFY(keepalive.walEnd >= status.written);
        QVERIFY(std::llabs(toUnixMicroseconds(keepalive.sendTime) - now) < 600'000'000);
        const auto seen = [&] {
            return QString::fromStdString(
                stream.sql().value("SELECT concat_ws(' ', confirmed_flush_lsn, write_lsn, flush_lsn, "
                                   "replay_lsn, (extract(epoch FROM reply_time) * 1000000)::bigint) "
                                   "FROM pg_replication_slots JOIN pg_stat_replication ON pid = active_pid "
                                   "WHERE slot_name = 'status'"));
        };
        const auto flushed = QString::fromStdString(status.flushed.toString());
        const auto applied = QString::fromStdString(status.applied.toString());
        // The keepalive may be an earlier one.
        QTRY_COMPARE(seen(), QStringLiteral("%1 %1 %1 %2 %3").arg(flushed, applied).arg(now));
    }

private:
    const support::Cluster &cluster()
    {
        QFETCH_GLOBAL(int, installation);
        return m_clusters.of(installation);
    }

    Clusters m_clusters;
};

QTEST_GUILESS_MAIN(WalsenderTest)
#include "pgoutput_walsender_test.moc"
