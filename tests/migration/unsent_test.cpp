// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "migration/unsent.h"

#include "catalog/every_server.h"
#include "catalog/published_terms.h"
#include "catalog/relation_reader.h"

#include <algorithm>
#include <regex>
#include <set>

using namespace tidegate;

using Strings = std::vector<std::string>;

/// What a stream lacks without some of the publications.
class UnsentTest : public catalog::testing::EveryServer
{
    Q_OBJECT

private:
    static std::vector<journal::RelationRow> follow(postgres::Connection &source, const Strings &publications)
    {
        std::vector<journal::RelationRow> rows;
        for (const auto &table : catalog::RelationReader(source).publishedTables(publications)) {
            journal::RelationRow row;
            row.oid = table.oid;
            row.source = table.name;
            row.terms = catalog::recordedTerms(table);
            rows.push_back(std::move(row));
        }
        return rows;
    }

    /// As an earlier Tidegate has recorded them, and servers record them on which we alter publications ourselves.
    static void forgetVersions(std::vector<journal::RelationRow> &rows)
    {
        for (auto &row : rows) {
            const auto end = std::min(row.terms.find(';'), row.terms.size());
            row.terms = std::regex_replace(row.terms.substr(0, end), std::regex("@[0-9]+"), "") + row.terms.substr(end);
        }
    }

    static std::string names(const std::vector<journal::RelationRow> &rows, const std::set<std::uint32_t> &oids)
    {
        std::string text;
        for (const auto &row : rows) {
            if (oids.count(row.oid) > 0)
                text += (text.empty() ? "" : " ") + row.source.name;
        }
        return text;
    }

    static std::string lacking(postgres::Connection &source, const std::vector<journal::RelationRow> &rows, const Strings &publications,
                               const Strings &named)
    {
        return names(rows, migration::Unsent(source, publications).of(rows, named));
    }

private slots:
    void initTestCase_data() { rows(); }
    void cleanupTestCase() { stopAll(); }

