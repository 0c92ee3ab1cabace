// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "pages/connections/connection_tester.h"

#include <QCoreApplication>

#include <memory>

namespace tidegate::pages {

using endpoint::Stage;
using endpoint::TestReport;

ConnectionTester::ConnectionTester(QObject *parent) : QObject(parent) {}

ConnectionTester::~ConnectionTester()
{
    letGo();
}

void ConnectionTester::start(const endpoint::Endpoint &endpoint, endpoint::Purpose purpose)
{
    cancel();
    struct Shared {
        QObject *job = nullptr; // outlives the worker, because its destructor waits
        TestReport report;      // the worker's until finished()
    };
    const auto shared = std::make_shared<Shared>();
    const QPointer<ConnectionTester> self(this);
    auto *job = new jobs::Job(
        [shared, self, endpoint, purpose](const StopToken &stop) {
            const auto tell = [shared, self](const Stage &stage) {
                const auto *teller = shared->job;
                QMetaObject::invokeMethod(
                    shared->job,
                    [self, teller, stage] {
                        if (self && self->m_job == teller)
                            emit self->stageEnded(stage);
                    },
                    Qt::QueuedConnection);
            };
            shared->report = endpoint::testConnection(endpoint, purpose, stop, tell);
        },
        QCoreApplication::instance());
    shared->job = job;
    m_job = job;
    connect(job, &jobs::Job::finished, job, &QObject::deleteLater);
    connect(job, &jobs::Job::finished, this,
            [this, shared](const std::optional<Problem> &problem, bool stopped) {
                m_job = nullptr;
                if (stopped) {
                    emit cancelled();
                    return;
                }
                if (problem) { // between two stages
                    Stage stage;
                    stage.kind = endpoint::StageKind::Login;
                    stage.verdict = endpoint::Verdict::Failed;
                    stage.problem = problem;
                    shared->report.stages.push_back(stage);
                    emit stageEnded(stage);
                }
                emit finished(shared->report);
            });
    job->start();
}

void ConnectionTester::cancel()
{
    if (!m_job)
        return;
    letGo();
    emit cancelled();
}

void ConnectionTester::letGo()
{
    if (!m_job)
        return;
    m_job->disconnect(this);
    m_job->requestStop();
    m_job = nullptr;
}

} // namespace tidegate::pages
