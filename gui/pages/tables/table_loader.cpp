// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "pages/tables/table_loader.h"

#include "jobs/connect.h"

#include <QCoreApplication>

#include <memory>

namespace tidegate::pages {

TableLoader::TableLoader(QObject *parent) : QObject(parent) {}

TableLoader::~TableLoader()
{
    cancel();
}

void TableLoader::start(const endpoint::Endpoint &source, const std::optional<endpoint::Endpoint> &target)
{
    cancel();
    const auto tables = std::make_shared<jobs::SourceTables>(); // the worker's until finished()
    auto *job = new jobs::Job(
        [tables, source, target](const StopToken &stop) {
            const auto from = jobs::connectSource(source, stop);
            const auto to = target ? jobs::connectTarget(*target, stop) : nullptr;
            *tables = jobs::readSourceTables(*from, to.get());
        },
        QCoreApplication::instance());
    m_job = job;
    connect(job, &jobs::Job::finished, job, &QObject::deleteLater);
    connect(job, &jobs::Job::finished, this, [this, tables](const std::optional<Problem> &problem, bool stopped) {
        m_job = nullptr;
        if (problem)
            emit failed(*problem);
        else if (!stopped)
            emit loaded(*tables);
    });
    job->start();
}

void TableLoader::cancel()
{
    if (!m_job)
        return;
    m_job->disconnect(this);
    m_job->requestStop();
    m_job = nullptr;
}

} // namespace tidegate::pages
