// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "definition/names.h"

#include <QTest>

using namespace tidegate;
using definition::Followed;
using definition::Names;

/// Where rows go when tables are called otherwise on one side or on both.
class NamesTest : public QObject
{
    Q_OBJECT

    using Called = std::map<std::uint32_t, RelationName>;

    static RelationName name(const char *name) { return {"public", name}; }
    /// Tables 1, 2, … of the source, a, b, …, which went to 101, 102, … of the same names.
    static std::vector<Followed> followed(int count)
    {
        std::vector<Followed> all;
        for (int i = 0; i < count; ++i) {
            const RelationName same{"public", std::string(1, static_cast<char>('a' + i))};
            all.push_back({static_cast<std::uint32_t>(i + 1), same, same, static_cast<std::uint32_t>(i + 101)});
        }
        return all;
    }
    static std::string words(const Names &names)
    {
        std::string text;
        for (const auto &table : names.moved())
            text += std::to_string(table.oid) + ":" + table.source.name + ">" + table.target.name + " ";
        return text;
    }
    static std::string place(const Names &names, std::uint32_t oid)
    {
        const auto found = names.placeOf(oid);
        return found ? found->name : std::string();
    }

private slots:
    void nothingMoved()
    {
        const Names names(followed(2), {{1, name("a")}, {2, name("b")}}, {{101, name("a")}, {102, name("b")}});
        QVERIFY(names.moved().empty() && names.renames().empty());
        QCOMPARE(place(names, 2), "b");
        QCOMPARE(place(names, 3), "");
    }

    void renamedOnTheSource()
    {
        const Names names(followed(1), {{1, {"other", "z z"}}}, {{101, name("a")}});
        QCOMPARE(place(names, 1), "a");
        QCOMPARE(words(names), "");
        QCOMPARE(names.renames(), std::vector<std::string>{"ALTER TABLE \"public\".\"a\" SET SCHEMA \"other\"; ALTER TABLE \"other\".\"a\""
                                                           " RENAME TO \"z z\""});
    }

    void renamedOnTheTarget()
    {
        QCOMPARE(words(Names(followed(1), {{1, name("a")}}, {{101, name("z")}})), "1:a>z ");
        QCOMPARE(words(Names(followed(1), {{1, name("z")}}, {{101, name("z")}})), "1:z>z ");
        QCOMPARE(words(Names(followed(1), {}, {{101, name("z")}})), "1:a>z "); // dropped on the source
    }

    void exchanged()
    {
        const Called crossed{{1, name("b")}, {2, name("a")}};
        const Names waiting(followed(2), crossed, {{101, name("a")}, {102, name("b")}});
        QCOMPARE(place(waiting, 1), "a");
        QCOMPARE(words(waiting), "");
        QCOMPARE(waiting.renames().size(), std::size_t(4)); // each by way of another name
        const Names done(followed(2), crossed, {{101, name("b")}, {102, name("a")}});
        QCOMPARE(words(done), "1:b>b 2:a>a ");
        const Names targetFirst(followed(2), {{1, name("a")}, {2, name("b")}}, {{101, name("b")}, {102, name("a")}});
        QCOMPARE(words(targetFirst), "1:a>b 2:b>a ");
        QVERIFY(targetFirst.renames().empty() || targetFirst.moved().size() == 2);
    }

    /// One takes the name that another leaves: the leaving comes first.
    void chain()
    {
        const Names names(followed(2), {{1, name("b")}, {2, name("c")}}, {{101, name("a")}, {102, name("b")}});
        QCOMPARE(names.renames(), (std::vector<std::string>{"ALTER TABLE \"public\".\"a\" RENAME TO \"a (moved)\"",
                                                            "ALTER TABLE \"public\".\"b\" RENAME TO \"c\"",
                                                            "ALTER TABLE \"public\".\"a (moved)\" RENAME TO \"b\""}));
    }

    /// Somebody put another table in its place: by its old name, or by the new one. Never as long as it is there itself.
    void replaced()
    {
        QCOMPARE(place(Names(followed(1), {{1, name("a")}}, {{101, name("old")}, {500, name("a")}}), 1), "old");
        // Rotated on both sides: the rows of the old one, a backlog of it included, never go into the new one.
        QCOMPARE(place(Names(followed(1), {{1, name("a_archive")}}, {{101, name("a_archive")}, {500, name("a")}}), 1), "a_archive");
        // a is gone, and b has its name by now: what the stream still holds of a is not b's.
        QCOMPARE(place(Names(followed(2), {{2, name("a")}}, {{102, name("a")}}), 1), "");
        QCOMPARE(place(Names(followed(1), {{1, name("a")}}, {{500, name("a")}}), 1), "a");
        QCOMPARE(words(Names(followed(1), {{1, name("z")}}, {{500, name("z")}})), "1:z>z ");
        QCOMPARE(place(Names(followed(1), {{1, name("z")}}, {}), 1), "");
        // b is that of another.
        QCOMPARE(place(Names(followed(2), {{1, name("b")}, {2, name("c")}}, {{102, name("b")}}), 1), "");
    }

    void mapped()
    {
        std::vector<Followed> all = followed(1);
        all[0].target = name("elsewhere");
        QVERIFY(Names(all, {{1, name("a")}}, {{101, name("elsewhere")}}).moved().empty());
        // Nobody's name has to follow that.
        const Names names(all, {{1, name("z")}}, {{101, name("elsewhere")}});
        QCOMPARE(words(names), "1:z>elsewhere ");
        QVERIFY(names.renames().empty());
        QCOMPARE(words(Names(all, {{1, name("z")}}, {{101, name("z")}})), "1:z>z ");
    }
};

QTEST_APPLESS_MAIN(NamesTest)
#include "names_test.moc"
