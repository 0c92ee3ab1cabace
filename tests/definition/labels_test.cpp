// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "base/joined.h"
#include "definition/labels.h"

#include <QTest>

using namespace tidegate;
using definition::KnownLabel;
using definition::Label;

/// Which label is which, and what gives the target the source's.
class LabelsTest : public QObject
{
    Q_OBJECT

    /// Words, numbered from `first` in the order of the alphabet, as both sides had them at the beginning.
    static std::vector<Label> labels(const std::string &words, std::uint32_t first)
    {
        std::vector<Label> all;
        for (const auto &word : QString::fromStdString(words).split(QLatin1Char(' '), Qt::SkipEmptyParts)) {
            const auto [number, name] = std::pair(word.section(QLatin1Char('='), 0, 0), word.section(QLatin1Char('='), -1));
            all.push_back({first + static_cast<std::uint32_t>(number.at(0).unicode() - 'a'), name.toStdString()});
        }
        return all;
    }

private slots:
    void statements_data()
    {
        QTest::addColumn<QString>("source"); // "a=b": the label that was a is called b now
        QTest::addColumn<QString>("target");
        QTest::addColumn<bool>("remembered");
        QTest::addColumn<QString>("wanted");
        QTest::newRow("the same") << "a b" << "a b" << true << "";
        QTest::newRow("in another order from the beginning") << "a b" << "b a" << true << "";
        QTest::newRow("more on the target") << "a b" << "a z b" << true << "";
        QTest::newRow("renamed") << "a=x b" << "a b" << true << "RENAME a TO x";
        QTest::newRow("renamed, nothing remembered") << "a=x b" << "a b" << false << "RENAME a TO x";
        QTest::newRow("renamed, more on the target") << "a=x b" << "z a b" << true << "RENAME a TO x";
        QTest::newRow("renamed on both sides") << "a=x b" << "a=x b" << true << "";
        QTest::newRow("exchanged") << "a=b b=a" << "a b" << true
                                   << "RENAME a TO a (moved); RENAME b TO b (moved); RENAME a (moved) TO b; RENAME b (moved) TO a";
        QTest::newRow("exchanged on both sides") << "a=b b=a" << "a=b b=a" << true << "";
        QTest::newRow("each to the next one's name") << "a=b b=c" << "a b" << true << "RENAME a TO a (moved); RENAME b TO c; RENAME a (moved) TO b";
        QTest::newRow("added") << "c a d b e" << "a b" << true << "ADD c BEFORE a; ADD d AFTER a; ADD e AFTER b";
        QTest::newRow("added before one that was renamed") << "c a=x b" << "a b" << true << "RENAME a TO x; ADD c BEFORE x";
        QTest::newRow("of none") << "a b" << "" << true << "ADD a; ADD b AFTER a";
    }
    void statements()
    {
        QFETCH(QString, source);
        QFETCH(QString, target);
        QFETCH(bool, remembered);
        QFETCH(QString, wanted);
        std::vector<KnownLabel> known;
        for (std::uint32_t i = 0; i < 2 && remembered; ++i)
            known.push_back({101 + i, std::string(1, static_cast<char>('a' + i)), 201 + i});
        auto words = QString::fromStdString(
            joined(definition::labelStatements("\"t\"", labels(source.toStdString(), 101), labels(target.toStdString(), 201), known), "; "));
        for (const auto &same : {QStringLiteral("ALTER TYPE \"t\" "), QStringLiteral("VALUE "), QStringLiteral("'")})
            words.remove(same);
        QCOMPARE(words, wanted);
    }

    void pairs()
    {
        const std::vector<KnownLabel> known = {{101, "a", 201}, {102, "b", 202}};
        using All = std::vector<KnownLabel>;
        // Copied anew, rows go by their words, and only what has none on the target goes where it went.
        QVERIFY((definition::pairedLabels(labels("a=b b=a", 101), labels("a b", 201), known) == All{{101, "b", 202}, {102, "a", 201}}));
        QVERIFY((definition::pairedLabels(labels("a=x b", 101), labels("a b", 201), known) == All{{101, "x", 201}, {102, "b", 202}}));
        QVERIFY((definition::pairedLabels(labels("a c", 101), labels("a b", 201), known) == All{{101, "a", 201}, {103, "c", 0}}));
    }

    void formerNames()
    {
        const std::vector<KnownLabel> known = {{101, "a", 201}, {102, "b", 202}};
        const auto names = definition::formerNames("\"t\"", known, labels("a=x b=y", 101), labels("a=x b", 201));
        QCOMPARE(names.size(), std::size_t(1));
        QCOMPARE(QString::fromStdString(names.front().name + ": " + names.front().statement),
                 QStringLiteral("a: ALTER TYPE \"t\" RENAME VALUE 'x' TO 'a'"));
        QVERIFY(definition::formerNames("\"t\"", known, labels("a=x b", 101), labels("b", 201)).empty());
        QVERIFY(definition::formerNames("\"t\"", known, labels("a=b b=a", 101), labels("a=b b=a", 201)).empty());
    }

    void meanings()
    {
        const std::vector<KnownLabel> known = {{101, "a", 201}, {102, "b", 202}};
        QVERIFY(!definition::meansAnother(known, labels("a b c", 101)));
        QVERIFY(!definition::meansAnother(known, labels("a=x b=y", 101)));
        QVERIFY(definition::meansAnother(known, labels("a=b b=a", 101)));
        QVERIFY(definition::meansAnother(known, labels("a=x b c=a", 101)));
        QVERIFY(!definition::meansAnother({}, labels("a=b b=a", 101)));
    }

    /// Names that were exchanged on the target, for a table whose rows went by the words.
    void elsewhere_data()
    {
        QTest::addColumn<QString>("source");
        QTest::addColumn<QString>("target");
        QTest::addColumn<bool>("wanted");
        QTest::newRow("the same") << "a b" << "a b" << false;
        QTest::newRow("renamed on the source") << "a=x b" << "a b" << false;
        QTest::newRow("renamed on the target") << "a b" << "a=x b" << false;
        QTest::newRow("renamed on both sides") << "a=x b" << "a=x b" << false;
        QTest::newRow("exchanged on the target") << "a b" << "a=b b=a" << true;
        QTest::newRow("exchanged on both sides") << "a=b b=a" << "a=b b=a" << false;
        QTest::newRow("another one of its name on the target") << "a b" << "a=x c=a b" << true;
        QTest::newRow("another one of its new name on the target") << "a=x b" << "a b x" << true;
        QTest::newRow("no such label on the target") << "a b c" << "a b" << false;
    }
    void elsewhere()
    {
        QFETCH(QString, source);
        QFETCH(QString, target);
        QFETCH(bool, wanted);
        const std::vector<KnownLabel> known = {{101, "a", 201}, {102, "b", 202}, {103, "c", 0}};
        QCOMPARE(definition::isElsewhere(known, labels(source.toStdString(), 101), labels(target.toStdString(), 201)), wanted);
    }
};

QTEST_APPLESS_MAIN(LabelsTest)
#include "labels_test.moc"
