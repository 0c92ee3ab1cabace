#!/bin/bash
# SPDX-FileCopyrightText: Tidegate contributors
# SPDX-License-Identifier: GPL-3.0-or-later
#
# A first measure, as ratios within one run, since machines differ: the copy against the raw binary pipe, a backlog
# of changes against pg_recvlogical (the decoding alone) and PostgreSQL's own subscription. Servers with default
# settings, fsync included, but for wal_level and room for WAL. Called by `./dev bench`.
# Sizes by environment, see below; TIDEGATE_BENCH_PARTS: copy, backlog, memory (the last takes minutes and 8 GB of disk).
# shellcheck disable=SC2154 # names shared with servers.sh
set -u
here=$(cd "$(dirname "$0")" && pwd)
# shellcheck source=tests/demo/servers.sh
. "$here/../demo/servers.sh"
# shellcheck source=tests/demo/compare.sh
. "$here/../demo/compare.sh"

cli=${TIDEGATE_CLI:-${TIDEGATE_BIN:-$here/../../build/release/bin}/tidegate-cli}
rows=${TIDEGATE_BENCH_ROWS:-5000000}
transactions=${TIDEGATE_BENCH_TRANSACTIONS:-50000} # of 21 changes each
wide=${TIDEGATE_BENCH_WIDE:-2000000}   # rows of 1 kB
large=${TIDEGATE_BENCH_LARGE:-2000000} # rows changed by one transaction
parts=${TIDEGATE_BENCH_PARTS:-copy backlog}

case "${1:-}" in
    '') ;;
    --gui)
        echo "The window, offscreen: medians of 15 to 90 measures (load average before: $(uptime | sed 's/.*load average[s]*: *//'))"
        exec "${TIDEGATE_BIN:-$here/../../build/release/bin}/tidegate_gui_bench" ;;
    *) echo "bench: knows --gui" >&2; exit 64 ;;
esac
fail() {
    printf 'bench: FAILED: %s\n' "$*" >&2
    [ ! -s "$servers_directory/run.err" ] || tail -n 5 "$servers_directory/run.err" >&2
    exit 1
}
[ -x "$cli" ] || { echo "bench: there is no $cli; ./dev build makes it" >&2; exit 1; }
if grep -q '^TIDEGATE_TESTING:BOOL=ON$' "$(dirname "$cli")/../CMakeCache.txt" 2>/dev/null; then
    echo "bench: $cli is a testing build; its figures count for nothing" >&2
fi

servers_prepare bench
server_start source wal_level=logical max_wal_size=8GB max_wal_senders=10
source_port=$server_port
server_start target max_wal_size=8GB
target_port=$server_port
for port in $source_port $target_port; do sql "$port" postgres -c "CREATE DATABASE bench" || fail "no database"; done
source_uri="postgresql://postgres@127.0.0.1:$source_port/bench"
target_uri="postgresql://postgres@127.0.0.1:$target_port/bench"

load() { uptime | sed 's/.*load average[s]*: *//'; }
# measured NAME SECONDS BASE-SECONDS
measured() { awk -v n="$1" -v s="$2" -v b="$3" 'BEGIN { printf "  %-52s %7.1f s   %5.2f x\n", n, s, s / b }'; }
insert_lsn() { sql "$source_port" bench -c "SELECT pg_current_wal_insert_lsn()"; }
settle() { for port in $source_port $target_port; do sql "$port" bench -c CHECKPOINT; done; }

# Processor seconds of a process and of those of its children that have ended; nothing where there is no /proc.
ticks=$(getconf CLK_TCK 2>/dev/null || echo 100)
processor_of() { awk -v t="$ticks" '{ sub(/.*\) /, ""); print ($12 + $13 + $14 + $15) / t }' "/proc/$1/stat" 2>/dev/null; }
processor_of_server() { processor_of "$(head -n 1 "$servers_directory/$1/postmaster.pid")"; }

# run_to_end LSN [argument…]: tidegate-cli until everything up to there is on the target; sets seconds, peak_kb, and
# where, which says who computed for how long meanwhile.
run_to_end() {
    local end=$1 engine from peak ours='' look source_before target_before
    shift
    source_before=$(processor_of_server source)
    target_before=$(processor_of_server target)
    from=$(now)
    "$cli" run --publication bench --subscription bench --source "$source_uri" --target "$target_uri" \
        --end-lsn "$end" --confirm-delay 0 "$@" >>"$servers_directory/run.log" 2>"$servers_directory/run.err" &
    engine=$!
    servers_children_are "$engine"
    peak_kb=0
    # The mark is gone with the process, so it is read while that lives.
    while kill -0 "$engine" 2>/dev/null; do
        peak=$(sed -n 's/^VmHWM:[^0-9]*\([0-9]*\) kB/\1/p' "/proc/$engine/status" 2>/dev/null)
        peak_kb=${peak:-$peak_kb}
        look=$(processor_of "$engine")
        ours=${look:-$ours}
        sleep 0.1
    done
    wait "$engine" || fail "tidegate-cli run: $(tail -n 3 "$servers_directory/run.log")"
    servers_children_are
    seconds=$(tenths "$from" "$(now)")
    where=
    [ -n "$ours" ] || return 0
    sleep 0.5 # until the servers have buried our sessions
    where="processor: tidegate-cli $(tenths 0 "$ours") s, source $(tenths "$source_before" "$(processor_of_server source)") s,\
 target $(tenths "$target_before" "$(processor_of_server target)") s"
}

