// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "rules_place.h"

#include <QFile>
#include <QTemporaryDir>
#include <QTest>

using namespace tidegate;
using rules::Gate;

namespace {

/// The calendar clock of one program, which jumps when it is told to (support/clock_shim.cpp).
class Clock
{
public:
    Clock()
    {
        // Where user postgres may read it.
        const auto shim = QStringLiteral(TIDEGATE_CLOCK_SHIM);
        QFile::setPermissions(m_directory.path(), QFile::permissions(m_directory.path()) | QFile::ReadOther | QFile::ExeOther);
        if (!QFile::copy(shim, library()))
            throw std::runtime_error("cannot copy " + shim.toStdString());
        jump(0);
    }
    void jump(long seconds) const
    {
        QFile file(setting());
        if (!file.open(QIODevice::WriteOnly) || file.write(QByteArray::number(static_cast<qlonglong>(seconds))) < 0)
            throw std::runtime_error("cannot write " + setting().toStdString());
        file.close();
        file.setPermissions(QFile::permissions(setting()) | QFile::ReadOther);
    }
    support::Environment environment() const
    {
        return {{"LD_PRELOAD", library().toStdString()}, {"TIDEGATE_CLOCK", setting().toStdString()}};
    }

private:
    QString library() const { return m_directory.filePath(QStringLiteral("clock.so")); }
    QString setting() const { return m_directory.filePath(QStringLiteral("jump")); }

    QTemporaryDir m_directory{QStringLiteral("/var/tmp/tidegate-clock-XXXXXX")};
};

} // namespace

/// Clocks that are set while rows are copied and while they stream: ours and those of both servers (FAULTS.md).
class FaultsClockTest : public rules::PlaceTest
{
    Q_OBJECT

private:
    Clock m_ours;
    Clock m_sources;
    Clock m_targets;

private slots:
    void initTestCase();
    void init();
    void jumps_data();
    void jumps();
};

void FaultsClockTest::initTestCase()
{
    support::ClusterOptions source;
    source.environment = m_sources.environment();
    support::ClusterOptions target;
    target.environment = m_targets.environment();
    m_place = std::make_unique<rules::Place>(source, target);
}

void FaultsClockTest::init()
{
    for (const auto *clock : {&m_ours, &m_sources, &m_targets})
        clock->jump(0);
    PlaceTest::init();
}

void FaultsClockTest::jumps_data()
{
    QTest::addColumn<std::string>("whose");
    QTest::addColumn<int>("seconds");
    for (const char *whose : {"ours", "source", "target"}) {
        QTest::addRow("%s, two hours ahead", whose) << std::string(whose) << 7'200;
        QTest::addRow("%s, a day back", whose) << std::string(whose) << -86'400;
    }
}

void FaultsClockTest::jumps()
{
    QFETCH(std::string, whose);
    QFETCH(int, seconds);
    const Clock &clock = whose == "ours" ? m_ours : whose == "source" ? m_sources : m_targets;
    const auto serverTime = [&] {
        return whose == "source" ? m_place->source("SELECT extract(epoch FROM clock_timestamp())::bigint")
                                 : m_place->target("SELECT extract(epoch FROM clock_timestamp())::bigint");
    };
    const auto before = std::stoll(serverTime());
    m_place->source("INSERT INTO notes SELECT g, repeat('x', 100) FROM generate_series(1, 20000) g");
    const Gate copied("copy.rows"); // and not committed
    auto environment = m_ours.environment();
    environment.emplace_back("TIDEGATE_FAILPOINTS", copied.setting());
    auto arguments = m_place->arguments("run");
    arguments.insert(arguments.end(), {"--publication", "p", "--confirm-delay", "1"});
    m_run = std::make_unique<support::CliProcess>(arguments, environment);
    QVERIFY(copied.arrived());
    m_place->source("UPDATE notes SET b = 'meanwhile' WHERE a % 200 = 0");
    clock.jump(seconds);
    if (whose != "ours")
        QVERIFY(std::abs(std::stoll(serverTime()) - before - seconds) < 600);
    copied.open();
    QVERIFY(m_place->allReady());
    QVERIFY(m_place->settle());
    // Confirmed by a delay that is measured, not read off a calendar.
    const auto position = m_place->position();
    const std::string confirmed = "SELECT confirmed_flush_lsn >= '" + position + "' FROM pg_replication_slots";
    QTRY_VERIFY_WITH_TIMEOUT(m_place->settle() && m_place->source(confirmed) == "t", 60'000);
    clock.jump(0);
    m_place->source("UPDATE things SET note = 'after'");
    QVERIFY(m_place->settle());
    QVERIFY(m_run->isRunning());
    QVERIFY2(whose != "ours" || m_run->output().find("was lost") == std::string::npos, m_run->output().c_str());
    const auto status = support::CliProcess::runToEnd(m_place->arguments("status"), m_ours.environment());
    QVERIFY2(status.exitCode == 0, status.output.c_str());
    const auto same = m_place->compare();
    QVERIFY2(same, same.report.c_str());
}

QTEST_GUILESS_MAIN(FaultsClockTest)
#include "faults_clock_test.moc"
