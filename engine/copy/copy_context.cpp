// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "copy/copy_context.h"

#include "definition/problem.h"

namespace tidegate::copy {

bool holdsUpOthers(const Problem &problem)
{
    return !problem.retryable
        && (definition::isOfDefinition(problem.code) || problem.code == Code::UnitDefinitionChanged
            || problem.code == Code::TargetTableMissing);
}

postgres::SessionOptions CopyContext::sourceOptions() const
{
    postgres::SessionOptions options;
    options.server = "source";
    options.applicationName = fence.applicationName();
    return options;
}

postgres::SessionOptions CopyContext::targetOptions() const
{
    postgres::SessionOptions options;
    options.server = "target";
    options.applicationName = fence.applicationName();
    options.replicaRole = replicaRole;
    return options;
}

} // namespace tidegate::copy