drop_subscription() {
    "$cli" drop --subscription bench --source "$source_uri" --target "$target_uri" --yes >/dev/null 2>"$servers_directory/run.err" ||
        fail "drop"
}

equal() {
    compare_table "$1" "$source_port" "$target_port" bench || fail "comparing $1"
    [ "$lost $doubled" = "0 0" ] || fail "$1: $lost rows lost, $doubled doubled after: $2"
}

echo "PostgreSQL $(sql "$source_port" bench -c 'SHOW server_version'), $(getconf _NPROCESSORS_ONLN) processors, load $(load)"

# --- the copy ---------------------------------------------------------------------------------------------------

bench_copy() {
    local pipe table="CREATE TABLE readings (device int NOT NULL, at timestamptz NOT NULL, value float8, quality smallint,
        PRIMARY KEY (device, at))"
    for port in $source_port $target_port; do sql "$port" bench -c "$table" || fail "no table"; done
    sql "$source_port" bench -c "INSERT INTO readings SELECT d, timestamptz '2025-01-01' + s * interval '1 second',
        random() * 100, 1 FROM generate_series(1, $rows / 100) s, generate_series(1, 100) d" \
        -c "VACUUM ANALYZE readings" -c "CREATE PUBLICATION bench FOR TABLE readings" || fail "no rows"
    settle
    local from
    from=$(now)
    "$bindir/psql" -X -q -p "$source_port" -d bench -c "COPY readings TO STDOUT (FORMAT binary)" |
        "$bindir/psql" -X -q -p "$target_port" -d bench -c "COPY readings FROM STDIN (FORMAT binary)" || fail "the pipe"
    pipe=$(tenths "$from" "$(now)")
    sql "$target_port" bench -c "TRUNCATE readings" || fail "no truncate"
    settle
    echo
    echo "copy of $(grouped "$rows") narrow time-series rows with a primary key, into a table that has it:"
    measured "psql COPY TO | psql COPY FROM, binary" "$pipe" "$pipe"
    for workers in 4 1; do
        run_to_end "$(insert_lsn)" --table-sync-workers "$workers"
        measured "tidegate-cli run, $workers workers, start to end" "$seconds" "$pipe"
        echo "    ${where:+$where; }peak memory $(grouped "$peak_kb") kB, load $(load)"
        equal readings "the copy"
        drop_subscription
        sql "$target_port" bench -c "TRUNCATE readings"
        settle
    done
    sql "$source_port" bench -c "DROP PUBLICATION bench"
    for port in $source_port $target_port; do sql "$port" bench -c "DROP TABLE readings"; done
}

# --- the backlog ------------------------------------------------------------------------------------------------

