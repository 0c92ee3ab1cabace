# SPDX-FileCopyrightText: Tidegate contributors
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Private servers for the demo and the benchmark; to be sourced (bash 3.2). Everything lives in one directory
# under /var/tmp and is gone with it: on the way out, and, by a guard, after a kill -9 of the script.
# shellcheck shell=bash disable=SC2034 # names shared with who sources this

servers_root=       # the lab's Debian 13 root for servers started with server_start -r, else empty
servers_directory=  # ours
servers_user=       # what the servers run as, when we are root
server_port=        # of the server started last

servers_fail() { printf '%s: %s\n' "${0##*/}" "$*" >&2; exit 1; }

# The newest installation that has everything; TIDEGATE_PG_BINDIR overrides.
servers_find_bindir() {
    local candidate version best=0
    bindir=${TIDEGATE_PG_BINDIR:-}
    [ -z "$bindir" ] || return 0
    for candidate in /usr/lib/postgresql/*/bin /usr/pgsql-*/bin /opt/homebrew/opt/postgresql@*/bin \
        /usr/local/opt/postgresql@*/bin "$(command -v pg_ctl 2>/dev/null | sed 's,/[^/]*$,,')"; do
        [ -x "$candidate/initdb" ] && [ -x "$candidate/psql" ] && [ -x "$candidate/pgbench" ] || continue
        version=$("$candidate/initdb" --version | sed 's/.* \([0-9]*\).*/\1/')
        [ "$version" -gt "$best" ] || continue
        best=$version
        bindir=$candidate
    done
    [ -n "$bindir" ] || servers_fail "no PostgreSQL server found; install one (Debian: apt-get install postgresql)"
}

# servers_prepare NAME
servers_prepare() {
    local variable
    export LC_ALL=C PGTZ=UTC PGCONNECT_TIMEOUT=20
    for variable in $(env | sed -n 's/^\(PG[A-Z]*\)=.*/\1/p'); do
        case "$variable" in PGTZ | PGCONNECT_TIMEOUT) ;; *) unset "$variable" ;; esac
    done
    servers_find_bindir
    servers_directory=$(mktemp -d "/var/tmp/tidegate-$1-XXXXXX") || exit 1
    trap servers_end EXIT
    trap 'exit 130' INT
    trap 'exit 143' TERM HUP
    if [ "$(id -u)" = 0 ]; then
        servers_user=postgres
        id postgres >/dev/null 2>&1 || servers_fail "there is no user postgres to run servers as"
        command -v runuser >/dev/null || servers_fail "runuser is missing"
    fi
    chmod 711 "$servers_directory"
    # Loopback is shared by all users of the machine; in the environment, since arguments are seen by all.
    PGPASSWORD=$(od -An -N12 -tx1 /dev/urandom | tr -d ' \n')
    export PGPASSWORD PGUSER=postgres PGHOST=127.0.0.1
    servers_guard
}

# Twice removed, so that who kills this script with all its children does not reach it.
servers_guard() {
    ( (
        trap '' INT HUP TERM
        while kill -0 $$ && [ -d "$servers_directory" ]; do sleep 1; done
        [ -d "$servers_directory" ] || exit 0
        [ ! -f "$servers_directory/children" ] || servers_children=$(cat "$servers_directory/children")
        for pid in $servers_children; do kill "$pid"; done
        servers_stop_all
    ) </dev/null >/dev/null 2>&1 & )
}

# as_server ROOT command…: ROOT may be empty
as_server() {
    local root=$1
    shift
    if [ -n "$root" ]; then
        (cd / && exec chroot --userspec="$servers_user" "$root" "$@")
    elif [ -n "$servers_user" ]; then
        (cd / && exec runuser -u "$servers_user" -- "$@")
    else
        "$@"
    fi
}

