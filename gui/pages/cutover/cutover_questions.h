// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "ask/question.h"
#include "jobs/cutover_outlook.h"

namespace tidegate::frame {
class Workspace;
}

namespace tidegate::pages {

/// What is asked before the page does something dangerous.
ask::DangerousQuestion cutoverQuestion(const frame::Workspace &workspace, const QString &subscription,
                                       cutover::StopWritesBy by, const script::Script &script);
/// Nothing is lost by it: an ordinary question, which names both servers.
ask::Question callOffQuestion(const frame::Workspace &workspace, const QString &subscription);
/// `sql`: what would run on the source.
ask::DangerousQuestion openSourceQuestion(const frame::Workspace &workspace, const QString &sql);
ask::DangerousQuestion sequencesQuestion(const frame::Workspace &workspace, int changes, const QString &sql);

} // namespace tidegate::pages
