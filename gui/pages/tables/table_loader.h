// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "endpoint/endpoint.h"
#include "frame/page_job.h"
#include "jobs/source_tables.h"

#include <QObject>

#include <optional>

namespace tidegate::pages {

/// Reads the source's tables on a thread of its own, one load at a time; everything here is on the GUI thread. A load
/// that is cancelled or replaced says nothing more and ends by itself within a second.
class TableLoader : public QObject
{
    Q_OBJECT
public:
    explicit TableLoader(QObject *parent = nullptr);

    /// Without a target nothing is known of what stands there.
    void start(const endpoint::Endpoint &source, const std::optional<endpoint::Endpoint> &target);
    void cancel() { m_job.letGo(); }
    bool isRunning() const { return m_job.isRunning(); }

signals:
    void loaded(const tidegate::jobs::SourceTables &tables);
    void failed(const tidegate::Problem &problem);

private:
    frame::PageJob m_job;
};

} // namespace tidegate::pages
