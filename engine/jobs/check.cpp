// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "jobs/check.h"

#include "journal/fence.h"
#include "preflight/copy_pace.h"
#include "preflight/preflight.h"

#include <algorithm>

namespace tidegate::jobs {

bool CheckReport::refused() const
{
    return std::any_of(findings.begin(), findings.end(),
                       [](const Finding &finding) { return finding.severity == Severity::Refusal; });
}

CheckReport checkBoth(postgres::Connection &source, postgres::Connection &target, const CheckOptions &options)
{
    preflight::Request request;
    request.subscription = options.subscription;
    request.applicationName = journal::applicationName(options.subscription, target);
    request.publications = options.publications;
    request.tableMap = options.tableMap;
    request.copyData = options.copyData;
    request.allowNonempty = options.allowNonempty;
    auto inspection = preflight::gather(source, target, request);
    inspection.copyPace = preflight::measureCopyPace(inspection);
    CheckReport report;
    report.source = inspection.sourceFacts;
    report.target = inspection.targetFacts;
    for (const auto &pair : inspection.tables) {
        report.tables.push_back({pair.source.name, pair.targetName, pair.target.has_value(),
                                 pair.source.totalBytes, pair.source.estimatedRows});
    }
    report.findings = preflight::inspect(inspection);
    return report;
}

} // namespace tidegate::jobs
