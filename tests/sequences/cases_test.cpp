// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include <QTest>

#include "two_servers.h"

using namespace tidegate;

/// What cannot be taken over as it is: said, and no obstacle to the rest.
class CasesTest : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase() { m_servers = std::make_unique<TwoServers>(); }
    void init() { m_servers->clear(); }

    void missingOnesAreNamed();
    void sequencesThatAreNotOursAreLeftOut();
    void extensionsHaveTheirs();
    void deniedOnTheSourceIsNamedAndNotFatal();
    void deniedOnTheTargetIsNamedAndNotFatal();
    void otherDirectionIsNotSet();
    void valueOutOfRangeIsNotSet();
    void otherIncrementIsSaidAndSet();
    void targetThatHasGoneFurtherIsNotSetBack();
    void targetThatWasNeverCalledIsSetBack();
    void cyclicTargetIsSetBack();
    void mergedTablesTakeTheFurthest();
    void severalSequencesOfOneColumnAreToldApartByName();
    void sequenceDroppedMeanwhileIsReported();

private:
    std::unique_ptr<TwoServers> m_servers;
};

void CasesTest::missingOnesAreNamed()
{
    m_servers->onSource("CREATE TABLE t (id serial, v int); CREATE SEQUENCE alone; CREATE SEQUENCE on_both;"
                        "SELECT nextval('on_both')");
    m_servers->onTarget("CREATE TABLE t (id int, v int); CREATE SEQUENCE on_both");
    const auto outcome = m_servers->copy({same("public", "t")});
    QCOMPARE(codesOf(rowOf(outcome.rows, "public", "t_id_seq")), std::string("SequenceMissing"));
    QCOMPARE(codesOf(rowOf(outcome.rows, "public", "alone")), std::string("SequenceMissing"));
    QCOMPARE(rowOf(outcome.rows, "public", "alone").findings[0].arguments,
             std::vector<std::string>{"public.alone"});
    QCOMPARE(outcome.set, 1);
    QCOMPARE(m_servers->nextOnTarget("on_both", 1), std::string("2"));

    journal::RelationRow relation;
    relation.source = relation.target = {"public", "t"};
    auto here = m_servers->source();
    auto there = m_servers->target();
    QCOMPARE(sequences::missingOnTarget(here, there, {relation}),
             (std::vector<std::string>{"public.alone", "public.t_id_seq"}));
}

void CasesTest::sequencesThatAreNotOursAreLeftOut()
{
    m_servers->onSource("CREATE TABLE t (id serial); CREATE TABLE apart (id serial);"
                        "CREATE SEQUENCE shared; ALTER TABLE apart ADD n int DEFAULT nextval('shared');"
                        "CREATE SCHEMA _tidegate; CREATE SEQUENCE _tidegate.ours");
    m_servers->onTarget("CREATE TABLE t (id serial)");
    const auto rows = m_servers->preview({same("public", "t")});
    QCOMPARE(rows.size(), std::size_t{1});
    QCOMPARE(rows[0].source.name, std::string("t_id_seq"));
    // As soon as a migrated table uses it too, it is.
    m_servers->onSource("ALTER TABLE t ADD n int DEFAULT nextval('shared')");
    m_servers->onTarget(
        "CREATE SEQUENCE \"other name\"; ALTER TABLE t ADD n int DEFAULT nextval('\"other name\"')");
    const auto more = m_servers->preview({same("public", "t")});
    QCOMPARE(more.size(), std::size_t{2});
    QCOMPARE(rowOf(more, "public", "shared").target->name, std::string("other name"));
}

/// Wherever the target's extension was put, and only where it has them; a sequence that has but the name is somebody else's.
void CasesTest::extensionsHaveTheirs()
{
    const std::string own = "CREATE TABLE kind (id serial); CREATE SEQUENCE alone; ALTER EXTENSION plpgsql ADD TABLE kind;"
                            "ALTER EXTENSION plpgsql ADD SEQUENCE kind_id_seq; ALTER EXTENSION plpgsql ADD SEQUENCE alone;";
    m_servers->onBoth("CREATE TABLE t (id serial); CREATE SCHEMA ext;");
    m_servers->onSource(own + "CREATE SEQUENCE mine; ALTER EXTENSION plpgsql ADD SEQUENCE mine; CREATE SEQUENCE newer; ALTER EXTENSION plpgsql ADD SEQUENCE newer;"
                        "SELECT setval(s, 40) FROM unnest(ARRAY['kind_id_seq', 'alone', 'mine', 'newer', 't_id_seq']::regclass[]) AS u(s)");
    m_servers->onTarget("CREATE SEQUENCE mine; SET search_path = ext; " + own);
    const auto outcome = m_servers->copy({same("public", "t")});
    QCOMPARE(outcome.rows.size(), std::size_t{3});
    QCOMPARE(outcome.set, 3);
    for (const char *sequence : {"ext.kind_id_seq", "ext.alone", "t_id_seq"})
        QCOMPARE(m_servers->nextOnTarget(sequence, 1), std::string("41"));
    QCOMPARE(m_servers->nextOnTarget("public.mine", 1), std::string("1"));
    // As soon as a migrated table uses it, it is missing.
    m_servers->onSource("ALTER TABLE t ADD n int DEFAULT nextval('newer')");
    QCOMPARE(codesOf(rowOf(m_servers->preview({same("public", "t")}), "public", "newer")), std::string("SequenceMissing"));
}

