// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "cli/figures.h"
#include "cli/live_table.h"

#include <QTest>

using namespace tidegate;
using namespace tidegate::cli;

class FiguresTest : public QObject
{
    Q_OBJECT

private slots:
    void numbers()
    {
        QCOMPARE(grouped(0), "0");
        QCOMPARE(grouped(999), "999");
        QCOMPARE(grouped(1000), "1,000");
        QCOMPARE(grouped(1234567), "1,234,567");
        QCOMPARE(duration(0.4), "0 s");
        QCOMPARE(duration(59.6), "1 min");
        QCOMPARE(duration(200), "3 min 20 s");
        QCOMPARE(duration(3600), "1 h");
        QCOMPARE(duration(90061), "1 d 1 h");
    }

    void columnsCountCharactersNotBytes()
    {
        const auto lines = columns({{"näme", "1"}, {"x", "22"}}, {false, true});
        QCOMPARE(lines[0], "näme   1");
        QCOMPARE(lines[1], "x     22");
        QCOMPARE(cut("näme", 4), "näme");
        QCOMPARE(cut("nämen", 4), "näm…");
    }

    void liveTableFitsTheTerminal()
    {
        progress::ProgressSnapshot snapshot;
        snapshot.phase = progress::Phase::Copying;
        for (int at = 0; at < 100; ++at) {
            progress::TableProgress table;
            table.source = {"public", "table_" + std::to_string(at)};
            table.state = at == 90 ? progress::TableState::Copying : progress::TableState::Ready;
            if (at == 95)
                table.lastError = Problem{Code::TableStopped, {"public.table_95", "x"}, {}, {}, {}, false};
            snapshot.tables.push_back(table);
        }
        const auto lines = LiveTable::draw(snapshot, 60, 12);
        QVERIFY(lines.size() < 12);
        for (const auto &line : lines)
            QVERIFY2(QString::fromStdString(line).size() <= 60, line.c_str());
        // Errors first, then what moves.
        QVERIFY(lines[2].find("table_95") != std::string::npos);
        QVERIFY(lines[3].find("table_90") != std::string::npos);
        QVERIFY(lines.back().find("more") != std::string::npos);
    }

    /// A table's name may hold anything, also what would steer the terminal.
    void namesCannotSteerTheTerminal()
    {
        progress::ProgressSnapshot snapshot;
        progress::TableProgress table;
        table.source = {"public", "evil\x1b[2J\n"};
        snapshot.tables.push_back(table);
        for (const auto &line : LiveTable::draw(snapshot, 200, 20)) {
            QVERIFY(line.find('\x1b') == std::string::npos);
            QVERIFY(line.find('\n') == std::string::npos);
        }
    }
};

QTEST_GUILESS_MAIN(FiguresTest)
#include "figures_test.moc"
