// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "base/stop_token.h"
#include "cli/arguments.h"
#include "endpoint/route.h"
#include "postgres/connection.h"

#include <memory>
#include <optional>

namespace tidegate::cli {

/// The servers of the command line, for as long as the command lasts: a tunnel is opened by the first connection that
/// needs it, and all others go through it. Throws what jobs::connectSource() throws. One thread.
class Servers
{
public:
    Servers(const Arguments &arguments, StopToken stop) : m_arguments(arguments), m_stop(std::move(stop)) {}

    std::unique_ptr<postgres::Connection> connectSource();
    std::unique_ptr<postgres::Connection> connectTarget();

private:
    const Arguments &m_arguments;
    StopToken m_stop;
    std::optional<endpoint::Route> m_source;
    std::optional<endpoint::Route> m_target;
};

} // namespace tidegate::cli
