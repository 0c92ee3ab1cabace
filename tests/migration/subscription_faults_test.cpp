// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "types_place.h"

#include <QElapsedTimer>
#include <QTest>

using namespace tidegate;
using types::Place;

/// What PostgreSQL's own subscription survives (SUBSCRIPTION.md), where servers or rows are in the way.
class SubscriptionFaultsTest : public types::PlaceTest
{
    Q_OBJECT

private slots:
    void copyFailsAndRecovers();
    void sourceShutsDownAtOnce();
};

/// 004: a copy meets a row that stands in its way, is told, and is made when that is gone.
void SubscriptionFaultsTest::copyFailsAndRecovers()
{
    auto &place = begin();
    place.both("CREATE TABLE t (id int PRIMARY KEY, u int); CREATE TABLE other (id int PRIMARY KEY)");
    place.target("CREATE UNIQUE INDEX ON t (u)");
    place.source("INSERT INTO t VALUES (1, 1), (2, 1); INSERT INTO other VALUES (1)");
    QVERIFY(!place.startRun("FOR ALL TABLES").waitFor("all-copied", 3'000));
    QVERIFY(place.process().waitFor("23505"));
    place.source("UPDATE t SET u = 2 WHERE id = 2");
    QVERIFY(place.allReady());
    place.source("INSERT INTO t VALUES (3, 3)");
    verifySame({"public.t", "public.other"});
}

/// 038: a source that shuts down is not held up by us, even while we cannot take what it sends.
void SubscriptionFaultsTest::sourceShutsDownAtOnce()
{
    auto &place = begin();
    place.both("CREATE TABLE t (id int PRIMARY KEY, v text)");
    QVERIFY(place.run());
    const auto block = place.holdTarget({"t"});
    place.source("INSERT INTO t SELECT g, repeat('x', 1000) FROM generate_series(1, 60000) g"); // more than the queue holds
    QElapsedTimer timer;
    timer.start();
    place.sourceServer().stop(support::StopMode::Fast);
    const auto taken = timer.elapsed();
    place.sourceServer().startAgain();
    QVERIFY2(taken < 20'000, qPrintable(QStringLiteral("%1 ms").arg(taken)));
    block->exec("ROLLBACK");
    verifySame({"public.t"});
}

QTEST_GUILESS_MAIN(SubscriptionFaultsTest)
#include "subscription_faults_test.moc"
