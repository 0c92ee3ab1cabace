// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "frame/page_job.h"

#include <QCoreApplication>

#include <memory>

namespace tidegate::frame {

PageJob::PageJob(QObject *parent) : QObject(parent) {}

PageJob::~PageJob()
{
    letGo();
}

void PageJob::start(Work work, Ended ended)
{
    letGo();
    const auto self = std::make_shared<QObject *>(nullptr); // the job, which outlives its worker
    const QPointer<PageJob> teller(this);
    auto *job = new jobs::Job(
        [self, teller, work = std::move(work)](const StopToken &stop) {
            work(stop, [self, teller](std::function<void()> words) {
                auto *speaking = *self;
                QMetaObject::invokeMethod(
                    speaking,
                    [speaking, teller, words = std::move(words)] {
                        if (teller && teller->m_job == speaking)
                            words();
                    },
                    Qt::QueuedConnection);
            });
        },
        QCoreApplication::instance());
    *self = job;
    m_job = job;
    connect(job, &jobs::Job::finished, job, &QObject::deleteLater);
    connect(job, &jobs::Job::finished, this,
            [this, ended = std::move(ended)](const std::optional<Problem> &problem, bool stopped) {
                m_job = nullptr;
                ended(problem, stopped);
            });
    job->start();
}

void PageJob::requestStop()
{
    if (m_job)
        m_job->requestStop();
}

void PageJob::letGo()
{
    if (!m_job)
        return;
    m_job->disconnect(this);
    m_job->requestStop();
    m_job = nullptr;
}

} // namespace tidegate::frame
