// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "house.h"

#include <QFile>
#include <QTest>

#include <fstream>
#include <sstream>

using namespace tidegate::architecture;

namespace {

const std::string top = TIDEGATE_SOURCE_DIR;

std::string readTable()
{
    std::ifstream file(top + "/tests/architecture/rooms.txt");
    std::ostringstream text;
    text << file.rdbuf();
    return text.str();
}

void verifyNone(const Offences &offences)
{
    for (const auto &offence : offences)
        qWarning("%s", offence.c_str());
    QCOMPARE(offences.size(), std::size_t(0));
}

/// The checks must find what they are for: a file with one offence each.
std::size_t offencesOf(const std::string &path, const std::string &text,
                       Offences (*check)(const std::vector<SourceFile> &))
{
    return check({SourceFile(path, text)}).size();
}

} // namespace

class ArchitectureTest : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase()
    {
        m_sources = readSources(top, {"engine", "gui", "tests"});
        QVERIFY(m_sources.size() > 30);
    }

    void arrowsFollowTheTable() { verifyNone(arrows(House(readTable()), m_sources)); }
    void noForbiddenWords() { verifyNone(words(m_sources)); }
    void shapesAreKept() { verifyNone(shapes(m_sources)); }

    void everyRoomIsInTheTable()
    {
        const House house(readTable());
        for (const auto &source : m_sources)
            QVERIFY2(source.part() == "tests" || source.room().empty() || house.knows(source.room()),
                     source.path.c_str());
    }

    void tableIsReadWithCare()
    {
        QVERIFY_EXCEPTION_THROWN(House("a: b\nb: a\n"), std::runtime_error);
        QVERIFY_EXCEPTION_THROWN(House("a: missing\n"), std::runtime_error);
        QVERIFY_EXCEPTION_THROWN(House("no colon\n"), std::runtime_error);
        const House house("base: -\nphrases: -\nprogress: -\na:\nb: a\nc: b*\nd: c b/one.h\ne: c\n");
        QVERIFY(house.mayInclude("b", "a/x.h") && house.mayInclude("b", "base/x.h")
                && house.mayInclude("b", "b/x.h"));
        QVERIFY(!house.mayInclude("a", "b/x.h") && !house.mayInclude("base", "progress/x.h"));
        QVERIFY(house.mayInclude("c", "b/x.h") && !house.mayInclude("c", "a/x.h"));
        QVERIFY(house.mayInclude("d", "b/one.h") && house.mayInclude("e", "c/x.h"));
    }

    void arrowsAreFound()
    {
        const House house("base: -\nphrases: -\nprogress: -\na:\nb: a\ngui/pages: b*\n");
        const auto count = [&](const char *path, const char *text) {
            return arrows(house, {SourceFile(path, text)}).size();
        };
        QCOMPARE(count("engine/b/x.cpp", "#include \"a/x.h\"\n#include \"base/x.h\"\n#include \"x.moc\"\n"),
                 0u);
        QCOMPARE(count("engine/a/x.cpp", "#include \"b/x.h\"\n"), 1u);
        QCOMPARE(count("engine/a/x.cpp", "  #  include \"b/x.h\"\n"), 1u);
        QCOMPARE(count("engine/a/x.cpp", "#include \"x.h\"\n"), 1u);
        QCOMPARE(count("engine/new/x.cpp", ""), 1u);
        QCOMPARE(count("gui/pages/sync/x.cpp", "#include \"pages/sync/y.h\"\n#include \"b/x.h\"\n"), 0u);
        QCOMPARE(count("gui/pages/sync/x.cpp", "#include \"pages/tables/y.h\"\n"), 1u);
        QCOMPARE(count("gui/pages/sync/x.cpp", "#include \"a/x.h\"\n"), 1u);
    }

    void wordsAreFound()
    {
        QCOMPARE(offencesOf("engine/a/x.cpp", "auto s = tr(\"x\");\n", words), 1u);
        QCOMPARE(offencesOf("engine/a/x.cpp",
                            "// tr(\n/* tr( */ auto s = \"tr(\" R\"(tr()\" 'q';\nstr(1'000);\n", words),
                 0u);
        QCOMPARE(offencesOf("gui/a/x.cpp", "auto s = tr(\"x\");\n", words), 0u);
        QCOMPARE(offencesOf("engine/a/x.cpp", "auto s = quoted(name);\n", words), 1u);
        QCOMPARE(offencesOf("engine/a/x.cpp", "auto s = postgres::quoted(name);\n", words), 0u);
        QCOMPARE(offencesOf("engine/a/x.cpp", "#include <libpq-fe.h>\n", words), 1u);
        QCOMPARE(offencesOf("engine/postgres/x.cpp", "#include <libpq-fe.h>\n", words), 0u);
        QCOMPARE(offencesOf("engine/a/x.cpp", "#include <QtWidgets/QWidget>\n", words), 1u);
        QCOMPARE(offencesOf("engine/a/x.cpp", "#include <QTcpSocket>\n", words), 1u);
        QCOMPARE(offencesOf("engine/a/x.cpp", "#include <unistd.h>\n", words), 1u);
        QCOMPARE(offencesOf("engine/process/platform.cpp", "#include <unistd.h>\n", words), 0u);
        QCOMPARE(offencesOf("gui/a/x.cpp", "QDialog::exec();\nexec();\n", words), 2u);
        QVERIFY(offencesOf("gui/app/x.cpp", "dialog.exec();\n", words) > 0);
        QCOMPARE(offencesOf("gui/app/x.cpp", "QApplication::exec();\n", words), 0u);
        QCOMPARE(offencesOf("gui/pages/a/x.cpp", "#include <QMessageBox>\n#include <QFileDialog>\n", words),
                 2u);
        QCOMPARE(offencesOf("gui/ask/x.cpp", "#include <QMessageBox>\n#include <QFileDialog>\n", words), 0u);
        QCOMPARE(offencesOf("gui/pages/a/x.cpp", "#include <qt6keychain/keychain.h>\n", words), 1u);
        QCOMPARE(offencesOf("engine/a/x.cpp", "connection.exec(sql);\n", words), 0u);
        QCOMPARE(offencesOf("engine/a/x.cpp", "QEventLoop loop;\n", words), 1u);
        QCOMPARE(offencesOf("tests/a/x.cpp", "std::jthread t;\n#include <format>\n", words), 2u);
    }

    void shapesAreFound()
    {
        const std::string head = "// SPDX-FileCopyrightText: Tidegate contributors\n"
                                 "// SPDX-License-Identifier: GPL-3.0-or-later\n";
        QCOMPARE(offencesOf("engine/a/x.h", head + "#pragma once\n", shapes), 0u);
        QCOMPARE(offencesOf("engine/a/x.h", head, shapes), 1u);
        QCOMPARE(offencesOf("engine/a/x.cpp", "int x;\n", shapes), 1u);
        QCOMPARE(offencesOf("engine/a/x.cpp", head + std::string(399, '\n'), shapes), 1u);
    }

private:
    std::vector<SourceFile> m_sources;
};

QTEST_APPLESS_MAIN(ArchitectureTest)

#include "architecture_test.moc"
