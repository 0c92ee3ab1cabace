# SPDX-FileCopyrightText: Tidegate contributors
# SPDX-License-Identifier: GPL-3.0-or-later
#
# The demo's two servers and the shop that goes on between them; to be sourced by what shows a migration of it.
# TIDEGATE_BIN is where the programs are.
# shellcheck shell=bash disable=SC2034,SC2154 # names shared with who sources this, and with servers.sh and compare.sh
demo=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
# shellcheck source=tests/demo/servers.sh
. "$demo/servers.sh"
# shellcheck source=tests/demo/compare.sh
. "$demo/compare.sh"

cli=$TIDEGATE_BIN/tidegate-cli
readings=${TIDEGATE_DEMO_READINGS:-300000}
rate=${TIDEGATE_DEMO_RATE:-80} # transactions a second that the shop goes on with
patience=${TIDEGATE_DEMO_PATIENCE:-150}
tables="devices readings orders order_items events documents shipments"
sequences="devices_id_seq orders_id_seq tickets"

began=$(now)
step() { printf '%6s s  %s\n' "$(tenths "$began" "$(now)")" "$*"; }
fail() {
    printf 'demo: FAILED: %s\n' "$*" >&2
    [ ! -s "$servers_directory/run.err" ] || tail -n 5 "$servers_directory/run.err" >&2
    exit 1
}
alive() { kill -0 "$1" 2>/dev/null; }

# needs PROGRAM…
needs() {
    local program
    for program in "$@"; do
        [ -x "$program" ] || { echo "demo: there is no $program; ./dev demo makes it" >&2; exit 1; }
    done
}

lab_root() {
    local root
    root=$("$demo/../lab/place.sh")/debian-13
    if [ ! -x "$root/usr/lib/postgresql/17/bin/postgres" ] && [ "$(id -u)" = 0 ]; then
        "$demo/../lab/lab.sh" debian-13
    fi
    if [ ! -x "$root/usr/lib/postgresql/17/bin/postgres" ] || [ "$(id -u)" != 0 ]; then
        echo "demo: --timescale needs the lab's Debian 13 and root to run servers in it; as root: ./dev setup --lab" >&2
        exit 3
    fi
    servers_root=$root
}

# start_target: sets target_port, and preload if it has TimescaleDB
start_target() {
    local timescale="shared_preload_libraries=timescaledb timescaledb.telemetry_level=off"
    preload=
    [ -z "$servers_root$(ls "${bindir%/bin}/lib/timescaledb.so" 2>/dev/null)" ] || preload=timescaledb
    # shellcheck disable=SC2086 # two settings
    if [ -n "$servers_root" ]; then
        server_start -r target $timescale
    elif [ -n "$preload" ]; then
        server_start target $timescale
    else
        server_start target
    fi
    target_port=$server_port
}

# shop_open: both servers, the shop on the source, its empty tables on the target; then the shop goes on.
shop_open() {
    local port target_is="plain PostgreSQL, since this machine has no TimescaleDB"
    [ "${TIDEGATE_DEMO_TIMESCALE:-no}" = no ] || lab_root
    servers_prepare demo
    server_start source wal_level=logical track_commit_timestamp=on
    source_port=$server_port
    start_target
    for port in $source_port $target_port; do sql "$port" postgres -c "CREATE DATABASE shop" || fail "no database"; done
    sql "$source_port" shop -f "$demo/shop.sql" || fail "the shop's tables"
    sql "$source_port" shop -v readings="$readings" -f "$demo/rows.sql" >/dev/null || fail "the shop's rows"
    "$bindir/pg_dump" -p "$source_port" --schema-only --no-owner shop | sql "$target_port" shop >/dev/null ||
        fail "the target's tables"
    if [ -n "$preload" ]; then
        sql "$target_port" shop -c "SET client_min_messages = error; CREATE EXTENSION timescaledb" \
            -c "SELECT create_hypertable('readings', 'at', chunk_time_interval => interval '6 hours')" >/dev/null ||
            fail "the hypertable"
        target_is="TimescaleDB $(sql "$target_port" shop \
            -c "SELECT extversion FROM pg_extension WHERE extname = 'timescaledb'")"
    fi
    # As the window makes it, from the chosen tables.
    sql "$source_port" shop -c "CREATE PUBLICATION tidegate_shop FOR TABLE ${tables// /, }" \
        -c "COMMENT ON PUBLICATION tidegate_shop IS 'made by Tidegate'" || fail "the publication"
    source_uri="postgresql://postgres@127.0.0.1:$source_port/shop"
    target_uri="postgresql://postgres@127.0.0.1:$target_port/shop"
    step "source: PostgreSQL $(sql "$source_port" shop -c 'SHOW server_version'), a shop of \
$(sql "$source_port" shop -c 'SELECT pg_size_pretty(pg_database_size(current_database()))')"
    step "target: PostgreSQL $(sql "$target_port" shop -c 'SHOW server_version'), $target_is"
    "$bindir/pgbench" -n -p "$source_port" -c 4 -R "$rate" -T 3600 -f "$demo/writer.pgbench" shop \
        >"$servers_directory/writer.log" 2>&1 &
    writer=$!
    servers_children_are "$writer"
}