# server_start [-r] NAME setting=value…: a new server; leaves its port in $server_port. -r: in $servers_root.
server_start() {
    local root='' bin=$bindir place=$servers_directory name setting attempt
    if [ "$1" = -r ]; then
        root=$servers_root
        bin=$(cd "$root" && ls -d usr/lib/postgresql/*/bin | tail -n 1) && bin=/$bin
        mkdir -p "$root$place" && chmod 711 "$root$place"
        shift
    fi
    name=$1
    shift
    printf '%s\n%s\n' "$root" "$bin" >"$servers_directory/$name.where"
    mkdir "$root$place/$name" && (umask 077 && echo "$PGPASSWORD" >"$root$place/$name.password") || exit 1
    if [ -n "$root" ]; then
        chroot "$root" chown postgres "$place/$name" "$place/$name.password"
    elif [ -n "$servers_user" ]; then
        chown postgres "$place/$name" "$place/$name.password"
    fi
    as_server "$root" "$bin/initdb" -D "$place/$name" -U postgres -A scram-sha-256 --pwfile="$place/$name.password" \
        -N -E UTF8 --locale=C >"$servers_directory/$name.initdb" 2>&1 ||
        servers_fail "initdb failed: $(tail -n 3 "$servers_directory/$name.initdb")"
    rm -f "$root$place/$name.password"
    {
        echo "listen_addresses = '127.0.0.1'"
        echo "unix_socket_directories = ''"
        echo "log_line_prefix = '%m [%p] '"
        for setting in "$@"; do printf "%s = '%s'\n" "${setting%%=*}" "${setting#*=}"; done
    } >>"$root$place/$name/postgresql.conf"
    # Below the range that systems hand out by themselves; a taken port is seen when the server does not start.
    for attempt in 1 2 3 4 5 6 7 8; do
        server_port=$((20000 + (RANDOM * 32768 + RANDOM) % 12000))
        as_server "$root" "$bin/pg_ctl" start -w -t 60 -s -D "$place/$name" -l "$place/$name/server.log" \
            -o "-p $server_port" </dev/null >/dev/null 2>&1 && return 0
    done
    servers_fail "the server '$name' does not start: $(tail -n 3 "$root$place/$name/server.log" 2>&1) (attempt $attempt)"
}

server_stop() {
    local where=$servers_directory/$1.where root bin
    { read -r root && read -r bin; } <"$where" || return 0
    as_server "$root" "$bin/pg_ctl" stop -s -w -t 20 -m immediate -D "$servers_directory/$1" >/dev/null 2>&1 ||
        as_server "$root" "$bin/pg_ctl" status -D "$servers_directory/$1" >/dev/null 2>&1 && return 0
}

servers_stop_all() {
    local where name
    for where in "$servers_directory"/*.where; do
        [ -f "$where" ] || continue
        name=${where##*/}
        server_stop "${name%.where}"
    done
    [ -z "$servers_root" ] || rm -rf "${servers_root:?}$servers_directory"
    rm -rf "$servers_directory"
}

# servers_children_are PID…: those of our own processes that must not outlive us.
servers_children=
servers_children_are() {
    servers_children=$*
    echo "$servers_children" >"$servers_directory/children"
}

servers_end() {
    local status=$? pid
    trap '' INT TERM HUP
    trap - EXIT
    for pid in $servers_children; do kill "$pid" 2>/dev/null; done
    servers_stop_all
    for pid in $servers_children; do kill -9 "$pid" 2>/dev/null; done
    wait 2>/dev/null
    exit "$status"
}

# sql PORT DATABASE [psql argument…]
sql() {
    local port=$1 database=$2
    shift 2
    "$bindir/psql" -X -q -A -t -v ON_ERROR_STOP=1 -p "$port" -d "$database" "$@"
}

# grouped 1234567 -> 1,234,567
grouped() { echo "$1" | sed -e :a -e 's/^\([0-9][0-9]*\)\([0-9]\{3\}\)/\1,\2/' -e ta; }
now() { date +%s.%N 2>/dev/null | sed 's/N$//'; }
# tenths FROM TO: seconds with one digit
tenths() { awk -v from="$1" -v to="$2" 'BEGIN { printf "%.1f", to - from }'; }
