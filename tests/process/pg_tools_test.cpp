// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include <QTest>

#include "base/problem.h"
#include "process/pg_tools.h"

#include <QFileInfo>
#include <QTemporaryDir>

using namespace tidegate;
using process::PgTools;

namespace {

PgTools ofVersion(int version, const char *folder = "")
{
    PgTools tools;
    tools.version = version;
    tools.folder = folder;
    return tools;
}

} // namespace

class PgToolsTest : public QObject
{
    Q_OBJECT

private slots:
    void versionsAreRead_data();
    void versionsAreRead();
    void lowestMajorThatWillDoIsChosen();
    void programsOfThisMachineAreFound();
    void incompleteFolderIsNoSet();
    void nothingNewEnoughIsSaid();
};

void PgToolsTest::versionsAreRead_data()
{
    QTest::addColumn<std::string>("words");
    QTest::addColumn<int>("version");
    QTest::newRow("Debian") << std::string("pg_dump (PostgreSQL) 15.20 (Debian 15.20-0+deb12u1)\n") << 150020;
    QTest::newRow("plain") << std::string("pg_dump (PostgreSQL) 17.6\n") << 170006;
    QTest::newRow("old") << std::string("pg_dump (PostgreSQL) 9.6.24") << 90624;
    QTest::newRow("beta") << std::string("pg_dump (PostgreSQL) 18beta1\n") << 180000;
    QTest::newRow("nothing") << std::string("pg_dump (PostgreSQL) ") << -1;
    QTest::newRow("other") << std::string("pgcopydb version 0.17") << -1;
}

void PgToolsTest::versionsAreRead()
{
    QFETCH(std::string, words);
    QFETCH(int, version);
    QCOMPARE(process::parseVersion(words).value_or(-1), version);
}

void PgToolsTest::lowestMajorThatWillDoIsChosen()
{
    const std::vector<PgTools> tools{ofVersion(180001), ofVersion(150005, "first"), ofVersion(160004),
                                     ofVersion(150020, "newer"), ofVersion(150020, "later")};
    QCOMPARE(process::chosen(tools, 130011)->folder, std::string("newer"));
    // pg_dump compares major versions: an older minor release dumps a newer one.
    QCOMPARE(process::chosen(tools, 150099)->folder, std::string("newer"));
    QCOMPARE(process::chosen(tools, 160000)->version, 160004);
    QCOMPARE(process::chosen(tools, 170000)->version, 180001);
    QVERIFY(!process::chosen(tools, 190000));
}

void PgToolsTest::programsOfThisMachineAreFound()
{
    const auto tools = process::pgTools(130000, {});
    QVERIFY(tools.major() >= 13);
    for (const auto &program : {tools.pgDump, tools.pgRestore, tools.psql}) {
        QVERIFY(QFileInfo(QString::fromStdString(program)).isExecutable());
        QVERIFY(program.starts_with(tools.folder));
    }
    // The user's own folder wins where it will do.
    QCOMPARE(process::pgTools(130000, {}, {"/no/such/folder", tools.folder}).folder, tools.folder);
}

void PgToolsTest::incompleteFolderIsNoSet()
{
    const auto tools = process::pgTools(130000, {});
    QTemporaryDir directory;
    const auto folder = directory.path();
    for (const char *name : {"pg_dump", "pg_restore"})
        QFile::link(QString::fromStdString(tools.folder) + QLatin1Char('/') + QLatin1String(name),
                    folder + QLatin1Char('/') + QLatin1String(name));
    QVERIFY(process::toolsIn({folder.toStdString()}, {}).empty());
}

void PgToolsTest::nothingNewEnoughIsSaid()
{
    try {
        process::pgTools(990000, {});
        QFAIL("there is no PostgreSQL 99");
    } catch (const ProblemError &error) {
        QCOMPARE(error.problem().code, Code::ToolMissing);
        QCOMPARE(error.problem().arguments.at(1), std::string("postgresql-client-99"));
    }
}

QTEST_GUILESS_MAIN(PgToolsTest)
#include "pg_tools_test.moc"
