// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "catalog/portable_types.h"

#include <algorithm>
#include <array>

namespace tidegate::catalog {

namespace {

// Left out on purpose: money (its scale follows lc_monetary), xml (its declared encoding is rewritten), reg* and
// other references by oid (they mean nothing on another server), ranges, and what this list does not know.
constexpr std::array<std::uint32_t, 52> portable{
    16,   1000, // bool
    17,   1001, // bytea
    18,   1002, // "char"
    19,   1003, // name
    20,   1016, // int8
    21,   1005, // int2
    23,   1007, // int4
    25,   1009, // text
    26,   1028, // oid
    114,  199,  // json
    650,  651,  // cidr
    774,  775,  // macaddr8
    829,  1040, // macaddr
    869,  1041, // inet
    1042, 1014, // bpchar
    1043, 1015, // varchar
    1082, 1182, // date
    1083, 1183, // time
    1114, 1115, // timestamp
    1184, 1185, // timestamptz
    1266, 1270, // timetz
    1560, 1561, // bit
    1562, 1563, // varbit
    1700, 1231, // numeric
    2950, 2951, // uuid
    3802, 3807, // jsonb
};
constexpr std::array<std::uint32_t, 18> floats{
    600, 1017, // point
    601, 1018, // lseg
    602, 1019, // path
    603, 1020, // box
    604, 1027, // polygon
    628, 629,  // line
    700, 1021, // float4
    701, 1022, // float8
    718, 719,  // circle
};
constexpr std::array<std::uint32_t, 2> interval{1186, 1187};

template <std::size_t size>
bool holds(const std::array<std::uint32_t, size> &list, std::uint32_t oid)
{
    return std::find(list.begin(), list.end(), oid) != list.end();
}

} // namespace

bool isPortableInBinary(std::uint32_t typeOid, int serverVersion)
{
    // From 17 on an interval may be infinite. Older servers take its binary form for a finite one without a word,
    // while they refuse its text.
    if (holds(interval, typeOid))
        return serverVersion < 170000;
    return holds(portable, typeOid) || holdsFloats(typeOid);
}

bool holdsFloats(std::uint32_t typeOid)
{
    return holds(floats, typeOid);
}

} // namespace tidegate::catalog
