#!/bin/bash
# SPDX-FileCopyrightText: Tidegate contributors
# SPDX-License-Identifier: GPL-3.0-or-later
#
# A migration from end to end under load, between two private servers, compared row by row at the end. Decides how it
# is shown: in the window where there is a display; else by a hand that clicks on the window offscreen, and then by
# tidegate-cli alone. Called by `./dev demo`; TIDEGATE_BIN says where the programs are. Exit codes: 0 every row is there
# once (of a window that was closed early: nothing went wrong); 1 anything else; 3 something is missing on this machine;
# 64 wrong use.
set -u
here=$(cd "$(dirname "$0")" && pwd)
export TIDEGATE_BIN=${TIDEGATE_BIN:-$here/../../build/release/bin}

how=window
for argument in "$@"; do
    case "$argument" in
        --headless) how=headless ;;
        --clicks) how=clicks ;;
        --timescale) export TIDEGATE_DEMO_TIMESCALE=yes ;;
        *)
            echo "demo: knows --headless (without the window), --clicks (the window offscreen, by itself) and --timescale \
(a target with TimescaleDB out of the lab)" >&2
            exit 64 ;;
    esac
done

if [ "$how" = window ] && [ -z "${DISPLAY:-}${WAYLAND_DISPLAY:-}" ] && [ "$(uname -s)" != Darwin ]; then
    echo "There is no display for the window. So a hand does on it, offscreen, what you would do; then the same once more"
    echo "without it, by tidegate-cli (--headless is this alone)."
    bash "$here/hand/clicks.sh" || exit
    how=headless
fi
case "$how" in
    window) exec bash "$here/window.sh" ;;
    clicks) exec bash "$here/hand/clicks.sh" ;;
    headless) exec bash "$here/headless.sh" ;;
esac
