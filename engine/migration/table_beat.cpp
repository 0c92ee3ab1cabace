// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "migration/table_beat.h"

#include <algorithm>
#include <map>

namespace tidegate::migration {

std::vector<journal::TableFigures> TableBeat::due(const units::UnitRegistry &registry,
                                                  const progress::ProgressSnapshot &shown)
{
    std::map<RelationName, std::uint32_t> oids;
    for (const auto &relation : registry.relations())
        oids.emplace(relation.source, relation.oid);
    std::vector<journal::TableFigures> changed;
    for (const auto &table : shown.tables) {
        const auto relation = oids.find(table.source);
        if (relation == oids.end())
            continue;
        const journal::TableFigures figures{relation->second, static_cast<std::int64_t>(table.rowsCopied),
                                            static_cast<std::int64_t>(table.bytesCopied),
                                            static_cast<std::int64_t>(table.rowsCaptured),
                                            static_cast<std::int64_t>(table.rowsApplied),
                                            static_cast<std::int64_t>(table.heldSeconds * 1000)};
        const auto before = m_written.find(figures.oid);
        if (before == m_written.end() || !(before->second == figures))
            changed.push_back(figures);
    }
    std::sort(changed.begin(), changed.end(), [](const auto &a, const auto &b) { return a.oid < b.oid; });
    if (changed.size() > m_most) {
        const auto next = std::find_if(changed.begin(), changed.end(),
                                       [this](const auto &figures) { return figures.oid > m_last; });
        std::rotate(changed.begin(), next, changed.end());
        changed.resize(m_most);
        m_last = changed.back().oid;
    }
    return changed;
}

void TableBeat::written(const std::vector<journal::TableFigures> &figures)
{
    for (const auto &table : figures)
        m_written[table.oid] = table;
}

} // namespace tidegate::migration
