#!/bin/bash
# SPDX-FileCopyrightText: Tidegate contributors
# SPDX-License-Identifier: GPL-3.0-or-later
#
# The window on the shop, while that goes on; it is somebody's own from here. Ends with the window. Called by demo.sh.
# shellcheck disable=SC2154 # names shared with shop.sh
set -u
# shellcheck source=tests/demo/shop.sh
. "$(dirname "$0")/shop.sh"
needs "$TIDEGATE_BIN/tidegate"
shop_open
shop_profile "$servers_directory/profile"
cat <<'WORDS'

The window opens on both servers, while the shop goes on writing. Five clicks from here to a finished cutover:
    1  Check, at the top            both servers are looked at
    2  Start…, at the top           what will be made is shown
    3  Start, in the question       the tables are copied, their changes follow; wait for "In sync"
    4  Cut over…, at the top        what will be run is shown
    5  Cut over, in the question    the last changes arrive, and the target is the database that counts
Closing the window ends the demo: the rows of both sides are compared if it was cut over, and everything is removed.

WORDS
"$TIDEGATE_BIN/tidegate" --profile "$servers_directory/profile" --no-keychain --page connections ||
    fail "the window ended with $?"
if shop_is_cut_over; then
    shop_has_moved
    echo "demo: $(grouped "$all_compared") rows compared: 0 lost, 0 doubled"
else
    step "the window is closed, without a cutover; both servers are removed"
fi
