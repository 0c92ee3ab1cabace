// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "pages/connections/connection_tester.h"

#include <memory>

namespace tidegate::pages {

using endpoint::Stage;
using endpoint::TestReport;

ConnectionTester::ConnectionTester(QObject *parent) : QObject(parent) {}

void ConnectionTester::start(const endpoint::Endpoint &endpoint, endpoint::Purpose purpose)
{
    cancel();
    const auto report = std::make_shared<TestReport>();
    m_job.start(
        [this, report, endpoint, purpose](const StopToken &stop, const frame::PageJob::Tell &tell) {
            *report = endpoint::testConnection(endpoint, purpose, stop, [this, &tell](const Stage &stage) {
                tell([this, stage] { emit stageEnded(stage); });
            });
        },
        [this, report](const std::optional<Problem> &problem, bool stopped) {
            if (stopped) {
                emit cancelled();
                return;
            }
            if (problem) { // between two stages
                Stage stage;
                stage.kind = endpoint::StageKind::Login;
                stage.verdict = endpoint::Verdict::Failed;
                stage.problem = problem;
                report->stages.push_back(stage);
                emit stageEnded(stage);
            }
            emit finished(*report);
        });
}

void ConnectionTester::cancel()
{
    if (!m_job.isRunning())
        return;
    m_job.letGo();
    emit cancelled();
}

} // namespace tidegate::pages
