#!/bin/bash
# SPDX-FileCopyrightText: Tidegate contributors
# SPDX-License-Identifier: GPL-3.0-or-later
#
# A migration from end to end under load, between two private servers, compared row by row at the end.
# Called by `./dev demo`; TIDEGATE_CLI or TIDEGATE_BIN says which tidegate-cli. Exit codes: 0 every row is there
# once; 1 anything else; 3 something is missing on this machine; 64 wrong use.
# shellcheck disable=SC2154 # names shared with servers.sh and compare.sh
set -u
here=$(cd "$(dirname "$0")" && pwd)
# shellcheck source=tests/demo/servers.sh
. "$here/servers.sh"
# shellcheck source=tests/demo/compare.sh
. "$here/compare.sh"

cli=${TIDEGATE_CLI:-${TIDEGATE_BIN:-$here/../../build/release/bin}/tidegate-cli}
window=$(dirname "$cli")/tidegate
readings=${TIDEGATE_DEMO_READINGS:-300000}
rate=${TIDEGATE_DEMO_RATE:-80} # transactions a second that the shop goes on with
patience=${TIDEGATE_DEMO_PATIENCE:-150}
tables="devices readings orders order_items events documents shipments"
sequences="devices_id_seq orders_id_seq tickets"
headless=no timescale=no

for argument in "$@"; do
    case "$argument" in
        --headless) headless=yes ;;
        --timescale) timescale=yes ;;
        *)
            echo "demo: knows --headless and --timescale (a target with TimescaleDB out of the lab)" >&2
            exit 64 ;;
    esac
done

began=$(now)
step() { printf '%6s s  %s\n' "$(tenths "$began" "$(now)")" "$*"; }
fail() {
    printf 'demo: FAILED: %s\n' "$*" >&2
    [ ! -s "$servers_directory/run.err" ] || tail -n 5 "$servers_directory/run.err" >&2
    exit 1
}

[ -x "$cli" ] || { echo "demo: there is no $cli; ./dev build makes it" >&2; exit 1; }
if [ "$headless" = no ] && [ -z "${DISPLAY:-}${WAYLAND_DISPLAY:-}" ] && [ "$(uname -s)" != Darwin ]; then
    echo "There is no display for the window, so this is the demo without it (--headless)."
    headless=yes
fi
[ "$headless" = yes ] || [ -x "$window" ] || { echo "demo: there is no $window; ./dev build makes it" >&2; exit 1; }

lab_root() {
    local root
    root=$("$here/../lab/place.sh")/debian-13
    if [ ! -x "$root/usr/lib/postgresql/17/bin/postgres" ] && [ "$(id -u)" = 0 ]; then
        "$here/../lab/lab.sh" debian-13
    fi
    if [ ! -x "$root/usr/lib/postgresql/17/bin/postgres" ] || [ "$(id -u)" != 0 ]; then
        echo "demo: --timescale needs the lab's Debian 13 and root to run servers in it; as root: ./dev setup --lab" >&2
        exit 3
    fi
    servers_root=$root
}
[ "$timescale" = no ] || lab_root

servers_prepare demo
# --- two servers ------------------------------------------------------------------------------------------------

server_start source wal_level=logical track_commit_timestamp=on
source_port=$server_port
preload=
[ -n "$servers_root" ] || [ ! -e "${bindir%/bin}/lib/timescaledb.so" ] || preload=timescaledb
[ -z "$servers_root" ] || preload=timescaledb
if [ -n "$servers_root" ]; then
    server_start -r target shared_preload_libraries=timescaledb timescaledb.telemetry_level=off
elif [ -n "$preload" ]; then
    server_start target shared_preload_libraries=timescaledb timescaledb.telemetry_level=off
else
    server_start target
fi
target_port=$server_port
for port in $source_port $target_port; do sql "$port" postgres -c "CREATE DATABASE shop" || fail "no database"; done
sql "$source_port" shop -f "$here/shop.sql" || fail "the shop's tables"
sql "$source_port" shop -v readings="$readings" -f "$here/rows.sql" >/dev/null || fail "the shop's rows"
"$bindir/pg_dump" -p "$source_port" --schema-only --no-owner shop | sql "$target_port" shop >/dev/null ||
    fail "the target's tables"
target_is="plain PostgreSQL, since this machine has no TimescaleDB"
if [ -n "$preload" ]; then
    sql "$target_port" shop -c "SET client_min_messages = error; CREATE EXTENSION timescaledb" \
        -c "SELECT create_hypertable('readings', 'at', chunk_time_interval => interval '6 hours')" >/dev/null ||
        fail "the hypertable"
    target_is="TimescaleDB $(sql "$target_port" shop -c "SELECT extversion FROM pg_extension WHERE extname = 'timescaledb'")"
