// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "base/problem.h"
#include "frame/page_context.h"
#include "frame/page_job.h"
#include "progress/progress_snapshot.h"

#include <QObject>

#include <vector>

class QWidget;

namespace tidegate::pages {

/// What can be asked of a running engine, each with the question that belongs before it. The engine answers by events.
class RunCommands : public QObject
{
    Q_OBJECT
public:
    RunCommands(const frame::PageContext &context, QWidget *asking);

    void pause(); ///< says first what it costs
    void resume();
    void stop();
    /// Empties these tables on the target and copies them again.
    void resync(const std::vector<progress::TableProgress> &tables);
    /// Leaves out the change that the stream waits at, which `problem` names (journal::skippable()), for good.
    void skip(const Problem &problem);
    /// Takes up what the publications have gained, and lets go of what they have lost, naming that first.
    void refresh();

signals:
    void missing(const QString &why);
    void failed(const tidegate::Problem &problem);

private:
    void askToLose(const std::vector<RelationName> &lost);
    void post(const char *verb, const std::string &arguments = "{}");

    const frame::PageContext m_context;
    QWidget *m_asking;
    frame::PageJob m_look;
};

} // namespace tidegate::pages
