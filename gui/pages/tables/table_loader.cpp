// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "pages/tables/table_loader.h"

#include "jobs/connect.h"

#include <memory>

namespace tidegate::pages {

TableLoader::TableLoader(QObject *parent) : QObject(parent) {}

void TableLoader::start(const endpoint::Endpoint &source, const std::optional<endpoint::Endpoint> &target)
{
    const auto tables = std::make_shared<jobs::SourceTables>();
    m_job.start(
        [tables, source, target](const StopToken &stop, const frame::PageJob::Tell &) {
            const auto from = jobs::connectSource(source, stop);
            const auto to = target ? jobs::connectTarget(*target, stop) : nullptr;
            *tables = jobs::readSourceTables(*from, to.get());
        },
        [this, tables](const std::optional<Problem> &problem, bool stopped) {
            if (problem)
                emit failed(*problem);
            else if (!stopped)
                emit loaded(*tables);
        });
}

} // namespace tidegate::pages
