// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <cstdint>

namespace tidegate::catalog {

/// Whether a column of this type may be copied in binary from a server of this version to any other of 13 to 18.
/// An allow-list of built-in types and their arrays: their oids are fixed by PostgreSQL's own pg_type.dat, which
/// those of domains, enums, composites and extensions are not.
bool isPortableInBinary(std::uint32_t typeOid, int serverVersion);

} // namespace tidegate::catalog
