// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "endpoint/endpoint.h"
#include "jobs/job.h"
#include "jobs/source_tables.h"

#include <QObject>
#include <QPointer>

#include <optional>

namespace tidegate::pages {

/// Reads the source's tables on a thread of its own, one load at a time; everything here is on the GUI thread. A load
/// that is cancelled or replaced says nothing more and ends by itself within a second.
class TableLoader : public QObject
{
    Q_OBJECT
public:
    explicit TableLoader(QObject *parent = nullptr);
    ~TableLoader() override;

    /// Without a target nothing is known of what stands there.
    void start(const endpoint::Endpoint &source, const std::optional<endpoint::Endpoint> &target);
    void cancel();
    bool isRunning() const { return m_job != nullptr; }

signals:
    void loaded(const tidegate::jobs::SourceTables &tables);
    void failed(const tidegate::Problem &problem);

private:
    QPointer<jobs::Job> m_job; ///< the one that may still speak
};

} // namespace tidegate::pages
