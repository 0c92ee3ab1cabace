// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "support/type_values.h"

namespace tidegate::support {

std::string typeDefinitions()
{
    return "CREATE TYPE mood AS ENUM ('sad', 'happy'); CREATE DOMAIN positive AS int CHECK (VALUE > 0);"
           "CREATE TYPE pair AS (a int, b text); CREATE DOMAIN three AS int[] CHECK (cardinality(VALUE) <= "
           "3);"
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
        {"hstore", {"'a=>NULL, \"b \\\"\"=>\"=>\"'", "''"}, 0, "hstore"},
        {"citext", {"'Grüße'", "''"}, 0, "citext"},
        {"citext[]", {"'{a,A}'"}, 0, "citext"},
        {"ltree", {"'Top.Science.Astronomy'", "''"}, 0, "ltree"},
        {"lquery", {"'*.Astronomy.*{1,2}'"}, 0, "ltree"},
        {"cube", {"'(0,0),(1,1)'", "'(NaN)'"}, 0, "cube"},
        {"isbn13", {"'978-0-393-04002-9'"}, 0, "isn"},
        {"seg", {"'1.50 .. 2.00'", "'~5'"}, 0, "seg"},
        {"vector(3)", {"'[1,2.5,-3]'"}, 0, "vector"},
        {"geometry", {"'SRID=4326;POINT Z (1 2 3)'"}, 0, "postgis"},
    };
    return types;
}

} // namespace tidegate::support
