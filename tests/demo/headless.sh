#!/bin/bash
# SPDX-FileCopyrightText: Tidegate contributors
# SPDX-License-Identifier: GPL-3.0-or-later
#
# The shop is moved by tidegate-cli alone: copied under load, cut over, compared, cleaned up. Called by demo.sh.
# shellcheck disable=SC2154 # names shared with shop.sh
set -u
# shellcheck source=tests/demo/shop.sh
. "$(dirname "$0")/shop.sh"
needs "$cli"
shop_open

step "tidegate-cli run --publication tidegate_shop --subscription shop --source $source_uri --target $target_uri"
"$cli" run --publication tidegate_shop --subscription shop --source "$source_uri" --target "$target_uri" \
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
shop_must_go_on
in_sync_after=$(tenths "$copy_began" "$(now)")
step "in sync after $in_sync_after s, while the shop goes on"
orders=$(sql "$target_port" shop -c "SELECT count(*) FROM orders WHERE customer = 'walk-in'") || fail "target gone"
await 60 "new orders on the target" more_orders $((orders + rate))

# --- cutover under load -----------------------------------------------------------------------------------------

shop_must_go_on
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
last_write=$(sql "$source_port" shop -c "SELECT extract(epoch FROM max(pg_xact_commit_timestamp(xmin))) FROM orders")
downtime=$(tenths "$last_write" "$first_write")
rows_copied=$(last_progress | total rowsCopied)
changes=$(last_progress | total rowsApplied)
[ "$(last_progress | field phase)" = "cut over" ] || fail "the run's last figures are not those of its end"
[ "$rows_copied" -gt "$readings" ] || fail "only $rows_copied rows were copied"
[ "$changes" -gt 0 ] || fail "no change was applied: the shop did not go on"
shop_has_moved

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
