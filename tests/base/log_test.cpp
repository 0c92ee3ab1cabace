// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include <QTest>

#include "base/log.h"

using tidegate::redacted;

class LogTest : public QObject
{
    Q_OBJECT

private slots:
    void hidesEveryFormOfAPassword_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("shown");
        const auto add = [](const char *text, const char *shown) {
            QTest::newRow(text) << QString::fromLatin1(text) << QString::fromLatin1(shown);
        };
        add("host=h password=secret dbname=d", "host=h password=*** dbname=d");
        add("password = 'a b\\'c' port=1", "password = *** port=1");
        add("sslpassword=x", "sslpassword=***");
        add("postgres://u:p%40ss@h:1/d?password=q&x=1", "postgres://u:***@h:1/d?password=***&x=1");
        add("postgres://u:a:b@c@h/d", "postgres://u:***@h/d");
        add("ALTER ROLE r PASSWORD 'it''s' LOGIN", "ALTER ROLE r PASSWORD *** LOGIN");
        add("password authentication failed for user \"u\"", "password authentication failed for user \"u\"");
        add("http://h:80/x", "http://h:80/x");
        add("password=", "password=");
    }

    void hidesEveryFormOfAPassword()
    {
        QFETCH(QString, text);
        QFETCH(QString, shown);
        QCOMPARE(QString::fromStdString(redacted(text.toStdString())), shown);
    }

    void aLineOfAnySizeDoesNoHarm()
    {
        const std::string huge(20'000'000, 'x');
        QCOMPARE(redacted(huge).size(), huge.size());
        QCOMPARE(redacted("password='" + huge + "'"), std::string("password=***"));
        QCOMPARE(redacted("a://u:" + huge + "@h"), std::string("a://u:***@h"));
    }
};

QTEST_GUILESS_MAIN(LogTest)
#include "log_test.moc"
