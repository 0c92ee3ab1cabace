// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "base/problem.h"
#include "cutover/drain.h"
#include "postgres/connection.h"
#include "support/cluster.h"
#include "support/skips.h"

#include <QElapsedTimer>
#include <QProcess>
#include <QTest>

#include <optional>
#include <thread>

using namespace tidegate;
using namespace tidegate::support;

namespace {

/// Stands for the engine: decodes the slot and counts the rows that come before the marker.
class Consumer
{
public:
    explicit Consumer(const Cluster &cluster) : m_session(cluster.session())
    {
        m_session.exec("DROP PUBLICATION IF EXISTS p; DROP TABLE IF EXISTS t;"
                       "CREATE TABLE t (id int PRIMARY KEY); CREATE PUBLICATION p FOR TABLE t");
        m_session.exec("SELECT pg_drop_replication_slot(slot_name) FROM pg_replication_slots");
        m_session.exec("SELECT pg_create_logical_replication_slot('s', 'pgoutput')");
        m_messages = cluster.major() >= 14;
    }
    bool applied(const cutover::Marker &marker)
    {
        const auto rows = m_session.exec(
            std::string("SELECT get_byte(data, 0), position($1::bytea IN data) > 0, lsn FROM"
                        " pg_logical_slot_get_binary_changes('s', NULL, NULL, 'proto_version', '1',"
                        " 'publication_names', 'p'")
                + (m_messages ? ", 'messages', 'true')" : ")") + " WHERE $1::bytea IS NOT NULL",
            {marker.nonce.empty() ? std::string("\\xff") : marker.nonce});
        for (const auto &row : rows) {
            if (*row[0] == "73") // 'I'
                ++m_rows;
            if (!marker.nonce.empty() && *row[1] == "t")
                return true;
        }
        return marker.nonce.empty()
               && m_session.value("SELECT confirmed_flush_lsn >= '" + marker.lsn.toString()
                                  + "' FROM pg_replication_slots")
                      == "t";
    }
    int rows() const { return m_rows; }

private:
    Session m_session;
    bool m_messages = true;
    int m_rows = 0;
};

} // namespace

