// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "stream/named_in.h"

#include <QTest>

using namespace tidegate;

/// The words in which servers say that there is no publication, or what they cannot send, in their languages.
class NamedInTest : public QObject
{
    Q_OBJECT

private slots:
    void named_data()
    {
        QTest::addColumn<QString>("words");
        QTest::addColumn<QString>("found");
        QTest::newRow("English") << "publication \"p\" does not exist" << "p";
        QTest::newRow("German") << "Publikation »p« existiert nicht" << "p";
        QTest::newRow("French") << "la publication « p » n'existe pas" << "p";
        QTest::newRow("French, spaces that do not break") << "la publication «\u00a0p\u00a0» n'existe pas" << "p";
        QTest::newRow("Spanish") << "no existe la publicación «p»" << "p";
        QTest::newRow("Japanese") << "パブリケーション\"p\"は存在しません" << "p";
        QTest::newRow("a part of the words") << "publication \"q\" does not exist" << "";
        QTest::newRow("a part of another's name") << "publication \"pub\" does not exist" << "";
        QTest::newRow("longer") << "publication \"publication\" does not exist" << "publication";
        QTest::newRow("with marks in it") << "publication \"a \"p\" b\" does not exist" << "a \"p\" b";
        QTest::newRow("a table") << "cannot use different column lists for table \"s.t\" in different publications" << "s.t";
        QTest::newRow("something else") << "type \"text\" does not exist" << "";
    }
    void named()
    {
        QFETCH(QString, words);
        QFETCH(QString, found);
        const auto named = stream::namedIn(words.toStdString(), {"p", "publication", "a \"p\" b", "s.t", "t"});
        QCOMPARE(QString::fromStdString(named.value_or("")), found);
    }
};

QTEST_GUILESS_MAIN(NamedInTest)
#include "named_in_test.moc"