fi
sql "$source_port" shop -c "CREATE PUBLICATION shop FOR ALL TABLES" || fail "the publication"
step "source: PostgreSQL $(sql "$source_port" shop -c 'SHOW server_version'), a shop of \
$(sql "$source_port" shop -c 'SELECT pg_size_pretty(pg_database_size(current_database()))')"
step "target: PostgreSQL $(sql "$target_port" shop -c 'SHOW server_version'), $target_is"

# --- the shop goes on -------------------------------------------------------------------------------------------

"$bindir/pgbench" -n -p "$source_port" -c 4 -R "$rate" -T 3600 -f "$here/writer.pgbench" shop \
    >"$servers_directory/writer.log" 2>&1 &
writer=$!
servers_children_are "$writer"

source_uri="postgresql://postgres@127.0.0.1:$source_port/shop"
target_uri="postgresql://postgres@127.0.0.1:$target_port/shop"

# --- with the window: it is somebody's own from here ------------------------------------------------------------

# A private profile: both connections saved and chosen, a plan that is ready. Passwords stay in this environment.
window_profile() {
    local profile=$1 source_id=11111111-1111-4111-8111-111111111111 target_id=22222222-2222-4222-8222-222222222222
    (umask 077 && mkdir "$profile") || fail "no profile"
    cat >"$profile/connections.json" <<JSON
{"format": 2, "connections": [
    {"id": "$source_id", "name": "Shop, source", "environment": "test", "uri": "$source_uri"},
    {"id": "$target_id", "name": "Shop, target", "environment": "test", "uri": "$target_uri"}]}
JSON
    printf '[General]\nformat=2\n\n[roles]\nsource=%s\ntarget=%s\n' "$source_id" "$target_id" >"$profile/settings.ini"
    cat >"$profile/plan.json" <<JSON
{"tidegatePlan": 1, "subscription": "shop", "publications": ["shop"], "tables": []}
JSON
}

if [ "$headless" = no ]; then
    window_profile "$servers_directory/profile"
    step "the window opens on both servers, while the shop goes on. The page Sync starts the migration, the page Cutover"
    step "switches; both ask first. Closing the window ends the demo and takes the servers away"
    "$window" --profile "$servers_directory/profile" --no-keychain --page sync || fail "the window ended with $?"
    step "the window is closed"
    exit 0
fi

step "tidegate-cli run --publication shop --subscription shop --source $source_uri --target $target_uri"
"$cli" run --publication shop --subscription shop --source "$source_uri" --target "$target_uri" \
    --confirm-delay 1 --json >"$servers_directory/run.json" 2>"$servers_directory/run.err" &
engine=$!
servers_children_are "$writer" "$engine"
copy_began=$(now)

# The value of a field in JSON lines, the sum of a field over the tables of one.
field() { sed -n 's/.*"'"$1"'":"\{0,1\}\([^",}]*\).*/\1/p'; }
total() { tr ',{}' '\n\n\n' | sed -n 's/^"'"$1"'":\([0-9]*\)$/\1/p' | awk '{ sum += $1 } END { printf "%d", sum }'; }
last_progress() { grep '"kind":"progress"' "$servers_directory/run.json" | tail -n 1; }

shown=0
show_progress() {
    local lines line kind
    lines=$(wc -l <"$servers_directory/run.json" | tr -d ' ')
    [ "$lines" -gt "$shown" ] || return 0
    while IFS= read -r line; do
        kind=$(printf '%s\n' "$line" | field kind)
        case "$kind" in
            progress)
                step "$(printf '%s\n' "$line" | field phase): $(grouped "$(printf '%s\n' "$line" | total rowsCopied)") rows copied,\
 $(grouped "$(printf '%s\n' "$line" | total rowsApplied)") changes applied,\
 $(grouped "$(printf '%s\n' "$line" | field lagBytes)") bytes behind" ;;
            finding | problem | retrying) step "$kind $(printf '%s\n' "$line" | field text)" ;;
            table-copied) step "$kind $(printf '%s\n' "$line" | field table)" ;;
            command-done | end) ;;
            *) step "$kind $(printf '%s\n' "$line" | field text)" ;;
        esac
    done <<LINES
$(sed -n "$((shown + 1)),${lines}s/\\\\\"/'/g; $((shown + 1)),${lines}p" "$servers_directory/run.json")
LINES
    shown=$lines
}