bench_backlog() {
    local end decode own from changes
    changes=$((transactions * 21))
    local table="CREATE TABLE changes (id int PRIMARY KEY, at timestamptz, value float8, note text)"
    for port in $source_port $target_port; do sql "$port" bench -c "$table" || fail "no table"; done
    sql "$source_port" bench -c "INSERT INTO changes SELECT i, now(), i, 'note ' || i FROM generate_series(1, 100000) i" \
        -c "CREATE PUBLICATION bench FOR TABLE changes" || fail "no rows"
    # Everything that will consume the backlog stands ready before it is written.
    run_to_end "$(insert_lsn)"
    sql "$target_port" bench -c "CREATE DATABASE own"
    sql "$target_port" own -c "$table"
    "$bindir/psql" -X -q -p "$source_port" -d bench -c "COPY changes TO STDOUT" |
        "$bindir/psql" -X -q -p "$target_port" -d own -c "COPY changes FROM STDIN" || fail "the pipe"
    sql "$source_port" bench -c "SELECT pg_create_logical_replication_slot('own', 'pgoutput')" \
        -c "SELECT pg_create_logical_replication_slot('decode', 'pgoutput')" >/dev/null || fail "no slots"
    sql "$source_port" bench -c "DO \$\$ BEGIN FOR t IN 0 .. $transactions - 1 LOOP
            INSERT INTO changes SELECT 100000 + t * 10 + i, now(), random(), 'new ' || t FROM generate_series(1, 10) i;
            UPDATE changes SET value = value + 1 WHERE id BETWEEN t % 9990 * 10 + 1 AND t % 9990 * 10 + 10;
            DELETE FROM changes WHERE id = 100001 + t * 10;
            COMMIT; END LOOP; END \$\$" || fail "no backlog"
    end=$(insert_lsn)
    settle
    echo
    echo "backlog of $(grouped "$changes") changes in $(grouped "$transactions") transactions (inserts, updates, deletes):"
    from=$(now)
    "$bindir/pg_recvlogical" -p "$source_port" -d bench --slot decode --start --no-loop --endpos "$end" \
        -o proto_version=1 -o publication_names=bench -f - >/dev/null || fail "pg_recvlogical"
    decode=$(tenths "$from" "$(now)")
    measured "pg_recvlogical, text, to /dev/null" "$decode" "$decode"
    sql "$source_port" bench -c "SELECT pg_drop_replication_slot('decode')" >/dev/null

    run_to_end "$end"
    measured "tidegate-cli run, resumed" "$seconds" "$decode"
    echo "    ${where:+$where; }peak memory $(grouped "$peak_kb") kB, load $(load)"
    equal changes "the backlog"

    from=$(now)
    # By standard input: arguments are seen by everybody.
    sql "$target_port" own <<SQL || fail "no subscription"
CREATE SUBSCRIPTION own CONNECTION 'host=127.0.0.1 port=$source_port dbname=bench user=postgres password=$PGPASSWORD'
    PUBLICATION bench WITH (copy_data = false, create_slot = false, slot_name = 'own');
SQL
    until [ "$(sql "$target_port" own -c "SELECT EXISTS (SELECT FROM changes
        WHERE id = 100000 + $transactions * 10)")" = t ]; do sleep 0.1; done
    own=$(tenths "$from" "$(now)")
    measured "PostgreSQL's own subscription (commits without sync)" "$own" "$decode"
    sql "$target_port" own -c "DROP SUBSCRIPTION own" 2>/dev/null || fail "the subscription stays"
    drop_subscription
    sql "$source_port" bench -c "DROP PUBLICATION bench"
}

# --- memory -----------------------------------------------------------------------------------------------------

# The bound is 150 MB, whatever the size of a table, a row or a transaction.
bench_memory() {
    local size table="CREATE TABLE wide (id int PRIMARY KEY, filler text); CREATE TABLE narrow (id int PRIMARY KEY, v float8);
        CREATE TABLE huge (id int PRIMARY KEY, filler text)"
    for port in $source_port $target_port; do sql "$port" bench -c "$table" || fail "no table"; done
    sql "$source_port" bench -c "INSERT INTO wide SELECT i, repeat(md5(i::text), 31) FROM generate_series(1, $wide) i" \
        -c "CREATE PUBLICATION bench FOR TABLE wide, narrow" || fail "no rows"
    size=$(sql "$source_port" bench -c "SELECT pg_size_pretty(pg_table_size('wide'))")
    echo
    echo "memory of tidegate-cli:"
    memory_of "copy of a table of $size"
    sql "$source_port" bench -c "INSERT INTO narrow SELECT i, i FROM generate_series(1, $large) i"
    memory_of "a transaction that inserts $(grouped "$large") rows"
    sql "$source_port" bench -c "UPDATE narrow SET v = v + 1"
    memory_of "a transaction that updates them"
    sql "$source_port" bench -c "DELETE FROM narrow WHERE id % 1000 > 0"
    memory_of "a transaction that deletes all but some"
    equal narrow "large transactions"
    drop_subscription
    # Outside the bound: libpq holds a message whole, once coming in, once handed over, once going out.
    sql "$source_port" bench -c "INSERT INTO huge SELECT i, repeat(md5(i::text), 1600000) FROM generate_series(1, 8) i" \
        -c "ALTER PUBLICATION bench SET TABLE huge"
    memory_of "copy of rows of 50 MB each (no bound promised)"
    equal huge "huge rows"
    drop_subscription
    sql "$source_port" bench -c "DROP PUBLICATION bench"
    for port in $source_port $target_port; do sql "$port" bench -c "DROP TABLE wide, narrow, huge"; done
}

memory_of() {
    run_to_end "$(insert_lsn)"
    printf '  %-58s %11s kB  (%s s)\n' "$1" "$(grouped "$peak_kb")" "$seconds"
}

for part in $parts; do
    case "$part" in
        copy) bench_copy ;;
        backlog) bench_backlog ;;
        memory) bench_memory ;;
        *) fail "no such part: $part" ;;
    esac
done
echo
echo "Figures taken while other programs ran (load above the number of processors) say little."
