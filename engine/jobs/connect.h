// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "base/stop_token.h"
#include "endpoint/endpoint.h"
#include "endpoint/route.h"
#include "postgres/connection.h"

#include <memory>

namespace tidegate::jobs {

/// How one-off work introduces itself. Not the engine's own name: a take-over ends all sessions of that.
inline constexpr char applicationName[] = "tidegate job";

/// Connect, or throw ConnectionLostError (ConnectionFailed, or why there is no tunnel), BadTunnel, ToolMissing, Stopped.
/// A tunnel of the endpoint's lives as long as the connection. Several connections to one server take a Route, and share
/// its tunnel.
std::unique_ptr<postgres::Connection> connectSource(const endpoint::Endpoint &source, const StopToken &stop);
std::unique_ptr<postgres::Connection> connectTarget(const endpoint::Endpoint &target, const StopToken &stop);
std::unique_ptr<postgres::Connection> connectSource(const endpoint::Route &source, const StopToken &stop);
std::unique_ptr<postgres::Connection> connectTarget(const endpoint::Route &target, const StopToken &stop);

struct Both {
    std::unique_ptr<postgres::Connection> source;
    std::unique_ptr<postgres::Connection> target;
};
Both connectBoth(const endpoint::Endpoint &source, const endpoint::Endpoint &target, const StopToken &stop);

} // namespace tidegate::jobs