shop_must_go_on() { alive "$writer" || fail "the shop's writer ended early: $(tail -n 2 "$servers_directory/writer.log")"; }

# shop_profile DIRECTORY: for the window: both connections saved and chosen, a plan that is ready. The password stays in
# this environment.
shop_profile() {
    local source_id=11111111-1111-4111-8111-111111111111 target_id=22222222-2222-4222-8222-222222222222 table chosen=
    (umask 077 && mkdir "$1") || fail "no profile"
    for table in $tables; do chosen="$chosen${chosen:+, }{\"schema\": \"public\", \"table\": \"$table\"}"; done
    cat >"$1/connections.json" <<JSON
{"format": 2, "connections": [
    {"id": "$source_id", "name": "Shop, source", "environment": "test", "uri": "$source_uri"},
    {"id": "$target_id", "name": "Shop, target", "environment": "test", "uri": "$target_uri"}]}
JSON
    printf '[General]\nformat=2\n\n[roles]\nsource=%s\ntarget=%s\n' "$source_id" "$target_id" >"$1/settings.ini"
    cat >"$1/plan.json" <<JSON
{"tidegatePlan": 1, "subscription": "shop", "publications": ["tidegate_shop"], "tables": [$chosen]}
JSON
}

# shop_has_moved: after a cutover that made the source read-only: the shop has ended there, every row is on both sides,
# and the target goes on. Sets all_compared.
shop_has_moved() {
    local table sequence next got all_lost=0 all_doubled=0
    for _ in 1 2 3 4 5 6 7 8 9 10; do alive "$writer" || break; sleep 0.3; done
    alive "$writer" && fail "the writer still has its connections to the source"
    servers_children_are
    sql "$source_port" shop -c "DELETE FROM events" 2>/dev/null && fail "the source still takes writes"
    all_compared=0
    for table in $tables; do
        compare_table "$table" "$source_port" "$target_port" shop || fail "comparing $table"
        [ "$compared" -gt 0 ] || fail "$table is empty: nothing to compare"
        [ "$lost $doubled" = "0 0" ] || step "$table: $lost rows lost or altered, $doubled doubled or altered"
        all_compared=$((all_compared + compared))
        all_lost=$((all_lost + lost))
        all_doubled=$((all_doubled + doubled))
    done
    [ "$all_lost $all_doubled" = "0 0" ] || fail "$all_lost rows lost, $all_doubled doubled"
    compare_proof events "$target_port" shop || fail "the comparison does not see a lost and a doubled row"
    step "compared $(grouped "$all_compared") rows of both sides (and a row lost and one doubled on purpose are seen)"
    for sequence in $sequences; do
        next=$(sql "$source_port" shop -c "SELECT s.last_value + CASE WHEN s.is_called THEN p.seqincrement ELSE 0 END
            FROM $sequence s, pg_sequence p WHERE p.seqrelid = '$sequence'::regclass")
        got=$(sql "$target_port" shop -c "SELECT nextval('$sequence')")
        [ "$next" = "$got" ] ||
            fail "sequence $sequence goes on with $got on the target, the source would with $next"
    done
    "$bindir/pgbench" -n -p "$target_port" -c 4 -t 10 -f "$demo/writer.pgbench" shop \
        >"$servers_directory/after.log" 2>&1 ||
        fail "the shop cannot go on on the target: $(tail -n 2 "$servers_directory/after.log")"
    step "sequences go on where the source's stand; the shop runs on the target"
}

# Whether the target's journal says that the migration was cut over.
shop_is_cut_over() {
    [ "$(sql "$target_port" shop -c "SELECT to_regclass('_tidegate.subscription') IS NOT NULL")" = t ] &&
        [ "$(sql "$target_port" shop -c "SELECT count(*) FROM _tidegate.slot WHERE cut_over_at IS NOT NULL")" -gt 0 ]
}
