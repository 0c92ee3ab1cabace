// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "rules_place.h"

#include <QTest>

using namespace tidegate;

/// What the journal's table map says of tables that are followed, where another is given or names are not as they were.
class ResyncMapsTest : public rules::PlaceTest
{
    Q_OBJECT

private:
    static std::string map(const std::string &from, const std::string &to)
    {
        const std::string schema = "{\"schema\":\"public\",\"table\":\"";
        return "{\"source\":" + schema + from + "\"},\"target\":" + schema + to + "\"}}";
    }
    support::CommandResult command(const std::string &verb, const std::vector<std::string> &more = {}) const
    {
        auto arguments = m_place->arguments(verb);
        if (verb == "status")
            arguments.erase(arguments.begin() + 3, arguments.begin() + 5);
        arguments.insert(arguments.end(), more.begin(), more.end());
        return support::CliProcess::runToEnd(arguments, {}, 60'000);
    }
    support::CommandResult copiesAgain(const std::string &table, const std::vector<std::string> &more = {}) const
    {
        auto arguments = resync(table);
        arguments.insert(arguments.end(), more.begin(), more.end());
        return support::CliProcess::runToEnd(arguments, {}, 60'000);
    }
    std::string followed(const std::string &table) const
    {
        return m_place->target("SELECT target_table FROM _tidegate.subscription_rel WHERE tablename = '" + table + "'");
    }
    std::string maps() const { return m_place->target("SELECT array_to_string(table_map, ' ') FROM _tidegate.slot"); }
    bool isSame(const std::vector<support::TablePair> &tables)
    {
        if (!m_place->settle())
            return false;
        const auto same = support::rowsEqual(m_place->sourceServer(), "r", m_place->targetServer(), "r", tables);
        if (!same)
            qWarning("%s", same.report.c_str());
        return bool(same);
    }

private slots:
    /// One of the two goes to its own name, which its source's table has no more until the target's has followed: in the journal both
    /// have one name then. The table map knows them apart by the names that they have now.
    void exchangedWithOneThatWaits_data()
    {
        QTest::addColumn<QString>("renamedTo");
        QTest::newRow("the target's follows") << "notes";
        QTest::newRow("the target's is called otherwise") << "x";
    }
    void exchangedWithOneThatWaits()
    {
        QFETCH(QString, renamedTo);
        const auto into = renamedTo.toStdString();
        m_place->target("CREATE TABLE one (LIKE notes); DROP TABLE notes");
        m_place->source("ALTER PUBLICATION p ADD TABLE late");
        QVERIFY(runs("", {"--table-map", map("notes", "one")}));
        m_place->source("BEGIN; ALTER TABLE notes RENAME TO x; ALTER TABLE late RENAME TO notes; ALTER TABLE x RENAME TO late; COMMIT;"
                        "INSERT INTO late VALUES (101, 'was notes'); INSERT INTO notes VALUES (11, 'was late')");
        QVERIFY2(m_run->waitFor("ALTER TABLE \"public\".\"late\" RENAME TO \"notes\""), m_run->output().c_str());
        m_run->terminate();
        QVERIFY(m_run->waitForEnd());
        m_run = m_place->run("", {}, {"--table-map", map("notes", "one")});
        QVERIFY2(m_run->waitFor("still going public.late into public.one, public.notes into public.late"), m_run->output().c_str());
        QVERIFY(m_place->targetBecomes("SELECT array_to_string(table_map, ' ') FROM _tidegate.slot", map("late", "one") + ' ' + map("notes", "late")));
        m_place->target("ALTER TABLE late RENAME TO " + into);
        m_place->source("INSERT INTO late VALUES (102, 'was notes'); INSERT INTO notes VALUES (12, 'was late')");
        const std::vector<support::TablePair> both{{"public.late", "public.one"}, {"public.notes", "public." + into}};
        QVERIFY(isSame(both));
        QCOMPARE(maps(), (into == "notes" ? std::string() : map("notes", into) + ' ') + map("late", "one"));
        for (const char *table : {"public.late", "public.notes"}) {
            const auto again = copiesAgain(table);
            QVERIFY2(again.exitCode == 0, again.output.c_str());
        }
        QVERIFY(m_place->allReady());
        QVERIFY(isSame(both));
    }

    /// A name of which the table map asks for too many steps stops nobody who is followed; with another map that is over.
    void namedBeyondTheMap()
    {
        m_place->target("CREATE TABLE other (LIKE late)");
        QVERIFY(runs("", {"--table-map", map("([a-z]+_?)+_old", "other")}));
        const auto name = std::string(55, 'a') + "_oldx";
        for (const auto &ask : {&rules::Place::source, &rules::Place::target})
            ((*m_place).*ask)("ALTER TABLE notes RENAME TO " + name);
        m_place->source("INSERT INTO " + name + " VALUES (101, 'goes on')");
        QVERIFY(isSame({{"public." + name}}));
        QVERIFY2(m_run->waitFor("too many steps"), m_run->output().c_str());
        QCOMPARE(followed(name), name);
        m_run->terminate();
        QVERIFY(m_run->waitForEnd());
        m_place->source("ALTER PUBLICATION p ADD TABLE late");
        m_run = m_place->run("", {}, {"--table-map", map("late", "other")});
        QVERIFY(m_place->targetBecomes("SELECT count(*) > 0 FROM _tidegate.subscription_rel WHERE target_table = 'other'", "t"));
        QVERIFY(m_place->allReady());
        QVERIFY(isSame({{"public." + name}, {"public.late", "public.other"}}));
    }

    /// Nor does a pattern take from those that a pattern has sent, or a map of their own; who is named is asked about (anotherTableMap).
    void refreshedWithAnotherPattern()
    {
        m_place->target("CREATE TABLE elsewhere (LIKE notes); CREATE TABLE there (LIKE amounts); CREATE TABLE other (LIKE late)");
        QVERIFY(runs("", {"--table-map", map("am.*", "there"), "--table-map", map("notes", "elsewhere")}));
        m_place->source("ALTER PUBLICATION p ADD TABLE late");
        const auto added = command("refresh-publication", {"--table-map", map("l.*|n.*", "other")});
        QVERIFY2(added.output.find("still going public.notes into public.elsewhere (resync with") != std::string::npos, added.output.c_str());
        QCOMPARE(maps(), map("amounts", "there") + ' ' + map("notes", "elsewhere") + ' ' + map("l.*|n.*", "other"));
        QVERIFY(m_place->targetBecomes("SELECT count(*) > 0 FROM _tidegate.subscription_rel WHERE target_table = 'other'", "t"));
        for (const char *table : {"public.notes", "public.amounts"}) {
            const auto again = copiesAgain(table);
            QVERIFY2(again.exitCode == 0, again.output.c_str());
        }
        QVERIFY(m_place->allReady());
        QVERIFY(isSame({{"public.notes", "public.elsewhere"}, {"public.amounts", "public.there"}, {"public.late", "public.other"}}));
    }
};

QTEST_GUILESS_MAIN(ResyncMapsTest)
#include "resync_maps_test.moc"
