// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "look/tone.h"
#include "schema/preparation.h"

#include <QString>

#include <optional>

namespace tidegate::pages {

/// How the target's preparation stands, as figures.
struct SchemaFacts {
    bool hasServers = false;
    bool hasTables = false;
    std::optional<schema::PreparationStep> reading;
    bool isRead = false;
    bool isStale = false; ///< read for another plan or other servers
    int toDecide = 0;
    bool isRunning = false;
    int runningAt = 0; ///< of runningOf, from 1
    int runningOf = 0;
    QString runningObject;
    int failedAt = 0; ///< a statement's number; 0: none
    int leftBefore = 0;
    int leftAfter = 0;
};

/// The same in words: for the rail, and as a sentence for the page.
struct SchemaState {
    look::Tone tone = look::Tone::Idle;
    QString word;
    QString sentence;
};
SchemaState schemaState(const SchemaFacts &facts);

} // namespace tidegate::pages
