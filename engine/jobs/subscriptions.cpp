// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "jobs/subscriptions.h"

#include "journal/heartbeat.h"
#include "journal/schema.h"
#include "journal/subscription.h"

namespace tidegate::jobs {

std::vector<SubscriptionSeen> readSubscriptions(postgres::Connection &target)
{
    std::vector<SubscriptionSeen> all;
    if (!journal::exists(target))
        return all;
    const auto version = journal::requireKnown(target);
    for (const auto &name : journal::subscriptions(target)) {
        SubscriptionSeen seen;
        seen.name = name;
        if (const auto engine = journal::liveEngine(target, name); !engine.host.empty())
            seen.engine = engine;
        if (const auto record = journal::readSlot(target, name)) {
            seen.publications = record->publications;
            seen.sourceDatabase = record->sourceDatabase;
            seen.paused = record->paused;
            seen.cutOverAt = record->cutOverAt;
        }
        if (const auto last = journal::readHeartbeat(target, name, version); last && last->ofThisEngine) {
            seen.phase = last->heartbeat.phase;
            seen.processId = last->heartbeat.processId;
        }
        all.push_back(std::move(seen));
    }
    return all;
}

} // namespace tidegate::jobs
