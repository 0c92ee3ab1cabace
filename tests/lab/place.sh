#!/bin/sh
# SPDX-FileCopyrightText: Tidegate contributors
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Prints where the lab's servers are cached. As root not in root's home: servers run as user postgres there.
if [ -n "${TIDEGATE_LAB:-}" ]; then
    echo "$TIDEGATE_LAB"
elif [ "$(id -u)" = 0 ]; then
    echo /var/cache/tidegate-lab
else
    echo "${XDG_CACHE_HOME:-$HOME/.cache}/tidegate-lab"
fi