class DrainTest : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase() { m_cluster = Cluster::start({{}, {{"max_prepared_transactions", "5"}}}); }
    void cleanupTestCase() { m_cluster.reset(); }

    /// The directed test of rule 18: with the rule switched off the row commits behind the marker.
    void openTransactionComesBeforeTheMarker()
    {
        Consumer consumer(*m_cluster);
        auto writer = m_cluster->session();
        writer.exec("BEGIN; INSERT INTO t VALUES (1)");
        bool open = true;
        const auto commit = [&] {
            if (std::exchange(open, false))
                writer.exec("COMMIT");
        };
        bool named = false;
        const auto source = connect(*m_cluster);
        cutover::drain({*source,
                        [&](const cutover::Marker &marker) { return consumer.applied(marker); },
                        [&](cutover::DrainStep step) {
                            if (step == cutover::DrainStep::Applying)
                                commit();
                        },
                        [&](double, const std::vector<slot::Blocker> &blockers) {
                            named = !blockers.empty() && blockers.front().pid == writer.backendPid();
                            commit();
                        },
                        std::nullopt,
                        {}});
        QCOMPARE(m_cluster->value("postgres", "SELECT count(*) FROM t"), "1");
        QVERIFY2(consumer.rows() == 1, "lost: the row committed behind the marker");
        QVERIFY(named);
    }

    void withoutTheRuleTheRowIsLost()
    {
        if (!qEnvironmentVariable("TIDEGATE_RULES_OFF").isEmpty())
            return;
        QProcess child;
        auto environment = QProcessEnvironment::systemEnvironment();
        environment.insert(QStringLiteral("TIDEGATE_RULES_OFF"), QStringLiteral("18"));
        child.setProcessEnvironment(environment);
        child.start(QCoreApplication::applicationFilePath(),
                    {QStringLiteral("openTransactionComesBeforeTheMarker")});
        QVERIFY(child.waitForFinished(120'000));
        const auto words = child.readAllStandardOutput();
        QVERIFY2(words.contains("lost: the row committed behind the marker"), words.constData());
        QCOMPARE(child.exitCode(), 1);
    }

    void idleServerDrainsAtOnce_data()
    {
        QTest::addColumn<int>("major");
        for (const int major : {13, 14, 15, 16, 17, 18})
            QTest::newRow(std::to_string(major).c_str()) << major;
    }
    void idleServerDrainsAtOnce()
    {
        QFETCH(int, major);
        const auto installation = Installation::withMajor(major);
        if (!installation)
            TIDEGATE_SKIP("PostgreSQL " + std::to_string(major));
        const auto cluster = Cluster::start({installation});
        Consumer consumer(*cluster);
        cluster->sql("postgres", "SET synchronous_commit = off; INSERT INTO t VALUES (1), (2)");
        const auto source = connect(*cluster);
        QElapsedTimer timer;
        timer.start();
        const auto marker = cutover::drain({*source,
                                            [&](const cutover::Marker &set) { return consumer.applied(set); },
                                            {},
                                            {},
                                            std::chrono::seconds(20),
                                            {}});
        QCOMPARE(marker.nonce.empty(), major == 13);
        QVERIFY(marker.lsn.isValid());
        QCOMPARE(consumer.rows(), 2);
        QVERIFY2(timer.elapsed() < 5'000, qPrintable(QString::number(timer.elapsed())));
    }

    void preparedTransactionStopsItAtOnce()
    {
        Consumer consumer(*m_cluster);
        m_cluster->sql("postgres", "BEGIN; INSERT INTO t VALUES (7); PREPARE TRANSACTION 'left over'");
        const auto source = connect(*m_cluster);
        bool asked = false;
        try {
            cutover::drain({*source, [&](const cutover::Marker &) { return asked = true; }, {}, {}, {}, {}});
            QFAIL("a prepared transaction was ignored");
        } catch (const ProblemError &error) {
            QVERIFY(error.problem().code == Code::PreparedTransactions);
            QVERIFY(error.problem().arguments.at(0).find("'left over' (postgres") != std::string::npos);
        }
        QVERIFY(!asked);
        // Those of another database are not ours to refuse, but the barrier waits for them and names them.
        m_cluster->sql("postgres", "COMMIT PREPARED 'left over'");
        m_cluster->sql("template1", "CREATE TABLE other (id int);"
                                    "BEGIN; INSERT INTO other VALUES (1); PREPARE TRANSACTION 'elsewhere'");
        try {
            cutover::drain({*source,
                            [&](const cutover::Marker &) { return true; },
                            {},
                            {},
                            std::chrono::seconds(5),
                            {}});
            QFAIL("the barrier passed an open transaction");
        } catch (const ProblemError &error) {
            QVERIFY(error.problem().code == Code::BarrierWaits);
            QVERIFY(error.problem().arguments.at(1).find("'elsewhere', postgres@template1") != std::string::npos);
        }
        m_cluster->sql("template1", "ROLLBACK PREPARED 'elsewhere'");
        cutover::drain({*source,
                        [&](const cutover::Marker &marker) { return consumer.applied(marker); },
                        {},
                        {},
                        {},
                        {}});
        QCOMPARE(consumer.rows(), 1);
    }

    void limitAndStopEndTheWait()
    {
        const auto source = connect(*m_cluster);
        try {
            cutover::drain({*source,
                            [](const cutover::Marker &) { return false; },
                            {},
                            {},
                            std::chrono::seconds(5),
                            {}});
            QFAIL("the limit was ignored");
        } catch (const ProblemError &error) {
            QVERIFY(error.problem().code == Code::NotReadyForCutover);
        }
        const StopToken stop;
        const auto stoppable = connect(*m_cluster, stop);
        bool stopped = false;
        QElapsedTimer timer;
        try {
            cutover::drain({*stoppable,
                            [&](const cutover::Marker &) {
                                if (!timer.isValid())
                                    timer.start();
                                stop.requestStop();
                                return false;
                            },
                            {},
                            {},
                            {},
                            stop});
        } catch (const Stopped &) {
            stopped = true;
        }
        QVERIFY(stopped);
        QVERIFY(timer.elapsed() < 1'000);
    }

private:
    static std::unique_ptr<postgres::Connection> connect(const Cluster &cluster, const StopToken &stop = {})
    {
        return std::make_unique<postgres::Connection>(
            postgres::ConnectionParameters::parse(cluster.conninfo()),
            postgres::SessionOptions{"source", "tidegate drain_test", false, false}, stop);
    }

    std::unique_ptr<Cluster> m_cluster;
};

QTEST_GUILESS_MAIN(DrainTest)
#include "drain_test.moc"
