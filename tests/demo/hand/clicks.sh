#!/bin/bash
# SPDX-FileCopyrightText: Tidegate contributors
# SPDX-License-Identifier: GPL-3.0-or-later
#
# The window on the shop without a display: a hand does the five clicks to a finished cutover and leaves pictures; then
# the rows are compared. Called by demo.sh. Pictures: in TIDEGATE_DEMO_PICTURES, else build/demo.
# shellcheck disable=SC2154 # names shared with shop.sh
set -u
# shellcheck source=tests/demo/shop.sh
. "$(dirname "$0")/../shop.sh"
hand=$TIDEGATE_BIN/tidegate_hand
needs "$hand"
pictures=${TIDEGATE_DEMO_PICTURES:-$demo/../../build/demo}
mkdir -p "$pictures" && pictures=$(cd "$pictures" && pwd) || exit 1
rm -f "$pictures"/*.png
shop_open
shop_profile "$servers_directory/profile"
(umask 077 && mkdir "$servers_directory/runtime") || fail "no directory"
export XDG_RUNTIME_DIR=$servers_directory/runtime

"$hand" "$pictures" "$patience" --profile "$servers_directory/profile" --no-keychain --language en \
    --page connections >"$servers_directory/hand.out" 2>"$servers_directory/hand.err" &
clicking=$!
servers_children_are "$writer" "$clicking"
told=0
tell() {
    local lines
    lines=$(wc -l <"$servers_directory/hand.out")
    while [ "$told" -lt "$lines" ]; do
        told=$((told + 1))
        step "$(sed -n "${told}p" "$servers_directory/hand.out")"
    done
}
while alive "$clicking"; do
    tell
    sleep 0.2
done
wait "$clicking"
status=$?
servers_children_are "$writer"
tell
grep -v propagateSizeHints "$servers_directory/hand.err" >&2
[ "$status" = 0 ] || fail "the window ended with $status; the last picture is in $pictures"
shop_is_cut_over || fail "the window ended well, and the journal knows of no cutover"
[ "$(sql "$target_port" shop -c "SELECT count(*) > 0 FROM orders WHERE customer = 'walk-in'")" = t ] ||
    fail "no change was applied: the shop did not go on"
shop_has_moved
echo "demo: the window, five clicks: $(grouped "$all_compared") rows compared: 0 lost, 0 doubled; \
$(find "$pictures" -name '*.png' | wc -l | tr -d ' ') pictures in $pictures"
