// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "catalog/relation.h"

#include "postgres/quoting.h"

#include <algorithm>

namespace tidegate::catalog {

std::string Relation::ownRows() const
{
    const bool below = kind == RelationKind::Partitioned || hypertable || chunk;
    return (below ? "" : "ONLY ") + postgres::quoted(name);
}

const Column *Relation::column(std::string_view columnName) const
{
    const auto found = std::find_if(columns.begin(), columns.end(),
                                    [&](const Column &candidate) { return candidate.name == columnName; });
    return found == columns.end() ? nullptr : &*found;
}

const Key *Relation::identityKey() const
{
    if (replicaIdentity == ReplicaIdentity::Full || replicaIdentity == ReplicaIdentity::Nothing)
        return nullptr;
    const auto found = std::find_if(keys.begin(), keys.end(), [](const Key &key) { return key.identity; });
    return found == keys.end() ? nullptr : &*found;
}

const Key *Relation::rowKey() const
{
    // A key with a NULL in it names no row: NULLs are distinct, so such rows may be equal.
    const Key *best = nullptr;
    for (const auto &key : keys) {
        if (key.primary)
            return &key;
        if (!best && key.columnsNotNull)
            best = &key;
    }
    return best;
}

} // namespace tidegate::catalog
