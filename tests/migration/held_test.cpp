// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "migration/held_notes.h"
#include "rules_place.h"
#include "watching.h"

#include <QRegularExpression>
#include <QTest>

using namespace tidegate;

namespace {

constexpr int patience = 60'000;

} // namespace

/// How long the copy of a table takes, and how long the stream has waited for it (rule 15): told by the run, and to who looks
/// from elsewhere. With a table in key ranges.
class HeldTest : public rules::PlaceTest
{
    Q_OBJECT

private:
    void makeWide()
    {
        const std::string made = "CREATE TABLE wide (id bigint PRIMARY KEY, n int, body text)";
        m_place->source(made);
        m_place->target(made);
        m_place->source("INSERT INTO wide SELECT g, g, repeat(md5(g::text), 100) FROM generate_series(1, 1000) g");
        m_place->source("ANALYZE wide; ALTER PUBLICATION p ADD TABLE wide");
    }
    void run(std::vector<std::string> failpoints, const std::vector<std::string> &more)
    {
        failpoints.insert(failpoints.end(), {"plan.small-bytes=0", "plan.sliced-bytes=0"});
        m_run = m_place->run({}, failpoints, more);
    }
    QString status(const std::vector<std::string> &more) const
    {
        auto arguments = m_place->arguments("status");
        arguments.insert(arguments.end(), more.begin(), more.end());
        return QString::fromStdString(support::CliProcess::runToEnd(arguments).output);
    }
    migration::WatchOptions watchOptions() const
    {
        migration::WatchOptions options;
        options.target = endpoint::Endpoint::fromText(m_place->targetServer().conninfo("r"));
        options.subscription = "s";
        return options;
    }
    void verifyWide()
    {
        verifySame();
        const std::string rows = "SELECT count(*), md5(string_agg(md5(w::text), '' ORDER BY md5(w::text))) FROM wide w";
        QCOMPARE(m_place->target(rows), m_place->source(rows));
    }

private slots:
    /// After five minutes in one go, and then every five; not of many short times.
    void longHoldsAreTold()
    {
        migration::HeldNotes notes(std::chrono::seconds(300));
        progress::ProgressSnapshot shown;
        shown.tables.resize(2);
        shown.tables[0].source = {"public", "a"};
        shown.tables[1].source = {"public", "b"};
        auto &held = shown.tables[0].heldSeconds;
        held = 1000; // before anybody looked
        progress::Clock::time_point now{};
        std::vector<double> told;
        const auto pass = [&](int seconds, bool isHeld) {
            for (int i = 0; i < seconds; ++i) {
                now += std::chrono::seconds(1);
                held += isHeld;
                for (const auto &event : notes.due(shown, now)) {
                    QCOMPARE(event.table, "public.a");
                    told.push_back(held);
                }
            }
        };
        pass(10, false);
        for (int i = 0; i < 10; ++i) {
            pass(200, true);
            pass(20, false);
        }
        QVERIFY(told.empty());
        pass(700, true);
        QCOMPARE(told, (std::vector<double>{3300, 3600}));
        pass(3, false); // a network that stalls
        pass(300, true);
        QCOMPARE(told, (std::vector<double>{3300, 3600, 3900}));
    }

    /// What waits for a range is on its table's account while it waits.
    void heldIsTold()
    {
        makeWide();
        const rules::Gate gate("copy.rows");
        run({gate.settingForAll(), "migration.held-seconds=2"}, {"--json"});
        QVERIFY(gate.arrived());
        Watching watch(watchOptions());
        QTRY_VERIFY_WITH_TIMEOUT(watch.table("wide"), patience);
        m_place->source("UPDATE wide SET n = -n");
        const QRegularExpression held(QStringLiteral("\"heldSeconds\":(0\\.[0-9]*[1-9]|[1-9])"));
        QTRY_VERIFY_WITH_TIMEOUT(held.match(QString::fromStdString(m_run->output())).hasMatch(), patience);
        QTRY_VERIFY_WITH_TIMEOUT(held.match(status({"--json"})).hasMatch(), patience);
        QTRY_VERIFY_WITH_TIMEOUT(watch.table("wide")->heldSeconds >= 1, patience);
        QCOMPARE(watch.table("things")->heldSeconds, 0);
        QVERIFY2(m_run->waitFor("have waited 2 s for what is being copied of it", patience), m_run->output().c_str());
        gate.open();
        verifyWide();
    }

    /// One range is copied, by which the rest is told.
    void forecastIsTold()
    {
        makeWide();
        const rules::Gate gate("copy.committed"); // one copier, that has one range behind it
        run({gate.setting()}, {"--table-sync-workers", "1"});
        QVERIFY(gate.arrived());
        const QRegularExpression left(QStringLiteral("\"forecastSeconds\":[0-9.e+-]+"));
        QTRY_VERIFY_WITH_TIMEOUT(left.match(status({"--json"})).hasMatch(), patience);
        QVERIFY(status({}).contains(QLatin1String("about ")));
        Watching watch(watchOptions());
        QTRY_VERIFY_WITH_TIMEOUT(watch.table("wide") && watch.table("wide")->forecastSeconds.value_or(0) > 0, patience);
        gate.open();
        QVERIFY(m_place->allReady());
        QTRY_VERIFY_WITH_TIMEOUT(!watch.table("wide")->forecastSeconds, patience);
        QVERIFY(!left.match(status({"--json"})).hasMatch());
        verifyWide();
    }
};

QTEST_GUILESS_MAIN(HeldTest)
#include "held_test.moc"
