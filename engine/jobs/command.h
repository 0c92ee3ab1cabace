// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "base/code.h"
#include "base/stop_token.h"
#include "journal/command.h"
#include "postgres/connection.h"

#include <chrono>
#include <optional>
#include <string>

namespace tidegate::jobs {

/// Writes a command for the live engine and waits for its answer. Throws what PostedCommand does, and Stopped. A command
/// that was given up is withdrawn if nobody had taken it yet, so that a later engine does not carry it out as a surprise.
journal::Answer postAndAwait(postgres::Connection &target, const std::string &subscription,
                             const std::string &verb, const std::string &argumentsJson,
                             std::optional<std::chrono::seconds> limit, const StopToken &stop);

/// Pauses or resumes: told to the live engine, or, if there is none, recorded for the next run.
/// Throws what postAndAwait() does, and AlreadyCutOver.
journal::Answer setPaused(postgres::Connection &target, const std::string &subscription, bool paused,
                          std::optional<std::chrono::seconds> limit, const StopToken &stop);

/// Calls off the cutover that is going on, whoever began it; the answer tells how the source stands.
/// Throws what postAndAwait() does, AlreadyCutOver, and NoCutover instead of NoLiveEngine.
journal::Answer abortCutover(postgres::Connection &target, const std::string &subscription,
                             std::optional<std::chrono::seconds> limit, const StopToken &stop);

/// The code that an engine's refusal begins with ("[NotReadyForCutover] The cutover …"); Internal without one.
Code codeOfAnswer(const std::string &text);

} // namespace tidegate::jobs
