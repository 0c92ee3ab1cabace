-- SPDX-FileCopyrightText: Tidegate contributors
-- SPDX-License-Identifier: GPL-3.0-or-later
--
-- A shop that sells and watches measuring devices: every kind of table that a migration meets.

CREATE TABLE devices (
    id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    serial_number text NOT NULL UNIQUE,
    site text COLLATE "C",
    tags text[],
    settings jsonb NOT NULL,
    limits numeric(12, 4)[],
    calibrated date,
    manual text,
    label text GENERATED ALWAYS AS (upper(serial_number) || ' @ ' || coalesce(site, '?')) STORED);
ALTER TABLE devices ALTER manual SET STORAGE EXTERNAL;

CREATE TABLE readings (
    device_id int NOT NULL REFERENCES devices,
    at timestamptz NOT NULL,
    temperature float8,
    humidity real,
    battery smallint,
    PRIMARY KEY (device_id, at));
CREATE INDEX readings_at ON readings (at DESC);

CREATE TABLE orders (
    id bigserial PRIMARY KEY,
    number text NOT NULL UNIQUE,
    customer text NOT NULL,
    placed timestamptz NOT NULL DEFAULT clock_timestamp(),
    changed timestamptz NOT NULL DEFAULT clock_timestamp(),
    total numeric(14, 2),
    discount numeric,
    lines jsonb,
    note text);

CREATE TABLE order_items (
    order_id bigint NOT NULL REFERENCES orders ON DELETE CASCADE,
    line int NOT NULL,
    device_id int REFERENCES devices,
    price numeric(12, 2),
    PRIMARY KEY (order_id, line));

-- No key, and many rows that are equal.
CREATE TABLE events (kind text, device_id int, weight numeric, detail text);
ALTER TABLE events REPLICA IDENTITY FULL;

CREATE TABLE documents (
    id int PRIMARY KEY,
    reference uuid NOT NULL,
    body text NOT NULL,
    picture bytea,
    opened int NOT NULL DEFAULT 0,
    valid tstzrange,
    origin inet);
ALTER TABLE documents ALTER body SET STORAGE EXTERNAL, ALTER picture SET STORAGE EXTERNAL;

CREATE TABLE shipments (id int NOT NULL, region text NOT NULL, weight numeric, due interval, PRIMARY KEY (id, region))
    PARTITION BY LIST (region);
CREATE TABLE shipments_north PARTITION OF shipments FOR VALUES IN ('north');
CREATE TABLE shipments_south PARTITION OF shipments FOR VALUES IN ('south');
CREATE TABLE shipments_other PARTITION OF shipments DEFAULT;

CREATE SEQUENCE tickets INCREMENT 5 START 1000;
