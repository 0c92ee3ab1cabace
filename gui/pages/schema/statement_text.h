// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "look/tone.h"
#include "script/statement.h"

#include <QString>

/// A statement of the target's preparation in words. Pure.
namespace tidegate::pages {

/// What kind of thing it makes: "Table", "Index".
QString kindWord(const script::Statement &statement);
/// "To run", "Refused", "There already".
QString stateWord(const script::Statement &statement);
look::Tone stateTone(const script::Statement &statement);
/// Why it is left out, what became of it or what is to be known of it, in a sentence or two; empty where the word says it
/// all.
QString stateReason(const script::Statement &statement);
/// What a run says that ended at it; `number` as the page counts.
QString failureText(const script::Statement &statement, int number, bool isInSync);

} // namespace tidegate::pages
