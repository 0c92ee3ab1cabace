// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "support/type_values.h"

namespace tidegate::support {

std::string typeDefinitions()
{
    return "CREATE TYPE mood AS ENUM ('sad', 'happy'); CREATE DOMAIN positive AS int CHECK (VALUE > 0);"
           "CREATE TYPE pair AS (a int, b text); CREATE DOMAIN three AS int[] CHECK (cardinality(VALUE) <= "
           "3);"
           "CREATE SEQUENCE counter; CREATE DOMAIN small AS positive CHECK (VALUE < 100); CREATE DOMAIN pairs AS pair CHECK ((VALUE).a > 0);"
           "CREATE DOMAIN short AS varchar(5); CREATE DOMAIN code AS char(3); CREATE DOMAIN price AS numeric(8,2);"
           "CREATE DOMAIN shorter AS short CHECK (VALUE <> ''); CREATE DOMAIN flags AS bit(3)[];"
           "CREATE TYPE nest AS (p pair, moods mood[], r int4range); CREATE TYPE floats AS RANGE (subtype = "
           "float8);";
}

const std::vector<TypeValues> &allTypeValues()
{
    static const std::vector<TypeValues> types = {
        {"bool", {"true", "false"}},
        {"int2", {"-32768", "32767"}},
        {"int4", {"-2147483648", "2147483647"}},
        {"int8", {"-9223372036854775808", "9223372036854775807"}},
        {"float4", {"'NaN'", "'-Infinity'", "1.1", "-0.0", "1e-45", "3.4028235e38"}},
        {"float8", {"'NaN'", "'Infinity'", "0.1", "'-0'", "5e-324", "1.7976931348623157e308"}},
        {"numeric",
         {"'NaN'", "1.00", "1.0", "-0.000000000000000000001", "1e100", "123456789012345678901234567890.5"}},
        {"numeric(12,4)", {"1.5", "-99999999.9999"}},
        {"text",
         {"''", "'NULL'", "E'\\\\N'", "E'tab\\tnewline\\nreturn\\rback\\\\slash'", "'Grüße 漢字 🦔'",
          "repeat('x', 100000)", "E'\\\\.'"}},
        {"varchar(10)", {"'0123456789'", "'ä'"}},
        {"char(5)", {"'ab'", "'ab   '"}},
        {"\"char\"", {"'a'", "'\\001'"}},
        {"name", {"'a name'"}},
        {"bytea", {"'\\x00ff5c0a'", "''", "decode(repeat('00', 5000), 'hex')"}},
        {"date", {"'-infinity'", "'infinity'", "'4713-01-01 BC'", "'5874897-12-31'", "'2024-02-29'"}},
        {"time", {"'00:00'", "'24:00'", "'12:34:56.789012'"}},
        {"timetz", {"'12:34:56.789012+13:45'"}},
        {"timestamp", {"'infinity'", "'1900-01-01 00:00:00.000001'", "'294276-12-31 23:59:59.999999'"}},
        {"timestamptz", {"'-infinity'", "'2024-03-31 02:30:00+01'", "'4713-01-01 00:00:00+00 BC'"}},
        {"timestamptz(3)", {"'2024-03-31 02:30:00.123+01'"}},
        {"interval", {"'1 year -2 mons +3 days -04:05:06.789'", "'-178000000 years'"}},
        {"uuid", {"'a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11'"}},
        {"json", {"'{\"a\": 1,  \"a\": [1.0]}'"}},
        {"jsonb", {"'{\"a\": 1.00, \"b\": [null, \"\\u00e4\"]}'", "'\"text\"'"}},
        {"xml", {"'<a>b</a>'"}},
        {"inet", {"'192.168.0.1/24'", "'::1'"}},
        {"cidr", {"'10.0.0.0/8'"}},
        {"macaddr", {"'08:00:2b:01:02:03'"}},
        {"macaddr8", {"'08:00:2b:01:02:03:04:05'"}},
        {"bit(5)", {"B'10101'"}},
        {"varbit", {"B''", "B'1'", "B'101010101'"}},
        {"money", {"'-12.34'"}},
        {"point", {"'(1.1,-0)'"}},
        {"box", {"'((1,2),(3,4))'"}},
        {"path", {"'[(1,2),(3,4)]'"}},
        {"polygon", {"'((1,2),(3,4),(5,6))'"}},
        {"circle", {"'<(1,2),3>'"}},
        {"tsvector", {"'a:1 b:2A'"}},
        {"tsquery", {"'a & !b'"}},
        {"pg_lsn", {"'16/B374D848'"}},
        {"oid", {"4294967295"}},
        {"int4range", {"'empty'", "'[1,5)'", "'(,)'"}},
        {"tstzrange", {"'[2024-01-01 00:00+00,infinity)'"}},
        {"int4[]", {"'{}'", "'{1,NULL,3}'", "'[0:1][2:2]={{1},{2}}'"}},
        {"text[]", {"ARRAY['', 'NULL', NULL, '\"', '{}', E'\\\\']"}},
        {"timestamptz[]", {"ARRAY['infinity'::timestamptz]"}},
        {"numeric(8,2)[]", {"'{1.00,NaN}'"}},
        {"public.mood", {"'happy'"}},
        {"public.mood[]", {"'{sad,NULL}'"}},
        {"public.positive", {"1"}},
        {"public.pair", {"ROW(1, 'a,\"b')", "ROW(NULL, NULL)"}},
        {"public.pair[]", {"ARRAY[ROW(1, 'a')::public.pair, NULL]", "'{}'"}},
        {"public.nest",
         {"ROW(ROW(1, '(\"')::public.pair, ARRAY['happy'::public.mood], '[1,2)')", "ROW(NULL, NULL, NULL)"}},
        {"public.positive[]", {"'{1,NULL}'"}},
        {"public.three", {"'{1,2,3}'", "'{}'"}},
        {"public.floats", {"'[1.5,2.5)'", "'empty'"}},
        {"line", {"'{1,2,3}'"}},
        {"lseg", {"'[(1,2),(3,4)]'"}},
        {"box[]", {"'{(3,4),(1,2);(5,6),(0,0)}'"}},
        {"bytea[]", {"ARRAY['\\x00'::bytea, '\\x5c22'::bytea]"}},
        {"bit(3)[]", {"ARRAY[B'101', NULL]"}},
        {"xml[]", {"ARRAY['<a>,</a>'::xml]"}},
        {"jsonb[]", {"ARRAY['{\"a\": \"\\\\\"}'::jsonb]"}},
        {"jsonpath", {"'$.a[*] ? (@ > 1)'"}},
        {"int2vector", {"'1 2 3'"}},
        {"oidvector", {"'1 4294967295'"}},
        {"xid", {"'4294967295'"}},
        {"xid8", {"'18446744073709551615'"}},
        {"cid", {"'1'"}},
        {"tid", {"'(4294967295,65535)'"}},
        {"txid_snapshot", {"'10:20:10,14,15'"}},
        {"pg_snapshot", {"'10:20:10,14,15'"}},
        {"numeric(1000,0)", {"repeat('9', 1000)"}},
        {"numeric(3,-2)", {"12345"}, 15},
        {"numeric(3,5)", {"0.00123"}, 15},
        {"numeric[]", {"'{1.0,1.00,NaN}'"}},
        {"numeric", {"'Infinity'", "'-Infinity'"}, 14},
        {"int4multirange", {"'{}'", "'{[1,3),[5,)}'"}, 14},
        {"tstzmultirange", {"'{(,2024-01-01 00:00+00),[2025-01-01 00:00+00,infinity)}'"}, 14},
        {"tsvector",
         {"array_to_tsvector(ARRAY['''', '\\', 'ä ö'])", "to_tsvector('simple', repeat('word ', 2000))"}},
        // What belongs to a server rather than to a row, here always there.
        {"regclass", {"'pg_catalog.pg_class'", "'public.counter'", "0"}},
        {"regtype", {"'timestamp with time zone'", "'public.mood'"}},
        {"regproc", {"'pg_catalog.now'"}},
        {"regprocedure", {"'pg_catalog.abs(int4)'"}},
        {"regoper", {"'||/'"}},
        {"regoperator", {"'+(int4,int4)'"}},
        {"regnamespace", {"'pg_catalog'", "'public'"}},
        {"regrole", {"'pg_monitor'"}},
        {"regconfig", {"'simple'"}},
        {"regdictionary", {"'simple'"}},
        {"regcollation", {"'\"C\"'"}},
        {"aclitem", {"'=r/pg_monitor'", "'pg_monitor=arwd*/pg_signal_backend'"}},
        {"refcursor", {"'a cursor'", "''"}},
        // Without a length, and with one.
        {"bpchar", {"'ab'", "''"}},
        {"varchar", {"''", "repeat('ä', 1000)"}},
        {"bit varying(7)", {"B''", "B'1010101'"}},
        {"time(3)", {"'23:59:59.999'"}},
        {"timetz(0)", {"'00:00:00+15:59:59'", "'24:00:00-15:59:59'"}},
        {"timestamp(0)", {"'-infinity'", "'4714-11-24 00:00:00 BC'"}},
        {"interval(2)", {"'1.23 s'"}},
        {"interval day to second(3)", {"'1 day 02:03:04.567'"}},
        // The ends.
        {"date", {"'4714-11-24 BC'"}},
        {"timestamp", {"'4714-11-24 00:00:00 BC'"}},
        {"timestamptz", {"'4714-11-24 00:00:00+00 BC'", "'294276-12-31 23:59:59.999999+00'"}},
        {"timetz", {"'00:00:00+15:59:59'", "'24:00:00-15:59:59'"}},
        {"money", {"'-92233720368547758.08'", "'92233720368547758.07'"}},
        {"numeric", {"repeat('9', 131072)", "'0.' || repeat('0', 16382) || '1'", "'-0.0'"}},
        {"pg_lsn", {"'0/0'", "'FFFFFFFF/FFFFFFFF'"}},
        {"oid", {"0"}},
        {"point", {"'(NaN,-Infinity)'", "'(-0,5e-324)'"}},
        {"circle", {"'<(NaN,0),Infinity>'"}},
        {"tsvector", {"''"}},
        {"tsquery", {"''", "'a <3> b:*AC'"}},
        {"name", {"repeat('x', 63)", "repeat('x', 61) || 'ä'", "''"}},
        {"int4[]", {"'{{{{{{1},{NULL}}}}}}'", "'[-2147483648:-2147483647]={1,2}'"}},
        {"bytea", {"decode(repeat('5c', 3000), 'hex')"}},
        // Arrays.
        {"bool[]", {"'{t,NULL,f}'"}},
        {"int2[]", {"'{-32768,32767}'"}},
        {"int8[]", {"'{-9223372036854775808,NULL}'"}},
        {"float4[]", {"'{NaN,-0,1e-45}'"}},
        {"float8[]", {"'{NaN,-0,5e-324,-Infinity}'"}},
        {"uuid[]", {"'{a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11}'"}},
        {"date[]", {"'{infinity,\"4714-11-24 BC\"}'"}},
        {"time[]", {"'{24:00}'"}},
        {"timetz[]", {"'{00:00+15:59:59}'"}},
        {"timestamp[]", {"'{-infinity,\"2024-02-29 01:02:03.4\"}'"}},
        {"interval[]", {"'{\"-1 mons +2 days\"}'"}},
        {"inet[]", {"'{::1/64,10.0.0.1/8}'"}},
        {"cidr[]", {"'{10.0.0.0/8}'"}},
        {"macaddr[]", {"'{08:00:2b:01:02:03}'"}},
        {"money[]", {"'{-12.34,\"1,000.00\"}'"}},
        {"\"char\"[]", {"'{a,\"\\\\\",\" \"}'"}},
        {"name[]", {"'{\"a, name\"}'"}},
        {"char(3)[]", {"'{a,\"b  \"}'"}},
        {"varchar(5)[]", {"'{\"a b\",NULL,\"\"}'"}},
        {"varbit[]", {"ARRAY[B'', B'101']"}},
        {"json[]", {"ARRAY['{\"a\": 1,  \"a\": \"\\\\\"}'::json, NULL]"}},
        {"point[]", {"'{\"(1.5,-0)\",NULL,\"(NaN,1)\"}'"}},
        {"lseg[]", {"'{\"[(1,2),(3,4)]\"}'"}},
        {"path[]", {"'{\"[(1,2),(3,4)]\",\"((1,2),(3,4))\"}'"}},
        {"polygon[]", {"'{\"((1,2),(3,4),(5,6))\"}'"}},
        {"circle[]", {"'{\"<(1,2),3>\"}'"}},
        {"line[]", {"'{\"{1,2,3}\"}'"}},
        {"int4range[]", {"'{empty,\"[1,5)\"}'"}},
        {"tsrange[]", {"ARRAY['[2024-01-01 01:02:03.4,)'::tsrange]"}},
        {"tsvector[]", {"ARRAY['a:1 ''b c''', '']::tsvector[]"}},
        {"pg_lsn[]", {"'{16/B374D848}'"}},
        {"regclass[]", {"'{pg_catalog.pg_class,public.counter}'"}},
        // Ranges.
        {"int8range", {"'[1,9223372036854775807)'", "'(,)'"}},
        {"numrange", {"'[1.0,1.00]'", "'(1.10,NaN)'"}},
        {"tsrange", {"'[-infinity,\"2024-01-01 00:00:00.5\")'"}},
        {"daterange", {"'[2024-01-01,infinity)'", "'empty'"}},
        {"int8multirange", {"'{[1,3),[5,)}'"}, 14},
        {"nummultirange", {"'{[1.0,1.50],(2.0,)}'"}, 14},
        {"tsmultirange", {"'{[2024-01-01,2024-01-02)}'"}, 14},
        {"datemultirange", {"'{[2024-01-01,infinity)}'"}, 14},
        // Domains over domains, over composites and with a length.
        {"public.small", {"99"}},
        {"public.small[]", {"'{1,NULL}'"}},
        {"public.pairs", {"ROW(1, 'a\"')"}},
        {"public.short", {"'01234'", "''"}},
        {"public.shorter", {"'ä'"}},
        {"public.shorter[]", {"'{a,NULL}'"}},
        {"public.code", {"'a'", "'abc'"}},
        {"public.price", {"1", "-999999.99"}},
        {"public.flags", {"ARRAY[B'101', NULL]"}},
        {"hstore", {"'a=>NULL, \"b \\\"\"=>\"=>\"'", "''"}, 0, "hstore"},
        {"citext", {"'Grüße'", "''"}, 0, "citext"},
        {"citext[]", {"'{a,A}'"}, 0, "citext"},
        {"ltree", {"'Top.Science.Astronomy'", "''"}, 0, "ltree"},
        {"lquery", {"'*.Astronomy.*{1,2}'"}, 0, "ltree"},
        {"cube", {"'(0,0),(1,1)'", "'(NaN)'"}, 0, "cube"},
        {"isbn13", {"'978-0-393-04002-9'"}, 0, "isn"},
        {"seg", {"'1.50 .. 2.00'", "'~5'"}, 0, "seg"},
    };
    return types;
}

std::string vectorDefinitions()
{
    return "CREATE DOMAIN embedding AS vector(3) CHECK (VALUE <> '[0,0,0]'); CREATE TYPE labelled AS (label text, v vector(2));";
}

const std::vector<TypeValues> &vectorTypeValues()
{
    static const std::vector<TypeValues> types = {
        {"vector(3)", {"'[1,2.5,-3]'", "'[0,-0,1e-45]'", "'[3.4028235e38,-3.4028235e38,0.1]'"}},
        {"vector", {"'[1]'", "array_fill(0.1::float4, ARRAY[16000])"}},
        {"vector[]", {"ARRAY['[1,2]'::vector, NULL, '[3]']", "'{}'"}},
        {"vector(2)[]", {"ARRAY['[1,2]'::vector, '[-0,0]']"}},
        {"halfvec(3)", {"'[1,2.5,-65504]'", "'[6e-8,-0,0.1]'"}},
        {"halfvec", {"array_fill(0.1::float4, ARRAY[16000])"}},
        {"halfvec[]", {"ARRAY['[1,2]'::halfvec, NULL]"}},
        {"sparsevec(5)", {"'{1:1.5,5:-2}/5'", "'{}/5'"}},
        {"sparsevec", {"'{1:1e-45,1000000000:3.4e38}/1000000000'"}},
        {"sparsevec[]", {"ARRAY['{1:1.5,5:-2}/5'::sparsevec, NULL]"}},
        {"bit(1000)", {"repeat('10', 500)"}},
        {"public.embedding", {"'[1,2,3]'"}},
        {"public.embedding[]", {"ARRAY['[1,2,3]'::public.embedding, NULL]"}},
        {"public.labelled", {"ROW('a,\"', '[1,2]')", "ROW(NULL, NULL)"}},
    };
    return types;
}

std::string geometryDefinitions()
{
    return "CREATE DOMAIN place AS geometry(Point) CHECK (NOT ST_IsEmpty(VALUE)); CREATE TYPE stop AS (name text, at geography);";
}

const std::vector<TypeValues> &geometryTypeValues()
{
    static const std::vector<TypeValues> types = {
        {"geometry", {"'SRID=4326;POINT Z (1 2 3)'", "'POINT M (1 2 3)'", "'SRID=3857;POINT ZM (1 2 3 4)'", "'POINT (0.1 -0)'"}},
        {"geometry",
         {"'POINT EMPTY'", "'SRID=4326;POINT Z EMPTY'", "'LINESTRING M EMPTY'", "'POLYGON ZM EMPTY'",
          "'GEOMETRYCOLLECTION EMPTY'", "'MULTIPOINT (EMPTY, 1 2)'"}},
        {"geometry",
         {"ST_MakePoint('NaN', 1)", "ST_MakePoint('Infinity', '-Infinity', 5e-324)",
          "ST_MakeLine(ST_MakePoint('NaN', 'NaN'), ST_MakePoint(1, 2))"}},
        {"geometry",
         {"'CIRCULARSTRING (0 0, 1 1, 2 0)'", "'CURVEPOLYGON (COMPOUNDCURVE (CIRCULARSTRING (0 0, 1 1, 2 0), (2 0, 0 0)))'",
          "'MULTISURFACE (CURVEPOLYGON (CIRCULARSTRING (0 0, 4 0, 4 4, 0 4, 0 0)), ((7 8, 10 10, 6 14, 7 8)))'",
          "'TIN Z (((0 0 0, 0 1 0, 1 0 0, 0 0 0)))'", "'TRIANGLE ((0 0, 0 1, 1 0, 0 0))'",
          "'POLYHEDRALSURFACE Z (((0 0 0, 0 1 0, 1 1 0, 1 0 0, 0 0 0)))'",
          "'GEOMETRYCOLLECTION (POINT (1 2), GEOMETRYCOLLECTION (LINESTRING (0 0, 1 1), POINT EMPTY))'"}},
        {"geometry", {"ST_Buffer(ST_SetSRID(ST_MakePoint(0, 0), 4326), 1, 5000)"}},
        // Rows as they stand there need not have the box that their text gives them when it is read.
        {"geometry", {"postgis_dropbbox('LINESTRING (0 0, 1 1)'::geometry)", "postgis_addbbox('POINT (1 2)'::geometry)"}},
        {"geometry(PointZ,4326)", {"'SRID=4326;POINT Z (1 2 3)'"}},
        {"geometry(Polygon)", {"'POLYGON ((0 0, 4 0, 4 4, 0 4, 0 0), (1 1, 2 1, 2 2, 1 2, 1 1))'", "'POLYGON EMPTY'"}},
        {"geometry[]", {"ARRAY['POINT (1 2)'::geometry, NULL, 'SRID=4326;POINT EMPTY']", "'{}'"}},
        {"geometry(Point)[]", {"ARRAY['POINT (1 2)'::geometry, 'POINT (0 -0)']"}},
        {"geography", {"'POINT (1 2)'", "'SRID=4267;POINT Z (1 2 3)'", "'POLYGON ((0 0, 4 0, 4 4, 0 0))'", "'POINT EMPTY'"}},
        {"geography(LineStringM,4326)", {"'LINESTRING M (-180 90 1, 180 -90 2)'"}},
        {"geography[]", {"ARRAY['POINT (1 2)'::geography, NULL]"}},
        {"box2d", {"'BOX(1 2,3 4)'", "'BOX(-0.1 0,0.1 1e300)'"}},
        {"box3d", {"'BOX3D(1 2 3,4 5 6)'"}},
        {"box3d[]", {"ARRAY['BOX3D(1 2 3,4 5 6)'::box3d, NULL]"}},
        {"spheroid", {"'SPHEROID(\"GRS_1980\",6378137,298.257222101)'"}},
        {"geometry_dump", {"ROW('{1,2}', 'POINT (1 2)')"}},
        {"public.place", {"'POINT (1 2)'"}},
        {"public.place[]", {"ARRAY['POINT (1 2)'::public.place, NULL]"}},
        {"public.stop", {"ROW('a,\"', 'POINT (1 2)')"}},
    };
    return types;
}

} // namespace tidegate::support
