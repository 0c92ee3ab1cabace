// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "shop.h"

namespace tidegate::shop {

const char *const schema = R"(
    CREATE TABLE readings (id bigserial PRIMARY KEY, device int NOT NULL, at timestamptz NOT NULL, value float8, note text);
    CREATE TABLE devices (id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY, name text UNIQUE, tags text[], doc jsonb,
                          big text, upper_name text GENERATED ALWAYS AS (upper(name)) STORED);
    CREATE TABLE keyless (a int, b numeric, c text);
    ALTER TABLE keyless REPLICA IDENTITY FULL;
    CREATE TABLE parted (id int, k int, v text, PRIMARY KEY (id, k)) PARTITION BY RANGE (k);
    CREATE TABLE parted_1 PARTITION OF parted FOR VALUES FROM (0) TO (100);
    CREATE TABLE parted_2 PARTITION OF parted FOR VALUES FROM (100) TO (200);
    CREATE TABLE child (id int PRIMARY KEY, reading bigint REFERENCES readings ON DELETE CASCADE);
)";

const char *const rows = R"(
INSERT INTO readings (device, at, value, note) SELECT g % 50, now(), g, repeat('x', g % 40) FROM generate_series(1, 20000) g;
INSERT INTO devices (name, tags, doc, big) SELECT 'device ' || g, ARRAY['a', NULL, E'b\\"'], '{"a": [1, 2]}',
    (SELECT string_agg(md5(random()::text), '') FROM generate_series(1, 400 + g)) FROM generate_series(1, 50) g;
INSERT INTO keyless SELECT g % 5, 1.0, E'tab\t\\N\n' FROM generate_series(1, 500) g;
INSERT INTO parted SELECT g, g % 200, 'v' FROM generate_series(1, 2000) g;
INSERT INTO child SELECT g, g FROM generate_series(1, 2000) g;
CREATE PUBLICATION p FOR ALL TABLES;)";

} // namespace tidegate::shop
