// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <spdlog/spdlog.h>

#include <memory>
#include <string>
#include <string_view>

namespace tidegate {

/// The text with every password taken out: `password=…` in key/value strings, `user:secret@` in URIs,
/// PASSWORD '…' in SQL. Everything that is logged passes through it.
std::string redacted(std::string_view text);

/// The engine's log. Made by whoever starts a run and handed down; not reachable from everywhere.
using Log = std::shared_ptr<spdlog::logger>;

/// A log to `path` (rotating, 5 files of 10 MB) or, with an empty path, to standard error; redacts each line.
Log makeLog(const std::string &path, spdlog::level::level_enum level);
/// A log into a sink of the caller's; redacts each line too.
Log makeLogInto(spdlog::sink_ptr sink, spdlog::level::level_enum level);
/// A log that keeps nothing, for tests and one-off work.
Log makeSilentLog();

} // namespace tidegate
