#!/bin/bash
# SPDX-FileCopyrightText: Tidegate contributors
# SPDX-License-Identifier: GPL-3.0-or-later
#
# screenshots.sh [DIRECTORY]: pictures of the window, in build/screenshots if nothing else is said. They are for
# people to look at: no two machines have the same fonts, so nothing is compared.
set -eu
cd "$(dirname "$0")/../.."
directory=${1:-build/screenshots}
program=${TIDEGATE_BIN:-build/dev/bin}/tidegate_screenshots
mkdir -p "$directory"
rm -f "$directory"/*.png
for scale in 1 2; do
    for language in en qps; do
        QT_QPA_PLATFORM=offscreen QT_SCALE_FACTOR=$scale LC_ALL=C.UTF-8 "$program" "$directory" "$language"
    done
done
echo "$(find "$directory" -name '*.png' | wc -l) pictures in $directory"
