// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "schema/dump_entry.h"
#include "schema/sql_lexer.h"

#include <QTest>

using namespace tidegate;
using namespace tidegate::schema;

namespace {

std::string words(const std::string &sql)
{
    std::string all;
    for (const auto &token : tokens(sql))
        all += "[" + std::string(token.text) + "]";
    return all;
}

std::string header(const std::string &name, const std::string &type, const std::string &schema = "public")
{
    return "--\n-- Name: " + name + "; Type: " + type + "; Schema: " + schema + "; Owner: -\n--\n\n";
}

} // namespace

class DumpTest : public QObject
{
    Q_OBJECT

private slots:
    void cutsAsTheServerDoes_data()
    {
        QTest::addColumn<QString>("sql");
        QTest::addColumn<QString>("cut");
        const auto add = [](const char *sql, const char *cut) { QTest::newRow(sql) << QString::fromUtf8(sql) << QString::fromUtf8(cut); };
        add("SELECT a.b", "[SELECT][a][.][b]");
        add("'it''s' x", "['it''s'][x]");
        add("'\\' x'", "['\\'][x][']");
        add("E'\\' x'", "[E'\\' x']");
        add("\"a\"\"b\".c", "[\"a\"\"b\"][.][c]");
        add("$$ ' \" -- $$;", "[$$ ' \" -- $$][;]");
        add("$a$ $$ $b$ $a$ $1", "[$a$ $$ $b$ $a$][$][1]");
        add("a$1$b", "[a$1$b]");
        add("x -- '\ny", "[x][-- '][y]");
        add("/* a /* b */ ' */ z", "[/* a /* b */ ' */][z]");
        add("'open", "['open]");
        add("größe.\"Zahl\"", "[größe][.][\"Zahl\"]");
    }
    void cutsAsTheServerDoes()
    {
        QFETCH(QString, sql);
        QFETCH(QString, cut);
        QCOMPARE(QString::fromStdString(words(sql.toStdString())), cut);
    }

    void renames()
    {
        const std::map<RelationName, RelationName> names = {{{"public", "t"}, {"new.1", "T\"2"}},
                                                            {{"public", "t_id_seq"}, {"new.1", "t_id_seq"}}};
        QCOMPARE(renamed("ALTER TABLE ONLY public.t ALTER id SET DEFAULT nextval('public.t_id_seq'::regclass)", names),
                 "ALTER TABLE ONLY \"new.1\".\"T\"\"2\" ALTER id SET DEFAULT nextval('\"new.1\".\"t_id_seq\"'::regclass)");
        // Neither text, nor columns, nor what only looks alike.
        for (const char *same : {"SELECT 'public.t'", "SELECT $$ public.t $$", "-- public.t", "SELECT x.public.t",
                                 "SELECT public.t2, \"Public\".t, public.\"T\""})
            QCOMPARE(renamed(same, names), same);
        QCOMPARE(renamed("SELECT public.t.a, \"public\".\"t\"", names), "SELECT \"new.1\".\"T\"\"2\".a, \"new.1\".\"T\"\"2\"");
    }

    void entries()
    {
        auto all = entriesOf("-- PostgreSQL database dump\n\\restrict abc\nSET x = 1;\n" + header("a b; Type: x", "TABLE", "S; a")
                                 + "CREATE TABLE \"S; a\".\"a b; Type: x\" (i int);\n\n\n" + header("TABLE t", "COMMENT")
                                 + "COMMENT ON TABLE public.t IS 'x\n" + header("fake", "TABLE") + "y';\n\n"
                                 + header("f()", "FUNCTION") + "CREATE FUNCTION public.f() RETURNS int LANGUAGE sql BEGIN ATOMIC\n"
                                                              " SELECT 1;\n SELECT 2;\nEND;\n\n"
                                 + "--\n-- PostgreSQL database dump complete\n--\n\n\\unrestrict abc\n",
                             false);
        QCOMPARE(all.size(), 3u);
        findTables(all);
        QCOMPARE(all[0].name, "a b; Type: x");
        QCOMPARE(all[0].type, "TABLE");
        QCOMPARE(all[0].schema, "S; a");
        QVERIFY((all[0].table == RelationName{"S; a", "a b; Type: x"}));
        QVERIFY(all[1].sql.find("fake") != std::string::npos && all[1].sql.back() == ';');
        QVERIFY((all[1].table == RelationName{"public", "t"}));
        QVERIFY(all[2].sql.find("SELECT 2;\nEND;") != std::string::npos);
        QVERIFY(all[2].sql.find("restrict") == std::string::npos && !all[2].table);
        QVERIFY(entriesOf("", false).empty());
    }
};

QTEST_APPLESS_MAIN(DumpTest)
#include "dump_test.moc"