void CasesTest::deniedOnTheSourceIsNamedAndNotFatal()
{
    m_servers->onBoth(
        "CREATE SEQUENCE open; CREATE SEQUENCE secret; CREATE SCHEMA closed; CREATE SEQUENCE closed.s");
    m_servers->onSource("DROP ROLE IF EXISTS reader; CREATE ROLE reader LOGIN;"
                        "GRANT SELECT ON SEQUENCE open, closed.s TO reader; SELECT nextval('open')");
    auto here = m_servers->source("reader");
    auto there = m_servers->target();
    const auto outcome = sequences::copySequences(here, there, {}, sequences::mapOf({}));
    QVERIFY(outcome.done);
    QCOMPARE(codesOf(rowOf(outcome.rows, "public", "secret")), std::string("SequenceDenied"));
    QCOMPARE(rowOf(outcome.rows, "public", "secret").findings[0].arguments,
             (std::vector<std::string>{"public.secret", "reader"}));
    QVERIFY(!rowOf(outcome.rows, "public", "secret").newValue);
    QCOMPARE(codesOf(rowOf(outcome.rows, "closed", "s")),
             std::string("SequenceDenied")); // no USAGE on its schema
    QCOMPARE(outcome.set, 1);
    QCOMPARE(m_servers->nextOnTarget("open", 1), std::string("2"));
    m_servers->onSource("DROP OWNED BY reader; DROP ROLE reader");
}

void CasesTest::deniedOnTheTargetIsNamedAndNotFatal()
{
    m_servers->onBoth("CREATE SEQUENCE writable; CREATE SEQUENCE blind; CREATE SEQUENCE secret");
    m_servers->onSource("SELECT nextval('writable'), nextval('blind'), nextval('secret')");
    m_servers->onTarget(
        "DROP ROLE IF EXISTS writer; CREATE ROLE writer LOGIN;"
        "GRANT SELECT, UPDATE ON SEQUENCE writable TO writer;"
        "GRANT UPDATE ON SEQUENCE blind TO writer; GRANT SELECT ON SEQUENCE secret TO writer");
    auto here = m_servers->source();
    auto there = m_servers->target("writer");
    const auto outcome = sequences::copySequences(here, there, {}, sequences::mapOf({}));
    QVERIFY(outcome.done);
    QCOMPARE(outcome.set, 2);
    const auto secret = rowOf(outcome.rows, "public", "secret");
    QCOMPARE(codesOf(secret), std::string("SequenceDenied"));
    QCOMPARE(secret.findings[0].arguments, (std::vector<std::string>{"public.secret", "writer"}));
    QCOMPARE(readingText(rowOf(outcome.rows, "public", "blind").targetBefore), std::string("none"));
    QCOMPARE(m_servers->nextOnTarget("blind", 1), std::string("2"));
    // The finding's own mend mends it.
    m_servers->onTarget(secret.findings[0].mend);
    // The blind one is set again too: whether it stands right cannot be seen.
    QCOMPARE(sequences::copySequences(here, there, {}, sequences::mapOf({})).set, 2);
    QCOMPARE(m_servers->nextOnTarget("secret", 1), std::string("2"));
    m_servers->onTarget("DROP OWNED BY writer; DROP ROLE writer");
}

void CasesTest::otherDirectionIsNotSet()
{
    m_servers->onSource("CREATE SEQUENCE s MINVALUE -100 MAXVALUE 100 START 1; SELECT setval('s', 50)");
    m_servers->onTarget("CREATE SEQUENCE s INCREMENT -1 MINVALUE -100 MAXVALUE 100 START 1");
    const auto outcome = m_servers->copy({});
    const auto &row = outcome.rows.at(0);
    QCOMPARE(codesOf(row), std::string("SequenceDiffers"));
    QVERIFY(row.findings[0].arguments[1].find("increment -1 instead of 1") != std::string::npos);
    QVERIFY(!row.newValue);
    QCOMPARE(outcome.set, 0);
    m_servers->onTarget(row.findings[0].mend);
    QCOMPARE(m_servers->copy({}).set, 1);
    QCOMPARE(m_servers->nextOnTarget("s", 1), std::string("51"));
}

void CasesTest::valueOutOfRangeIsNotSet()
{
    m_servers->onSource("CREATE TABLE t (id bigserial); SELECT setval('t_id_seq', 3000000000)");
    m_servers->onTarget("CREATE TABLE t (id serial)");
    const auto outcome = m_servers->copy({same("public", "t")});
    const auto &row = outcome.rows.at(0);
    QCOMPARE(codesOf(row), std::string("SequenceDiffers"));
    QVERIFY(row.findings[0].arguments[1].find("3000000000 is out of its range") != std::string::npos);
    QVERIFY(!row.newValue);
}

