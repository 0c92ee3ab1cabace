// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "jobs/connect.h"

namespace tidegate::jobs {

namespace {

std::unique_ptr<postgres::Connection> connect(const postgres::ConnectionParameters &parameters,
                                              const char *server, const StopToken &stop)
{
    postgres::SessionOptions options;
    options.server = server;
    options.applicationName = applicationName;
    return std::make_unique<postgres::Connection>(parameters, options, stop);
}

} // namespace

std::unique_ptr<postgres::Connection> connectSource(const postgres::ConnectionParameters &source,
                                                    const StopToken &stop)
{
    return connect(source, "source", stop);
}

std::unique_ptr<postgres::Connection> connectTarget(const postgres::ConnectionParameters &target,
                                                    const StopToken &stop)
{
    return connect(target, "target", stop);
}

Both connectBoth(const postgres::ConnectionParameters &source, const postgres::ConnectionParameters &target,
                 const StopToken &stop)
{
    return {connectSource(source, stop), connectTarget(target, stop)};
}

} // namespace tidegate::jobs
