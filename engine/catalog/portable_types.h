// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <cstdint>

namespace tidegate::catalog {

/// Whether a column of this type may be copied in binary from a server of this version to any other of 13 to 18.
/// An allow-list of built-in types and their arrays: their oids are fixed by PostgreSQL's own pg_type.dat, which
/// those of domains, enums, composites and extensions are not.
bool isPortableInBinary(std::uint32_t typeOid, int serverVersion);

/// One of those that is of floats, or an array of such: what is copied in binary may then have bits that its text does not
/// show, since a NaN has many.
bool holdsFloats(std::uint32_t typeOid);

} // namespace tidegate::catalog
