// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "ask/question.h"
#include "script/script.h"

#include <cstddef>
#include <set>

namespace tidegate::settings {
struct SavedConnection;
}

namespace tidegate::pages {

enum class ScriptPart { Before, After };

/// What a run of one of the scripts depends on.
struct RunRequest {
    ScriptPart part = ScriptPart::Before;
    const script::Script &script;
    const settings::SavedConnection &source;
    const settings::SavedConnection &target;
    int leftBefore = 0;            ///< of the first script, when the second is to run
    bool hasCopied = false;        ///< this window's run has copied every table
    bool isInSync = false;         ///< and each is exactly the source at the stream's position
    bool hasCutOver = false;       ///< and the target is on its own
    bool hasBegun = true;          ///< a stream comes to the target, or came
    bool keysAct = false;          ///< foreign keys would act on what the stream brings (schema::TargetPreparation)
};

/// Rows of what acts on changed rows and is still to run: triggers and rules, which are for after the cutover.
std::set<std::size_t> actingOnRows(const script::Script &script);
/// Foreign keys that are still to run and would act on what the stream brings.
std::set<std::size_t> keysForLater(const RunRequest &request);
/// They, once it comes: no run makes them before the cutover.
std::set<std::size_t> actingKeys(const RunRequest &request);
/// They, and what acts on rows or will unless a run is told otherwise: before the cutover, if anything else is left.
std::set<std::size_t> heldBack(const RunRequest &request);
bool takesAwaySomething(const RunRequest &request);
/// Answers: "run", or "all" and "held" where triggers are better left for later.
ask::Question runQuestion(const RunRequest &request);
/// The same where something is taken away: with the SQL and both servers.
ask::DangerousQuestion dangerousRunQuestion(const RunRequest &request);
/// Why it is early to run the second script; empty if it is not.
QString tooEarly(const RunRequest &request);
/// That so many foreign keys are left out, why, and what is to be done; empty for none.
QString keysLeft(int keys);
/// That, or that they had better be, while nothing has begun.
QString keysWords(const RunRequest &request);

} // namespace tidegate::pages
