// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "catalog/extension_rows.h"
#include "preflight/checks.h"

namespace tidegate::preflight {

Findings checkExtensionRows(const Inspection &inspection)
{
    std::vector<std::uint32_t> followed;
    for (const auto &pair : inspection.tables)
        followed.push_back(pair.source.oid);
    return catalog::extensionRows(*inspection.source, *inspection.target, inspection.publicationNames, followed);
}

} // namespace tidegate::preflight
