// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "support/wanted_version.h"

#include <QtGlobal>

#include <stdexcept>

namespace tidegate::support {

namespace {

ClusterOptions wanted(ClusterOptions options, const char *variable)
{
    const int major = qEnvironmentVariableIntValue(variable);
    if (options.installation || major == 0)
        return options;
    options.installation = Installation::withMajor(major);
    if (!options.installation)
        throw std::runtime_error("there is no PostgreSQL " + std::to_string(major) + " here (./dev setup --lab)");
    return options;
}

} // namespace

ClusterOptions ofWantedSource(ClusterOptions options)
{
    return wanted(std::move(options), "TIDEGATE_SOURCE_MAJOR");
}

ClusterOptions ofWantedTarget(ClusterOptions options)
{
    return wanted(std::move(options), "TIDEGATE_TARGET_MAJOR");
}

} // namespace tidegate::support
