// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "base/stop_token.h"
#include "postgres/connection.h"
#include "postgres/connection_parameters.h"

#include <memory>

namespace tidegate::jobs {

/// How one-off work introduces itself. Not the engine's own name: a take-over ends all sessions of that.
inline constexpr char applicationName[] = "tidegate job";

/// Connect, or throw ConnectionLostError (ConnectionFailed) or Stopped.
std::unique_ptr<postgres::Connection> connectSource(const postgres::ConnectionParameters &source,
                                                    const StopToken &stop);
std::unique_ptr<postgres::Connection> connectTarget(const postgres::ConnectionParameters &target,
                                                    const StopToken &stop);

struct Both {
    std::unique_ptr<postgres::Connection> source;
    std::unique_ptr<postgres::Connection> target;
};
Both connectBoth(const postgres::ConnectionParameters &source, const postgres::ConnectionParameters &target,
                 const StopToken &stop);

} // namespace tidegate::jobs