    void coverage_data()
    {
        QTest::addColumn<QString>("made"); // with t, root and its leaf
        QTest::addColumn<QString>("named");
        QTest::addColumn<QString>("lacks");
        QTest::addColumn<int>("since");
        const char *insertOnly = "CREATE PUBLICATION p FOR TABLE t WITH (publish = 'insert');";
        QTest::newRow("only the others send it") << "CREATE PUBLICATION p FOR TABLE t; CREATE PUBLICATION q FOR TABLE root" << "p" << "leaf" << 13;
        QTest::newRow("both send all") << "CREATE PUBLICATION p FOR TABLE t; CREATE PUBLICATION q FOR TABLE t" << "p" << "" << 13;
        QTest::newRow("fewer operations") << (std::string(insertOnly) + "CREATE PUBLICATION q FOR TABLE t").c_str() << "p" << "t" << 13;
        QTest::newRow("more operations") << (std::string(insertOnly) + "CREATE PUBLICATION q FOR TABLE t").c_str() << "q" << "" << 13;
        QTest::newRow("operations of two together") << (std::string(insertOnly) + "CREATE PUBLICATION r FOR TABLE t WITH (publish = 'update, delete, truncate');"
                                                                                  "CREATE PUBLICATION q FOR TABLE t").c_str()
                                                    << "p r" << "t" << 13;
        // The filters of an operation are those of the publications that publish it.
        QTest::newRow("one operation without a filter") << (std::string(insertOnly) + "CREATE PUBLICATION r FOR TABLE t WHERE (id > 5);"
                                                                                      "CREATE PUBLICATION q FOR TABLE t WITH (publish = 'update, delete')").c_str()
                                                        << "p r" << "t" << 15;
        QTest::newRow("the same filter") << "CREATE PUBLICATION p FOR TABLE t WHERE (id > 5); CREATE PUBLICATION q FOR TABLE t WHERE (id > 5)"
                                         << "p" << "" << 15;
        QTest::newRow("another filter") << "CREATE PUBLICATION p FOR TABLE t WHERE (id > 5); CREATE PUBLICATION q FOR TABLE t WHERE (id > 4)"
                                        << "p" << "t" << 15;
        QTest::newRow("no filter beside one") << "CREATE PUBLICATION p FOR TABLE t; CREATE PUBLICATION q FOR TABLE t WHERE (id > 5)"
                                              << "p" << "" << 15;
        QTest::newRow("a filter beside none") << "CREATE PUBLICATION p FOR TABLE t WHERE (id > 5); CREATE PUBLICATION q FOR TABLE t"
                                              << "p" << "t" << 15;
        QTest::newRow("the same columns") << "CREATE PUBLICATION p FOR TABLE t (id, a); CREATE PUBLICATION q FOR TABLE t (id, a)" << "p" << "" << 15;
        QTest::newRow("other columns") << "CREATE PUBLICATION p FOR TABLE t (id); CREATE PUBLICATION q FOR TABLE t (id, a)" << "p" << "t" << 15;
        QTest::newRow("a leaf, by its root in both") << "CREATE PUBLICATION p FOR TABLE root; CREATE PUBLICATION q FOR TABLE root" << "p" << "" << 13;
        QTest::newRow("a leaf by name, without its root") << "CREATE PUBLICATION p FOR TABLE root; CREATE PUBLICATION q FOR TABLE leaf" << "q" << "" << 13;
        QTest::newRow("a leaf by its root, without its name") << "CREATE PUBLICATION p FOR TABLE root; CREATE PUBLICATION q FOR TABLE leaf" << "p" << "" << 13;
        const char *leafBesideRoot = "CREATE PUBLICATION q FOR TABLE leaf; CREATE PUBLICATION p FOR TABLE root WITH (publish_via_partition_root = true)";
        QTest::newRow("as its root, without a leaf") << leafBesideRoot << "p" << "" << 13;
        QTest::newRow("a leaf, without what is sent as its root") << leafBesideRoot << "q" << "root" << 13;
        QTest::newRow("as its root, without operations of a leaf")
            << "CREATE PUBLICATION q FOR TABLE leaf; CREATE PUBLICATION p FOR TABLE root WITH (publish_via_partition_root = true, publish = 'insert')"
            << "p" << "root" << 13;
        QTest::newRow("all are named") << "CREATE PUBLICATION p FOR TABLE t WITH (publish = 'insert'); CREATE PUBLICATION q FOR TABLE t, leaf" << "p q" << "" << 13;
        QTest::newRow("none is named") << "CREATE PUBLICATION p FOR TABLE t; CREATE PUBLICATION q FOR TABLE leaf" << "" << "leaf t" << 13;
    }
    void coverage()
    {
        QFETCH(QString, made);
        QFETCH(QString, named);
        QFETCH(QString, lacks);
        QFETCH(int, since);
        if (cluster().major() < since)
            QSKIP("from PostgreSQL 15 on");
        const auto name = database();
        cluster().sql(name, "CREATE TABLE t (id int PRIMARY KEY, a int); CREATE TABLE root (id int PRIMARY KEY) PARTITION BY RANGE (id);"
                            "CREATE TABLE leaf PARTITION OF root DEFAULT;" + made.toStdString());
        const auto source = connect(name);
        Strings all = {"p", "q"};
        if (made.contains(QStringLiteral("PUBLICATION r")))
            all.emplace_back("r");
        Strings some;
        for (const auto &each : named.split(QLatin1Char(' '), Qt::SkipEmptyParts))
            some.push_back(each.toStdString());
        auto rows = follow(*source, all);
        const bool told = !catalog::needsPublicationTouch(source->serverVersion());
        if (told)
            QCOMPARE(lacking(*source, rows, all, some), lacks.toStdString());
        // Whether one of them was altered meanwhile and back, these do not tell.
        forgetVersions(rows);
        std::set<std::uint32_t> sentByOthers;
        for (const auto &table : catalog::RelationReader(*source).publishedTables(all)) {
            for (const auto &publication : table.publications) {
                if (std::count(some.begin(), some.end(), publication) == 0)
                    sentByOthers.insert(table.oid);
            }
        }
        QCOMPARE(lacking(*source, rows, all, some), names(rows, sentByOthers));
    }

    /// What a table lacks that only the named ones send the watch finds, too, unless its terms do not show that.
    void othersOrTheWatch()
    {
        const auto name = database();
        cluster().sql(name, "CREATE TABLE t (id int PRIMARY KEY); CREATE TABLE two (id int PRIMARY KEY); CREATE TABLE once (id int PRIMARY KEY);"
                            "CREATE PUBLICATION p FOR TABLE t, two; CREATE PUBLICATION q FOR TABLE two, once");
        const auto source = connect(name);
        if (catalog::needsPublicationTouch(source->serverVersion()))
            QSKIP("there Tidegate itself alters publications");
        const Strings all = {"p", "q"};
        auto rows = follow(*source, all);
        const auto ofOthers = [&] {
            const migration::Unsent unsent(*source, all);
            std::set<std::uint32_t> found;
            for (const auto &row : rows) {
                if (unsent.isOfOthers(row, {"p"}))
                    found.insert(row.oid);
            }
            return names(rows, found);
        };
        QCOMPARE(ofOthers(), std::string("once two"));
        cluster().sql(name, "ALTER PUBLICATION p SET (publish = 'insert'); ALTER PUBLICATION q DROP TABLE once");
        QCOMPARE(lacking(*source, rows, all, {"p"}), std::string("once t two"));
        QCOMPARE(ofOthers(), std::string("once two"));
        cluster().sql(name, "ALTER PUBLICATION p DROP TABLE t");
        QCOMPARE(ofOthers(), std::string("once two"));
        cluster().sql(name, "ALTER PUBLICATION q RENAME TO elsewhere");
        QCOMPARE(ofOthers(), std::string("once two"));
        forgetVersions(rows);
        QCOMPARE(ofOthers(), std::string("once t two"));
    }
};

QTEST_GUILESS_MAIN(UnsentTest)
#include "unsent_test.moc"
