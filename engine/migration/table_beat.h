// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "journal/heartbeat.h"
#include "progress/progress_snapshot.h"
#include "units/unit_registry.h"

#include <cstddef>
#include <cstdint>
#include <unordered_map>
#include <vector>

namespace tidegate::migration {

/// Which tables' figures the journal's display lacks: those that changed since they were written, a bounded number at a
/// time, beginning where the last beat left off, so that ten thousand busy tables all have their turn.
class TableBeat
{
public:
    explicit TableBeat(std::size_t most = 2000) : m_most(most) {}

    std::vector<journal::TableFigures> due(const units::UnitRegistry &registry, const progress::ProgressSnapshot &shown);
    void written(const std::vector<journal::TableFigures> &figures);
    /// What the journal shows is not known any more: the target may have been rewound.
    void reset() { m_written.clear(); }

private:
    std::size_t m_most;
    std::uint32_t m_last = 0; ///< the last table that was due
    std::unordered_map<std::uint32_t, journal::TableFigures> m_written;
};

} // namespace tidegate::migration
