// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "rules_place.h"

#include <QTest>

#include <utility>

using namespace tidegate;
using support::CliProcess;

namespace {

bool has(const std::string &text, const char *part)
{
    return text.find(part) != std::string::npos;
}

} // namespace

/// A cutover is called off from another process. Afterwards the source takes writes, the stream goes on, and a new cutover
/// comes to its end with both sides equal.
class CutoverAbortTest : public rules::PlaceTest
{
    Q_OBJECT

private:
    std::vector<std::string> words(const std::string &verb, const std::vector<std::string> &more) const
    {
        auto all = m_place->arguments(verb);
        all.insert(all.end(), more.begin(), more.end());
        return all;
    }
    std::unique_ptr<CliProcess> cutOver(const char *how = "read-only") const
    {
        return std::make_unique<CliProcess>(words("cutover", {"--yes", "--stop-writes", how}));
    }
    support::CommandResult abort() const { return CliProcess::runToEnd(words("cutover", {"--abort"}), {}, 120'000); }
    bool start(const std::vector<std::string> &failpoints, const std::vector<std::string> &more = {})
    {
        m_run = m_place->run({}, failpoints, more);
        return m_run->waitFor("in-sync") && m_place->allReady() && m_place->settle();
    }
    /// Through proxies, so that a server can be lost.
    bool startVia(const std::string &source, const std::string &target, const std::vector<std::string> &failpoints)
    {
        std::string list;
        for (const auto &failpoint : failpoints)
            list += (list.empty() ? "" : ",") + failpoint;
        m_run = std::make_unique<CliProcess>(
            std::vector<std::string>{"run", "--subscription", "s", "--publication", "p", "--source", source, "--target", target},
            support::Environment{{"TIDEGATE_FAILPOINTS", list}});
        return m_run->waitFor("in-sync") && m_place->allReady() && m_place->settle();
    }
    bool isClosed() const
    {
        try {
            m_place->source("INSERT INTO notes VALUES (0, 'closed?')");
        } catch (const support::SessionError &error) {
            return error.sqlstate() == "25006"; // read_only_sql_transaction
        }
        return false;
    }
    std::string cutOverAt() const { return m_place->target("SELECT coalesce(cut_over_at::text, 'never') FROM _tidegate.slot"); }
    void post(const char *verb) const
    {
        m_place->target(std::string("INSERT INTO _tidegate.command (subname, verb, arguments, asked_by) VALUES ('s', '") + verb
                        + "', '{}', current_user)");
    }
    bool isTaken(const char *verb, const char *count) const
    {
        return m_place->targetBecomes(std::string("SELECT count(*) FROM _tidegate.command WHERE verb = '") + verb
                                          + "' AND taken_at IS NOT NULL", count);
    }
    /// Nothing is left of what was called off.
    void goesOnAndCutsOver()
    {
        QVERIFY2(m_place->settle(), m_run->output().c_str());
        QCOMPARE(cutOverAt(), "never");
        const auto again = cutOver();
        QVERIFY2(again->waitForEnd(60'000) && again->exitCode() == 0, (again->output() + m_run->output()).c_str());
        QVERIFY(m_run->waitForEnd());
        const auto same = m_place->compare();
        QVERIFY2(same, same.report.c_str());
    }

private slots:
    void atEveryStep_data()
    {
        QTest::addColumn<std::string>("step");
        for (const char *step : {"cutover.stopped", "cutover.marker", "cutover.drained", "cutover.record"})
            QTest::newRow(step) << std::string(step);
    }
    void atEveryStep()
    {
        QFETCH(std::string, step);
        const rules::Gate gate(step);
        QVERIFY(start({gate.setting()}));
        const auto cut = cutOver();
        QVERIFY(gate.arrived());
        QVERIFY(isClosed());
        const auto off = abort();
        QVERIFY2(off.exitCode == 0 && has(off.output, "the source takes writes again"), off.output.c_str());
        QVERIFY(!isClosed());
        QVERIFY(cut->waitForEnd());
        QVERIFY2(cut->exitCode() == 8 && has(cut->output(), "CutoverAborted") && has(cut->output(), "takes writes again"),
                 cut->output().c_str());
        goesOnAndCutsOver();
    }

    /// In the wait for a transaction that was open at the stop.
    void atTheBarrier()
    {
        QVERIFY(start({}));
        auto other = m_place->sourceServer().session("postgres");
        other.exec("BEGIN; SELECT pg_current_xact_id()");
        const auto cut = cutOver();
        QVERIFY2(m_run->waitFor("waiting for transactions"), m_run->output().c_str());
        QCOMPARE(abort().exitCode, 0);
        QVERIFY(cut->waitForEnd());
        QCOMPARE(cut->exitCode(), 8);
        other.exec("COMMIT");
        goesOnAndCutsOver();
    }

    /// A second cutover was asked for before the abort; it must not begin once the first has ended.
    void secondCutoverIsRefusedToo()
    {
        const rules::Gate gate("cutover.drained");
        QVERIFY(start({gate.setting()}));
        const auto first = cutOver();
        QVERIFY(gate.arrived());
        const auto second = cutOver();
        QVERIFY(isTaken("cutover", "2"));
        QCOMPARE(abort().exitCode, 0);
        for (auto *each : {first.get(), second.get()}) {
            QVERIFY(each->waitForEnd());
            QVERIFY2(each->exitCode() == 8 && has(each->output(), "CutoverAborted"), each->output().c_str());
        }
        goesOnAndCutsOver();
    }

    void byHandNothingIsUndone()
    {
        const rules::Gate gate("cutover.drained");
        QVERIFY(start({gate.setting()}));
        const auto cut = cutOver("none");
        QVERIFY(gate.arrived());
        const auto off = abort();
        QVERIFY2(off.exitCode == 0 && has(off.output, "stopped by hand, let them go on"), off.output.c_str());
        QVERIFY(!has(off.output, "takes writes again"));
        QVERIFY(cut->waitForEnd());
        QCOMPARE(cut->exitCode(), 8);
        goesOnAndCutsOver();
    }

    void nothingToCallOff()
    {
        QVERIFY(start({}));
        const auto none = abort();
        QVERIFY2(none.exitCode == 10 && has(none.output, "no cutover of s"), none.output.c_str());
        m_run->terminate();
        QVERIFY(m_run->waitForEnd());
        QCOMPARE(abort().exitCode, 10);
        QVERIFY(start({}));
        goesOnAndCutsOver();
    }

    /// An engine was killed in the middle: its successor did not close the source, and says so when its own cutover is
    /// called off.
    void killedBefore()
    {
        QVERIFY(start({"cutover.drained=kill"}));
        const auto lost = cutOver();
        QVERIFY(m_run->waitForEnd());
        QCOMPARE(m_run->exitCode(), 137);
        QVERIFY(isClosed());
        const rules::Gate gate("cutover.drained");
        m_run = m_place->run({}, {gate.setting()});
        QVERIFY2(lost->waitForEnd(60'000), lost->output().c_str());
        QVERIFY(m_run->waitFor("in-sync"));
        QCOMPARE(abort().exitCode, 10);
        const auto cut = cutOver();
        QVERIFY(gate.arrived());
        const auto off = abort();
        const char *const sql = "to open it: ALTER DATABASE \"r\" RESET default_transaction_read_only";
        QVERIFY2(off.exitCode == 8 && has(off.output, sql), off.output.c_str());
        QVERIFY(cut->waitForEnd());
        QVERIFY2(cut->exitCode() == 8 && has(cut->output(), sql), cut->output().c_str());
        QVERIFY(isClosed());
        m_place->sourceServer().sql("postgres", "ALTER DATABASE r RESET default_transaction_read_only");
        goesOnAndCutsOver();
    }

    void afterTheRecord()
    {
        const rules::Gate gate("cutover.recorded");
        QVERIFY(start({gate.setting()}));
        const auto cut = cutOver();
        QVERIFY(gate.arrived());
        post("abort-cutover");
        gate.open();
        QVERIFY(cut->waitForEnd());
        QCOMPARE(cut->exitCode(), 0);
        QVERIFY(m_run->waitForEnd());
        QVERIFY(has(m_place->target("SELECT answer FROM _tidegate.command WHERE verb = 'abort-cutover' AND NOT ok"), "[AlreadyCutOver]"));
        const auto late = abort();
        QVERIFY2(late.exitCode == 4 && has(late.output, "was cut over at"), late.output.c_str());
        QVERIFY(isClosed());
        const auto same = m_place->compare();
        QVERIFY2(same, same.report.c_str());
    }

    /// Without the target nobody can tell whether the source is ours to open; it is opened once the target is back.
    void targetLostDuringTheAbort()
    {
        support::Proxy way("127.0.0.1", m_place->targetServer().port());
        const rules::Gate gate("cutover.drained");
        QVERIFY(startVia(m_place->sourceServer().conninfo("r"), way.conninfo("r"), {gate.setting()}));
        const auto cut = cutOver();
        QVERIFY(gate.arrived());
        way.refuse();
        CliProcess off(words("cutover", {"--abort"}));
        QVERIFY2(m_run->waitFor("could not be opened again", 60'000), m_run->output().c_str());
        QVERIFY(isClosed());
        way.pass();
        QVERIFY2(m_run->waitFor("the source takes writes again", 60'000), m_run->output().c_str());
        QVERIFY(cut->waitForEnd(60'000) && off.waitForEnd(60'000));
        QVERIFY2(cut->exitCode() == 7 && off.exitCode() == 10, (cut->output() + off.output()).c_str());
        goesOnAndCutsOver();
    }

    void sourceLostDuringTheUndo()
    {
        support::Proxy way("127.0.0.1", m_place->sourceServer().port());
        const rules::Gate drained("cutover.drained");
        const rules::Gate undo("cutover.undo");
        QVERIFY(startVia(way.conninfo("r"), m_place->targetServer().conninfo("r"), {drained.setting(), undo.setting()}));
        const auto cut = cutOver();
        QVERIFY(drained.arrived());
        CliProcess off(words("cutover", {"--abort"}));
        QVERIFY(undo.arrived());
        way.refuse();
        undo.open();
        const char *const sql = "to open it: ALTER DATABASE \"r\" RESET default_transaction_read_only";
        QVERIFY(off.waitForEnd(60'000) && cut->waitForEnd(60'000));
        QVERIFY2(off.exitCode() == 8 && has(off.output(), sql), off.output().c_str());
        QVERIFY2(cut->exitCode() == 8 && has(cut->output(), sql), cut->output().c_str());
        QVERIFY(isClosed());
        way.pass();
        QVERIFY2(m_run->waitFor("the source takes writes again", 60'000), m_run->output().c_str());
        goesOnAndCutsOver();
    }

    /// The COMMIT of the marker is in doubt, not that of the record: the cutover has ended, and with it every other that had
    /// been asked for before the abort.
    void sourceLostInTheMarker()
    {
        support::Proxy way("127.0.0.1", m_place->sourceServer().port());
        const rules::Gate gate("cutover.marker.commit");
        QVERIFY(startVia(way.conninfo("r"), m_place->targetServer().conninfo("r"), {gate.setting()}));
        const auto cut = cutOver();
        QVERIFY(gate.arrived());
        post("cutover");
        post("abort-cutover");
        way.cut();
        QTRY_COMPARE_WITH_TIMEOUT(way.connectionsOpen(), 0, 10'000);
        gate.open();
        QVERIFY2(m_run->waitFor("cutover: [CutoverAborted]", 60'000), m_run->output().c_str());
        QVERIFY2(m_run->waitFor("abort-cutover: the cutover was called off", 60'000), m_run->output().c_str());
        QVERIFY(!isClosed());
        QVERIFY(cut->waitForEnd(60'000));
        goesOnAndCutsOver();
    }

    /// Nothing was begun on a source that does not answer: a stop need not wait for it.
    void stoppedWhileTheSourceHangs()
    {
        support::Proxy way("127.0.0.1", m_place->sourceServer().port());
        const rules::Gate gate("cutover.marker");
        QVERIFY(startVia(way.conninfo("r"), m_place->targetServer().conninfo("r"), {gate.setting()}));
        const auto cut = cutOver("none");
        QVERIFY(gate.arrived());
        way.stall();
        m_run->terminate();
        QVERIFY2(m_run->waitForEnd(12'000), m_run->output().c_str());
        way.pass();
        cut->kill9();
        QVERIFY(start({}));
        goesOnAndCutsOver();
    }

    /// Whoever was taken over opens nothing: the other may have cut over by then.
    void takenOverDoesNotOpen()
    {
        const rules::Gate drained("cutover.drained");
        const rules::Gate undo("cutover.undo.verify");
        QVERIFY(start({drained.setting(), undo.setting()}));
        const auto cut = cutOver();
        QVERIFY(drained.arrived());
        CliProcess off(words("cutover", {"--abort"}));
        QVERIFY(undo.arrived());
        const auto old = std::exchange(m_run, m_place->run({}, {}, {"--take-over"}));
        QVERIFY(m_run->waitFor("in-sync"));
        undo.open();
        QVERIFY2(old->waitForEnd(60'000) && has(old->output(), "was taken over by"), old->output().c_str());
        QCOMPARE(old->exitCode(), 6);
        QVERIFY(isClosed());
        off.kill9();
        cut->kill9();
        m_place->sourceServer().sql("postgres", "ALTER DATABASE r RESET default_transaction_read_only");
        goesOnAndCutsOver();
    }

    /// The run is told to stop before it has heard of the abort: it is answered all the same.
    void askedJustBeforeTheStop()
    {
        const rules::Gate gate("cutover.drained");
        const rules::Gate undo("cutover.undo");
        QVERIFY(start({gate.setting(), undo.setting()}));
        const auto cut = cutOver();
        QVERIFY(gate.arrived());
        m_run->terminate();
        QVERIFY(undo.arrived()); // of the stop: nobody has asked for an abort yet
        post("cutover");
        post("abort-cutover");
        undo.open();
        QVERIFY(m_run->waitForEnd());
        QVERIFY(!isClosed());
        QVERIFY(has(m_place->target("SELECT answer FROM _tidegate.command WHERE verb = 'abort-cutover' AND ok"),
                    "the source takes writes again"));
        cut->kill9();
        QVERIFY(start({}));
        goesOnAndCutsOver();
    }
};

QTEST_GUILESS_MAIN(CutoverAbortTest)
#include "cutover_abort_test.moc"
