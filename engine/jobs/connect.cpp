// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "jobs/connect.h"

#include "postgres/error.h"

namespace tidegate::jobs {

namespace {

std::unique_ptr<postgres::Connection> connect(const endpoint::Route &route, const char *server, const StopToken &stop)
{
    postgres::SessionOptions options;
    options.server = server;
    options.applicationName = applicationName;
    options.way = route.way();
    try {
        return std::make_unique<postgres::Connection>(route.parameters(), options, stop);
    } catch (const postgres::ConnectionLostError &error) {
        throw postgres::ConnectionLostError(route.explained(error.problem()));
    }
}

} // namespace

std::unique_ptr<postgres::Connection> connectSource(const endpoint::Route &source, const StopToken &stop)
{
    return connect(source, "source", stop);
}

std::unique_ptr<postgres::Connection> connectTarget(const endpoint::Route &target, const StopToken &stop)
{
    return connect(target, "target", stop);
}

std::unique_ptr<postgres::Connection> connectSource(const endpoint::Endpoint &source, const StopToken &stop)
{
    return connectSource(endpoint::Route(source, stop), stop);
}

std::unique_ptr<postgres::Connection> connectTarget(const endpoint::Endpoint &target, const StopToken &stop)
{
    return connectTarget(endpoint::Route(target, stop), stop);
}

Both connectBoth(const endpoint::Endpoint &source, const endpoint::Endpoint &target, const StopToken &stop)
{
    return {connectSource(source, stop), connectTarget(target, stop)};
}

} // namespace tidegate::jobs