void CasesTest::otherIncrementIsSaidAndSet()
{
    m_servers->onSource("CREATE SEQUENCE s; SELECT setval('s', 50)");
    m_servers->onTarget("CREATE SEQUENCE s INCREMENT 10");
    const auto outcome = m_servers->copy({});
    QCOMPARE(codesOf(outcome.rows.at(0)), std::string("SequenceDiffers"));
    QCOMPARE(outcome.set, 1);
    QCOMPARE(m_servers->nextOnTarget("s", 1), std::string("60"));
}

void CasesTest::targetThatHasGoneFurtherIsNotSetBack()
{
    m_servers->onBoth("CREATE SEQUENCE up; CREATE SEQUENCE down INCREMENT -1");
    m_servers->onSource("SELECT setval('up', 50), setval('down', -50)");
    m_servers->onTarget("SELECT setval('up', 70), setval('down', -70)");
    const auto outcome = m_servers->copy({});
    QCOMPARE(outcome.set, 0);
    for (const auto &row : outcome.rows)
        QCOMPARE(codesOf(row), std::string("SequenceAhead"));
    QCOMPARE(rowOf(outcome.rows, "public", "up").findings[0].arguments,
             (std::vector<std::string>{"public.up", "70", "50"}));
    QCOMPARE(m_servers->nextOnTarget("up", 1), std::string("71"));
    QCOMPARE(m_servers->nextOnTarget("down", 1), std::string("-71"));
}

void CasesTest::targetThatWasNeverCalledIsSetBack()
{
    m_servers->onSource("CREATE SEQUENCE s; SELECT setval('s', 5)");
    m_servers->onTarget("CREATE SEQUENCE s MINVALUE 1 START 1000");
    const auto outcome = m_servers->copy({});
    QCOMPARE(codesOf(outcome.rows.at(0)), std::string());
    QCOMPARE(m_servers->nextOnTarget("s", 1), std::string("6"));
}

void CasesTest::cyclicTargetIsSetBack()
{
    m_servers->onBoth("CREATE SEQUENCE s MAXVALUE 100 CYCLE");
    m_servers->onSource("SELECT setval('s', 5)");
    m_servers->onTarget("SELECT setval('s', 90)");
    QCOMPARE(m_servers->copy({}).set, 1);
    QCOMPARE(m_servers->nextOnTarget("s", 1), std::string("6"));
}

void CasesTest::mergedTablesTakeTheFurthest()
{
    m_servers->onSource("CREATE TABLE a (id serial); CREATE TABLE b (id serial); CREATE TABLE c (id serial);"
                        "SELECT setval('a_id_seq', 10), setval('b_id_seq', 30), setval('c_id_seq', 20)");
    m_servers->onTarget("CREATE TABLE all_of_them (id serial)");
    const RelationName all{"public", "all_of_them"};
    const std::vector<sequences::TablePair> pairs{
        {{"public", "a"}, all}, {{"public", "b"}, all}, {{"public", "c"}, all}};
    const auto outcome = m_servers->copy(pairs);
    QCOMPARE(outcome.set, 1);
    QVERIFY(!rowOf(outcome.rows, "public", "a_id_seq").newValue);
    QCOMPARE(readingText(rowOf(outcome.rows, "public", "b_id_seq").newValue), std::string("30,t"));
    QVERIFY(!rowOf(outcome.rows, "public", "c_id_seq").newValue);
    QCOMPARE(m_servers->nextOnTarget("all_of_them_id_seq", 1), std::string("31"));
    // The ones that are behind do not take the target's value for strange.
    m_servers->onSource("SELECT setval('b_id_seq', 31)");
    for (const auto &row : m_servers->copy(pairs).rows)
        QCOMPARE(codesOf(row), std::string());
}

void CasesTest::severalSequencesOfOneColumnAreToldApartByName()
{
    m_servers->onBoth("CREATE TABLE t (id serial); CREATE SEQUENCE extra OWNED BY t.id");
    m_servers->onSource("SELECT setval('t_id_seq', 10), setval('extra', 20)");
    QCOMPARE(m_servers->copy({same("public", "t")}).set, 2);
    QCOMPARE(m_servers->nextOnTarget("t_id_seq", 1), std::string("11"));
    QCOMPARE(m_servers->nextOnTarget("extra", 1), std::string("21"));
}

void CasesTest::sequenceDroppedMeanwhileIsReported()
{
    m_servers->onBoth("CREATE SEQUENCE s");
    m_servers->onSource("SELECT setval('s', 5)");
    auto script = sequences::toScript(m_servers->preview({}));
    m_servers->onTarget("DROP SEQUENCE s"); // between the preview and the run
    auto there = m_servers->target();
    QVERIFY(!script::Runner(nullptr, &there).run(script));
    QCOMPARE(script.at(0).problem->sqlstate, std::string("42P01"));
    m_servers->onTarget("CREATE SEQUENCE s");
    QVERIFY(script::Runner(nullptr, &there).run(script));
    QCOMPARE(m_servers->nextOnTarget("s", 1), std::string("6"));
}

QTEST_GUILESS_MAIN(CasesTest)
#include "cases_test.moc"