alive() { kill -0 "$1" 2>/dev/null; }
# await SECONDS WHAT command…
await() {
    local end=$(($(date +%s) + $1)) what=$2
    shift 2
    until "$@"; do
        alive "$engine" || fail "tidegate-cli ended while waiting for: $what"
        [ "$(date +%s)" -lt "$end" ] || fail "still waiting for: $what"
        show_progress
        sleep 0.3
    done
    show_progress
}
in_sync() { grep -q '"kind":"in-sync"' "$servers_directory/run.json"; }
more_orders() { [ "$(sql "$target_port" shop -c "SELECT count(*) FROM orders WHERE customer = 'walk-in'")" -gt "$1" ]; }

await "$patience" "both sides in sync" in_sync
alive "$writer" || fail "the shop's writer ended early: $(tail -n 2 "$servers_directory/writer.log")"
in_sync_after=$(tenths "$copy_began" "$(now)")
step "in sync after $in_sync_after s, while the shop goes on"
orders=$(sql "$target_port" shop -c "SELECT count(*) FROM orders WHERE customer = 'walk-in'") || fail "target gone"
await 60 "new orders on the target" more_orders $((orders + rate))

# --- cutover under load -----------------------------------------------------------------------------------------

alive "$writer" || fail "the shop's writer ended early: $(tail -n 2 "$servers_directory/writer.log")"
step "tidegate-cli cutover --stop-writes read-only, with the shop's writer running"
"$cli" cutover --subscription shop --source "$source_uri" --target "$target_uri" --stop-writes read-only --yes \
    --timeout 60 >"$servers_directory/cutover.log" 2>&1 || fail "cutover: $(tail -n 3 "$servers_directory/cutover.log")"
# The first write that the target takes.
first_write=$(sql "$target_port" shop -c "BEGIN" -c "INSERT INTO events VALUES ('first')" \
    -c "SELECT extract(epoch FROM clock_timestamp())" -c "ROLLBACK") || fail "the target takes no writes"
wait "$engine"
status=$?
servers_children_are "$writer"
show_progress
[ "$status" = 0 ] || fail "tidegate-cli run ended with $status"
step "$(tail -n 1 "$servers_directory/cutover.log")"
for _ in 1 2 3 4 5 6 7 8 9 10; do alive "$writer" || break; sleep 0.3; done
alive "$writer" && fail "the writer still has its connections to the source"
servers_children_are
sql "$source_port" shop -c "DELETE FROM events" 2>/dev/null && fail "the source still takes writes"
last_write=$(sql "$source_port" shop -c "SELECT extract(epoch FROM max(pg_xact_commit_timestamp(xmin))) FROM orders")
downtime=$(tenths "$last_write" "$first_write")
rows_copied=$(last_progress | total rowsCopied)
changes=$(last_progress | total rowsApplied)
[ "$(last_progress | field phase)" = "cut over" ] || fail "the run's last figures are not those of its end"
[ "$rows_copied" -gt "$readings" ] || fail "only $rows_copied rows were copied"
[ "$changes" -gt 0 ] || fail "no change was applied: the shop did not go on"

# --- both sides, row by row -------------------------------------------------------------------------------------

all_compared=0 all_lost=0 all_doubled=0
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
    [ "$next" = "$got" ] || fail "sequence $sequence goes on with $got on the target, the source would with $next"
done
"$bindir/pgbench" -n -p "$target_port" -c 4 -t 10 -f "$here/writer.pgbench" shop >"$servers_directory/after.log" 2>&1 ||
    fail "the shop cannot go on on the target: $(tail -n 2 "$servers_directory/after.log")"
step "sequences go on where the source's stand; the shop runs on the target"

# --- cleanup ----------------------------------------------------------------------------------------------------

"$cli" drop --subscription shop --source "$source_uri" --target "$target_uri" --yes >"$servers_directory/drop.log" 2>&1 ||
    fail "drop: $(tail -n 3 "$servers_directory/drop.log")"
left=$(sql "$source_port" shop -c "SELECT count(*) FROM pg_replication_slots")
[ "$left" = 0 ] || fail "$left replication slots are left on the source"
left=$(sql "$target_port" shop -c "SELECT count(*) FROM pg_namespace WHERE nspname = '_tidegate'")
[ "$left" = 0 ] || fail "the journal is left on the target"
step "tidegate-cli drop: the slot and the journal are gone"

seconds=$(tenths "$copy_began" "$(now)")
echo "demo: $(grouped "$rows_copied") rows copied, $(grouped "$changes") changes applied, in sync after $in_sync_after s,\
 downtime $downtime s, $(grouped "$all_compared") rows compared: 0 lost, 0 doubled; $seconds s in all"
