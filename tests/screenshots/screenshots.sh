#!/bin/bash
# SPDX-FileCopyrightText: Tidegate contributors
# SPDX-License-Identifier: GPL-3.0-or-later
#
# screenshots.sh [DIRECTORY [SCENE…]]: pictures of the window, in build/screenshots if nothing else is said; all scenes,
# or those that begin so. They are for people to look at: no two machines have the same fonts, so nothing is compared.
# screenshots.sh --readme: those of README.md, into docs/pictures.
set -eu
cd "$(dirname "$0")/../.."
program=${TIDEGATE_BIN:-build/dev/bin}/tidegate_screenshots
runtime=$(mktemp -d)
trap 'rm -rf "$runtime"' EXIT
export QT_QPA_PLATFORM=offscreen XDG_RUNTIME_DIR=$runtime LC_ALL=C.UTF-8

# take DIRECTORY SCALE LANGUAGE [SCENE]: Qt's offscreen platform complains of something that nobody asked for.
take() {
    mkdir -p "$1"
    QT_SCALE_FACTOR=$2 "$program" "$1" "$3" ${4:+"$4"} 2> >(grep -v propagateSizeHints >&2 || true)
}

if [ "${1:-}" = --readme ]; then
    for scene in tables schema-decisions sync-in-sync cutover-ready; do
        take "$runtime/pictures" 1 en "$scene"
        cp "$runtime/pictures/$scene-en-light-1280-1x.png" "docs/pictures/$scene.png"
    done
    ls -l docs/pictures
    exit
fi

directory=${1:-build/screenshots}
[ $# -eq 0 ] || shift
[ $# -gt 0 ] || rm -f "$directory"/*.png
for scale in 1 2; do
    for language in en qps; do
        for scene in "${@:-}"; do take "$directory" "$scale" "$language" "$scene"; done
    done
done
echo "$(find "$directory" -name '*.png' | wc -l | tr -d ' ') pictures in $directory"
