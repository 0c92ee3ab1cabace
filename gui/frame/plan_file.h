// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "jobs/job.h"
#include "plan/plan.h"

#include <QObject>
#include <QString>
#include <QTimer>

#include <memory>

namespace tidegate::frame {

/// The plan in work and its file. Changes are in memory at once and on the disk a moment later, written on a thread of
/// its own: with ten thousand tables each click would else write a megabyte. GUI thread.
class PlanFile : public QObject
{
    Q_OBJECT
public:
    /// Reads the file. One that cannot be read is kept beside, as "<file>.unreadable", and the plan is empty.
    explicit PlanFile(QString path, QObject *parent = nullptr);
    ~PlanFile() override; ///< writes what is not written yet

    /// What a plan is called as long as nobody has named it: a file wants a name.
    static constexpr char unnamed[] = "migration";

    const plan::MigrationPlan &value() const { return m_plan; }
    void set(const plan::MigrationPlan &plan);

signals:
    void changed();
    void notSaved(const QString &why); ///< the plan is as it was set; the next change tries again

private:
    void save();

    QString m_path;
    plan::MigrationPlan m_plan;
    QTimer m_later;
    std::unique_ptr<jobs::Job> m_saving;
};

} // namespace tidegate::frame
