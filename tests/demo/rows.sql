-- SPDX-FileCopyrightText: Tidegate contributors
-- SPDX-License-Identifier: GPL-3.0-or-later
--
-- What stands in the shop when the migration starts; about :readings readings.

SELECT setseed(0.42);

INSERT INTO devices (serial_number, site, tags, settings, limits, calibrated, manual)
SELECT 'td-' || lpad(g::text, 6, '0'),
       (ARRAY['Zürich', 'Łódź', '東京', E'O''Fallon "MO"', E'tab\tin\\it', '', NULL, 'مراكش', '🜁🌊'])[g % 9 + 1],
       CASE g % 4 WHEN 0 THEN NULL WHEN 1 THEN '{}'::text[]
                  ELSE ARRAY['indoor', NULL, '', 'NULL', E'with "quotes", {braces} and \\', 'émoji 🎛'] END,
       jsonb_build_object('interval', g % 60, 'unit', '°C', 'nested', jsonb_build_array(1, NULL, 'x', 1e-7),
                          'text', E'line\none \u2028 "two"'),
       CASE WHEN g % 3 > 0 THEN ARRAY[-40, 85.5, NULL, 'NaN'] END,
       CASE g % 5 WHEN 0 THEN 'infinity' WHEN 1 THEN '0044-03-15 BC' ELSE date '2024-02-29' + g END,
       (SELECT string_agg(md5(g::text || i), '') FROM generate_series(1, 150 + g) i)
FROM generate_series(1, 200) g;

INSERT INTO readings
SELECT d, timestamptz '2025-11-01 00:00+00' + s * interval '1 minute' + d * interval '1 millisecond',
       CASE WHEN s % 997 = 0 THEN 'NaN' ELSE 20 + 5 * sin(s / 700.0) + random() END,
       CASE WHEN s % 501 > 0 THEN 40 + 20 * random() END, 100 - s % 100
FROM generate_series(1, 200) d, generate_series(1, :readings / 200) s;

INSERT INTO orders (number, customer, total, discount, lines, note)
SELECT 'A-' || g, (ARRAY['Ærø Målere', 'Bob; DROP TABLE orders;--', '株式会社', E'\\N', E'\\.', 'null'])[g % 6 + 1],
       g * 1.01, (ARRAY[0, 0.00, 1e-20, 12345678901234567890.123456789, NULL, 'NaN'])[g % 6 + 1],
       jsonb_build_array(jsonb_build_object('device', g % 200 + 1, 'price', g / 7.0)),
       (ARRAY[NULL, '', E'two\nlines\r\nand a tab\t', E'\\N', E'\\.\n', E'\x01\x7f control', 'ﷺ ẞ ǅ 👩‍👩‍👧 e' || U&'\0301',
              repeat('long ', 900)])[g % 8 + 1]
FROM generate_series(1, 8000) g;
INSERT INTO order_items SELECT o, l, (o * l) % 200 + 1, (o * l) / 100.0
FROM generate_series(1, 8000) o, generate_series(1, 2) l;

INSERT INTO events SELECT (ARRAY['open', 'close', NULL])[g % 3 + 1], g % 4, (ARRAY[1.0, 1.00, 2])[g % 3 + 1],
       (ARRAY['', NULL, E'same\tsame'])[g % 3 + 1]
FROM generate_series(1, 3000) g;

INSERT INTO documents
SELECT g, md5(g::text)::uuid, (SELECT string_agg(md5(g || 'body' || i), '') FROM generate_series(1, 300 + g) i),
       CASE WHEN g % 3 > 0 THEN decode((SELECT string_agg(md5(g || 'picture' || i), '') FROM generate_series(1, 600) i), 'hex') END,
       0, tstzrange('2025-01-01', NULL), ('10.0.0.' || g % 256)::inet
FROM generate_series(1, 250) g;
-- One of about 8 MB.
UPDATE documents SET body = (SELECT string_agg(md5(i::text), '') FROM generate_series(1, 260000) i) WHERE id = 250;

INSERT INTO shipments SELECT g, (ARRAY['north', 'south', 'east'])[g % 3 + 1], g / 3.0, g * interval '1 day 2 hours'
FROM generate_series(1, 4000) g;

SELECT setval('tickets', 1234);
ANALYZE;
