// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "types_place.h"

#include "support/skips.h"

#include <QTest>

using namespace tidegate;

/// What extensions bring that are packaged apart from PostgreSQL, between two servers of an installation that has them.
class TypesExtensionsTest : public types::PlaceTest
{
    Q_OBJECT

    /// False: no server of this machine has it.
    bool beginWith(const std::string &extension)
    {
        const auto installation = support::Installation::withExtension(extension);
        if (!installation)
            return false;
        begin(installation->display(), installation->display());
        return m_place->both("CREATE EXTENSION " + extension);
    }
    void verifyKeys(const std::vector<support::TypeValues> &types);

private slots:
    void vectors();
    void geometries();
    void vectorsAsKeys();
    void geometriesAsKeys();
    void rowsOfTheExtension();
    void rowsOfTheExtensionByName();
};

void TypesExtensionsTest::vectors()
{
    if (!beginWith("vector"))
        TIDEGATE_SKIP("pgvector");
    m_place->both(support::vectorDefinitions());
    verifyValues(support::vectorTypeValues());
}

void TypesExtensionsTest::geometries()
{
    if (!beginWith("postgis"))
        TIDEGATE_SKIP("PostGIS");
    m_place->both(support::geometryDefinitions());
    verifyValues(support::geometryTypeValues());
}

/// Rows that are found by a value of the type: of each, three different ones.
void TypesExtensionsTest::verifyKeys(const std::vector<support::TypeValues> &types)
{
    auto &place = *m_place;
    std::vector<std::string> tables;
    for (const auto &type : types) {
        const auto table = "t" + std::to_string(tables.size());
        const auto value = [&](std::size_t i) { return "(" + type.values[i] + ")::" + type.type; };
        place.both("CREATE TABLE " + table + " (v " + type.type + " PRIMARY KEY, n int)");
        place.source("INSERT INTO " + table + " VALUES (" + value(0) + ", 0), (" + value(1) + ", 1)");
        tables.push_back("public." + table);
    }
    QVERIFY(place.run());
    for (std::size_t i = 0; i < types.size(); ++i) {
        const auto value = [&](std::size_t j) { return "(" + types[i].values[j] + ")::" + types[i].type; };
        place.source("UPDATE " + tables[i] + " SET n = 10 WHERE n = 0; UPDATE " + tables[i] + " SET v = " + value(2)
                     + " WHERE n = 1; INSERT INTO " + tables[i] + " VALUES (" + value(1) + ", 2); DELETE FROM " + tables[i]
                     + " WHERE n = 10");
    }
    verifySame(tables);
}

void TypesExtensionsTest::vectorsAsKeys()
{
    if (!beginWith("vector"))
        TIDEGATE_SKIP("pgvector");
    verifyKeys({{"vector(2)", {"'[0.1,-1e-45]'", "'[3.4028235e38,2]'", "'[-0,0]'"}},
                {"halfvec(2)", {"'[0.1,1]'", "'[65504,2]'", "'[-0,0]'"}},
                {"sparsevec(5)", {"'{1:0.1}/5'", "'{5:-2}/5'", "'{}/5'"}}});
}

void TypesExtensionsTest::geometriesAsKeys()
{
    if (!beginWith("postgis"))
        TIDEGATE_SKIP("PostGIS");
    verifyKeys({{"geometry", {"'SRID=4326;POINT Z (1 2 0.1)'", "'LINESTRING (0 0, 1 1)'", "'POINT EMPTY'"}},
                {"geography", {"'POINT (1 0.1)'", "'LINESTRING (0 0, 1 1)'", "'POLYGON EMPTY'"}}});
}

/// spatial_ref_sys is PostGIS's own: neither copied upon the rows that came with it on the target nor in the way of the run.
/// What people have added to it is told.
void TypesExtensionsTest::rowsOfTheExtension()
{
    if (!beginWith("postgis"))
        TIDEGATE_SKIP("PostGIS");
    auto &place = *m_place;
    place.both("CREATE TABLE places (id int PRIMARY KEY, at geometry(Point, 990001))");
    place.source("INSERT INTO spatial_ref_sys VALUES (990001, 'ours', 1, 'it''s', '+proj=longlat');"
                 "INSERT INTO places SELECT g, ST_SetSRID(ST_MakePoint(g, g), 990001) FROM generate_series(1, 10) g");
    QVERIFY(place.run());
    QVERIFY(place.process().waitFor("spatial_ref_sys (which comes with the extension postgis; rows that were added to it and that the target lacks: 1)"));
    QCOMPARE(place.targetValue("SELECT string_agg(tablename, ',' ORDER BY tablename) FROM _tidegate.subscription_rel"), "places,settled");
    place.source("UPDATE spatial_ref_sys SET auth_name = auth_name; DELETE FROM spatial_ref_sys WHERE srid = 4326;"
                 "INSERT INTO places VALUES (11, 'SRID=990001;POINT (1 2)'); DELETE FROM places WHERE id = 1");
    verifySame({"public.places", "public.settled"});
    QCOMPARE(place.targetValue("SELECT count(*) FROM spatial_ref_sys WHERE srid IN (4326, 990001)"), "1");
}

/// Named in a publication it is a table like others.
void TypesExtensionsTest::rowsOfTheExtensionByName()
{
    if (!beginWith("postgis"))
        TIDEGATE_SKIP("PostGIS");
    auto &place = *m_place;
    place.source("INSERT INTO spatial_ref_sys VALUES (990001, 'ours', 1, 'it''s', '+proj=longlat')");
    place.target("TRUNCATE spatial_ref_sys");
    QVERIFY(place.run("FOR TABLE settled, spatial_ref_sys"));
    place.source("UPDATE spatial_ref_sys SET auth_srid = 2 WHERE srid = 990001; DELETE FROM spatial_ref_sys WHERE srid = 4326");
    verifySame({"public.spatial_ref_sys", "public.settled"});
}

QTEST_GUILESS_MAIN(TypesExtensionsTest)
#include "types_extensions_test.moc"
