// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "journal/fence.h"
#include "postgres/connection.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace tidegate::jobs {

/// A migration that a target's journal knows, as a list shows it.
struct SubscriptionSeen {
    std::string name;
    std::vector<std::string> publications;
    std::string sourceDatabase;
    std::optional<journal::EngineIdentity> engine; ///< absent: nobody runs it
    std::int64_t processId = 0;                    ///< of the engine on its host; 0 unknown
    std::string phase;                             ///< progress::phaseName(), as last heard of the live engine
    bool paused = false;
    std::string cutOverAt; ///< empty until then
};

/// All of them by name; none without a journal. Throws ProblemError JournalNewer, and SqlError for a role that may not look.
std::vector<SubscriptionSeen> readSubscriptions(postgres::Connection &target);

} // namespace tidegate::jobs
