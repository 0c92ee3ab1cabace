// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "phrases/phrases.h"

#include <QFile>
#include <QRegularExpression>
#include <QTest>

#include <map>
#include <set>

using namespace tidegate;

namespace {

/// Code name -> how many arguments base/code.h notes for it.
std::map<std::string, int> notedArguments()
{
    QFile file(QStringLiteral(CODE_HEADER));
    if (!file.open(QIODevice::ReadOnly))
        return {};
    static const QRegularExpression line(QStringLiteral(R"(X\((\w+)\)\s*/\*(.*?)\*/)"));
    std::map<std::string, int> noted;
    auto matches = line.globalMatch(QString::fromUtf8(file.readAll()));
    while (matches.hasNext()) {
        const auto match = matches.next();
        const auto note = match.captured(2).trimmed();
        noted[match.captured(1).toStdString()] = note.isEmpty() ? 0 : static_cast<int>(note.count(u',')) + 1;
    }
    return noted;
}

std::set<int> placesIn(const phrases::Phrase &phrase)
{
    std::set<int> places;
    for (const std::string text : {phrase.happened, phrase.safe, phrase.todo}) {
        for (std::size_t at = text.find('%'); at != std::string::npos; at = text.find('%', at + 1))
            places.insert(at + 1 < text.size() ? text[at + 1] - '0' : -1);
    }
    return places;
}

} // namespace

class PhrasesTest : public QObject
{
    Q_OBJECT

private slots:
    void everyCodeHasThreeSentences_data();
    void everyCodeHasThreeSentences();
    void argumentsAreFilledInOnePass();
    void missingArgumentsLeaveAMark();
    void problemCarriesItsEvidence();
    void passwordsAreRedacted();
    void longStatementsAreCutBetweenCharacters();
    void hugeEvidenceDoesNoHarm();
    void findingEndsWithItsMend();
    void nothingToRunIsNoStatement();
};

void PhrasesTest::everyCodeHasThreeSentences_data()
{
    QTest::addColumn<int>("code");
#define TIDEGATE_ROW(name) QTest::newRow(#name) << static_cast<int>(Code::name);
    TIDEGATE_CODES(TIDEGATE_ROW)
#undef TIDEGATE_ROW
}

void PhrasesTest::everyCodeHasThreeSentences()
{
    QFETCH(int, code);
    const auto phrase = phrases::phrase(static_cast<Code>(code));
    for (const std::string text : {phrase.happened, phrase.safe, phrase.todo}) {
        QVERIFY(!text.empty());
        QVERIFY2(text.back() != ' ' && text.front() != ' ', text.c_str());
        QVERIFY2(text.find("  ") == std::string::npos, text.c_str());
    }
    static const auto noted = notedArguments();
    const auto found = noted.find(codeName(static_cast<Code>(code)));
    QVERIFY2(found != noted.end(), "base/code.h notes the arguments of every code");
    std::set<int> expected;
    for (int place = 1; place <= found->second; ++place)
        expected.insert(place);
    QCOMPARE(placesIn(phrase), expected);
}

void PhrasesTest::nothingToRunIsNoStatement()
{
    for (const auto code : {Code::RelationChanged, Code::RelationRewritten}) {
        const auto with = phrases::sentence(Problem{code, {"s.t", "what", "ALTER"}, {}, {}, {}, false});
        QVERIFY2(with.find("Run on the target: ALTER; the rest") != std::string::npos, with.c_str());
        const auto without = phrases::sentence(Problem{code, {"s.t", "what", {}}, {}, {}, {}, false});
        QVERIFY2(without.find("There is nothing to run on the target; the rest") != std::string::npos, without.c_str());
        QCOMPARE(without.find("resync --table s.t") != std::string::npos, code == Code::RelationRewritten);
    }
}

void PhrasesTest::argumentsAreFilledInOnePass()
{
    QCOMPARE(phrases::filled("%2 on %1: 100%", {"%2", "b"}), std::string("b on %2: 100%"));
    QCOMPARE(phrases::filled("%", {"a"}), std::string("%"));
    QCOMPARE(phrases::filled("%0 %a", {"a"}), std::string("%0 %a"));
}

void PhrasesTest::missingArgumentsLeaveAMark()
{
    QCOMPARE(phrases::filled("%1 and %2", {"a"}), std::string("a and ?"));
}

void PhrasesTest::problemCarriesItsEvidence()
{
    const auto text = phrases::sentence(
        Problem{Code::StatementFailed, {"target"}, "42501", "DROP TABLE \"a\"", "permission denied", false});
    QVERIFY(text.starts_with("The target refused a statement. "));
    QVERIFY(text.ends_with("Reported: permission denied (SQLSTATE 42501) Statement: DROP TABLE \"a\""));
    const auto bare = phrases::sentence(Problem{Code::StatementFailed, {"target"}, {}, {}, {}, false});
    QVERIFY(bare.find("Reported") == std::string::npos);
    QVERIFY(bare.find("SQLSTATE") == std::string::npos);
    QVERIFY(bare.find("Statement:") == std::string::npos);
}

void PhrasesTest::passwordsAreRedacted()
{
    const Problem problem{Code::ConnectionFailed,
                          {"source", "postgresql://joe:hunter2@db/shop"},
                          "28P01",
                          "ALTER ROLE joe PASSWORD 'hunter2'",
                          "bad password=hunter2",
                          false};
    const auto text = phrases::sentence(problem);
    QVERIFY2(text.find("hunter2") == std::string::npos, text.c_str());
    QVERIFY(text.find("ALTER ROLE joe") != std::string::npos);
}

void PhrasesTest::longStatementsAreCutBetweenCharacters()
{
    std::string statement = "x";
    while (statement.size() < 5000)
        statement += "ä"; // two bytes each, at odd places: the cut would fall into one
    const auto text = phrases::sentence(Problem{Code::StatementFailed, {"target"}, {}, statement, {}, false});
    QVERIFY(text.size() < 2000);
    QVERIFY(text.ends_with("ä…"));
    const auto decoded = QString::fromUtf8(text.data(), static_cast<qsizetype>(text.size()));
    QVERIFY(!decoded.contains(QChar::ReplacementCharacter));
}

void PhrasesTest::hugeEvidenceDoesNoHarm()
{
    // A row with a large value: its end is of no use, and redacting it whole would need a stack as large.
    const std::string value =
        "a://b:" + std::string(5'000'000, 'x') + "@ password='" + std::string(5'000'000, 'y');
    const auto text = phrases::sentence(
        Problem{Code::ChangeFailed, {"public.t", "UPDATE", "1", "0/1", value}, "22000", value, value, false});
    QVERIFY(text.size() < 5'000);
}

void PhrasesTest::findingEndsWithItsMend()
{
    const auto text = phrases::sentence(Finding{
        Severity::Refusal, Code::SourceWalLevel, {"replica"}, "ALTER SYSTEM SET wal_level = logical"});
    QVERIFY(text.starts_with("wal_level on the source is replica;"));
    QVERIFY(text.ends_with("Statement that mends it: ALTER SYSTEM SET wal_level = logical"));
}

QTEST_GUILESS_MAIN(PhrasesTest)
#include "phrases_test.moc"
