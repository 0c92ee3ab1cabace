// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "base/problem.h"
#include "frame/page_context.h"
#include "frame/servers_job.h"
#include "jobs/cleanup_job.h"

#include <QObject>

#include <string>
#include <vector>

class QWidget;

namespace tidegate::pages {

/// Whether a run that ended by this can only be started anew: the changes between two positions are lost.
bool needsFreshStart(Code code);

/// The way out of that: looks what the migration has brought to the target, asks, and takes it and the migration away. One
/// at a time.
class FreshStart : public QObject
{
    Q_OBJECT
public:
    /// `asking` is the widget that the question belongs to.
    FreshStart(const frame::PageContext &context, QWidget *asking);

    void begin(); ///< nothing while it is under way
    void cancel(); ///< what is asked of the servers at this moment may still be done; what was removed is told
    void letGo();  ///< and nothing more is said
    bool isUnderWay() const { return m_step != Step::None; }
    bool isRemoving() const { return m_step == Step::Removing; }

signals:
    void changed(); ///< isUnderWay(), isRemoving()
    void needless();  ///< a start goes on where it stopped, and nothing was done
    void missing(const QString &why);
    void failed(const tidegate::Problem &problem);
    void gone();    ///< somebody has taken the migration away before: nothing was done, and its rows may be there
    void cleared(const std::string &subscription); ///< nothing of it is left: the same plan can be started, which may be closed by now
    void interrupted(const QString &what); ///< by cancel(); empty: before anything was removed
    /// `what`: the tables that keep rows, and what else is there, each with the reason. `isRepeatable`: the migration is there
    /// still, and may be taken away later.
    void left(const QString &what, bool isRepeatable);

private:
    enum class Step { None, Looking, Removing };

    void ask(const jobs::CleanupReport &report);
    void remove(const cleanup::Shown &shown);
    void note(const cleanup::Dropped &outcome);
    void removed(const std::vector<cleanup::Dropped> &outcomes);
    void stopped(const std::vector<cleanup::Dropped> &outcomes);
    /// The next run copies all of a table, and would copy onto the rows that are left. Not in another's plan, opened meanwhile.
    void allowNoRows(const std::vector<cleanup::Dropped> &outcomes);
    /// The milestone, once the journal has forgotten the migration: true.
    bool takeBackBegun(const std::vector<cleanup::Dropped> &outcomes);
    bool isSuccess(const frame::ServersJob::Ending &ending);
    void setStep(Step step);

    const frame::PageContext m_context;
    QWidget *m_asking;
    frame::ServersJob m_job;
    Step m_step = Step::None;
    std::string m_subscription; ///< of the run that has ended, whatever the plan says by now
    int m_attempt = 0; ///< answers to an earlier one are not heard
};

} // namespace tidegate::pages
