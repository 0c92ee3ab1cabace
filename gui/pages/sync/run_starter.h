// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "base/problem.h"
#include "frame/both_servers.h"
#include "frame/page_job.h"
#include "migration/migration.h"

#include <QObject>

namespace tidegate::script {
class Script;
}

namespace tidegate::pages {

/// From "Start" to a running engine: the passwords, a look whether the target knows this migration already, the
/// question if it does not, and off. A migration that goes on makes nothing new on the servers and asks nothing.
class RunStarter : public QObject
{
    Q_OBJECT
public:
    /// `asking` is the widget that questions belong to.
    RunStarter(const frame::PageContext &context, QWidget *asking);

    /// `takeOver`: end a live engine elsewhere; asks first. Not while it is under way.
    void start(bool takeOver);
    void cancel();
    bool isUnderWay() const { return m_underWay; }

signals:
    void changed(); ///< isUnderWay()
    void missing(const QString &why);
    void failed(const tidegate::Problem &problem);

private:
    void look(const frame::BothLogins &logins, bool takeOver);
    void askForNew(const migration::RunOptions &options);
    void lookAtOther(const migration::RunOptions &options);
    void askForTakeOver(const migration::RunOptions &options, const script::Script &script);
    void run(const migration::RunOptions &options);
    void end();

    const frame::PageContext m_context;
    QWidget *m_asking;
    frame::PageJob m_look;
    bool m_underWay = false;
    int m_attempt = 0; ///< answers to an earlier one are not heard
};

} // namespace tidegate::pages
