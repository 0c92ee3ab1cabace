// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "endpoint/connection_test.h"
#include "look/tone.h"
#include "settings/saved_connection.h"

#include <QString>

namespace tidegate::pages {

/// A stage of the connection test in words.
QString stageTitle(const endpoint::Stage &stage);
look::Tone stageTone(endpoint::Verdict verdict);
/// What a whole test is remembered by.
settings::TestRecord recordOf(const endpoint::TestReport &report, const QDateTime &when);
QString outcomeWord(settings::TestRecord::Outcome outcome);
look::Tone outcomeTone(settings::TestRecord::Outcome outcome);

} // namespace tidegate::pages
