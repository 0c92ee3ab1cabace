# SPDX-FileCopyrightText: Tidegate contributors
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Two databases row by row; to be sourced after servers.sh. A table is compared as a multiset of whole rows, so
# that a row that is missing, doubled or different is seen also where no key tells rows apart.
# shellcheck shell=bash disable=SC2034,SC2154 # names shared with who sources this

# The statement whose output, a digest for each row, is compared.
row_digests() { echo "COPY (SELECT md5(r::text) FROM $1 r ORDER BY 1) TO STDOUT"; }

# compare_lists SOURCE-FILE TARGET-FILE: sets lost (only in the first), doubled (only in the second: doubled,
# altered or foreign) and compared.
compare_lists() {
    lost=$(comm -23 "$1" "$2" | wc -l | tr -d ' ')
    doubled=$(comm -13 "$1" "$2" | wc -l | tr -d ' ')
    compared=$(wc -l <"$1" | tr -d ' ')
}

# compare_table TABLE SOURCE-PORT TARGET-PORT DATABASE
compare_table() {
    local here=$servers_directory/compare
    mkdir -p "$here"
    local other
    sql "$2" "$4" -c "$(row_digests "$1")" >"$here/source" &
    other=$!
    sql "$3" "$4" -c "$(row_digests "$1")" >"$here/target" || return 1
    wait "$other" || return 1
    compare_lists "$here/source" "$here/target"
}

# compare_proof TABLE PORT DATABASE: the comparison must see one lost and one doubled row, which the target is
# given in a transaction that is rolled back. Without this, "0 lost 0 doubled" would prove nothing.
compare_proof() {
    local here=$servers_directory/compare
    mkdir -p "$here"
    sql "$2" "$3" -c "$(row_digests "$1")" >"$here/source" || return 1
    sql "$2" "$3" >"$here/target" <<SQL || return 1
BEGIN;
SET LOCAL session_replication_role = replica;
DELETE FROM $1 WHERE ctid = (SELECT ctid FROM $1 r ORDER BY md5(r::text) LIMIT 1);
INSERT INTO $1 SELECT * FROM $1 r ORDER BY md5(r::text) DESC LIMIT 1;
$(row_digests "$1");
ROLLBACK;
SQL
    compare_lists "$here/source" "$here/target"
    [ "$lost $doubled" = "1 1" ]
}
