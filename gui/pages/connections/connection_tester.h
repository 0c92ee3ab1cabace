// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "endpoint/connection_test.h"
#include "frame/page_job.h"

#include <QObject>

namespace tidegate::pages {

/// One connection test at a time, on a thread of its own; everything here is on the GUI thread. A test that is
/// cancelled or replaced says nothing more and ends by itself within a second: nobody waits for it.
class ConnectionTester : public QObject
{
    Q_OBJECT
public:
    explicit ConnectionTester(QObject *parent = nullptr);

    /// Cancels what is running.
    void start(const endpoint::Endpoint &endpoint, endpoint::Purpose purpose);
    void cancel();
    bool isRunning() const { return m_job.isRunning(); }

signals:
    void stageEnded(const tidegate::endpoint::Stage &stage);
    /// After every start() one of the two, and finished() only with a whole report.
    void finished(const tidegate::endpoint::TestReport &report);
    void cancelled();

private:
    frame::PageJob m_job;
};

} // namespace tidegate::pages
