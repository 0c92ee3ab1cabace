// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "preflight/inspection.h"

#include <algorithm>

namespace tidegate::preflight {

namespace {

template <typename Asks>
bool anyPublication(const Inspection &inspection, const TablePair &pair, Asks asks)
{
    const auto &names = pair.published.publications;
    return std::any_of(inspection.publications.begin(), inspection.publications.end(),
                       [&](const catalog::Publication &publication) {
                           return asks(publication)
                                  && std::find(names.begin(), names.end(), publication.name) != names.end();
                       });
}

} // namespace

const RelationName &TablePair::root() const
{
    if (source.chunkOf)
        return *source.chunkOf;
    return source.partitionOf ? *source.partitionOf : source.name;
}

bool TablePair::hasTargetTable() const
{
    return target && (target->kind == catalog::RelationKind::Table || target->kind == catalog::RelationKind::Partitioned);
}

bool Inspection::publishesUpdates(const TablePair &pair) const
{
    return anyPublication(*this, pair, [](const catalog::Publication &each) { return each.updates; });
}

bool Inspection::publishesDeletes(const TablePair &pair) const
{
    return anyPublication(*this, pair, [](const catalog::Publication &each) { return each.deletes; });
}

} // namespace tidegate::preflight
