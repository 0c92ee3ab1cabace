// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "plan/plan.h"

#include <QObject>
#include <QString>

namespace tidegate::settings {
class FileSaver;
}

namespace tidegate::frame {

/// The plan in work and its file. Changes are in memory at once and on the disk a moment later, since with ten thousand
/// tables each click would else write a megabyte. GUI thread.
class PlanFile : public QObject
{
    Q_OBJECT
public:
    /// Reads the file. One that cannot be read is kept beside, as "<file>.unreadable", and the plan is empty. The saver
    /// outlives it.
    PlanFile(QString path, settings::FileSaver &saver, QObject *parent = nullptr);

    /// What a plan is called as long as nobody has named it: a file wants a name.
    static constexpr char unnamed[] = "migration";

    const plan::MigrationPlan &value() const { return m_plan; }
    void set(const plan::MigrationPlan &plan);

signals:
    void changed();
    void saved(); ///< as it is now, unless a change came meanwhile
    void notSaved(const QString &why); ///< the plan is as it was set; the next change tries again

private:
    QString m_path;
    settings::FileSaver &m_saver;
    plan::MigrationPlan m_plan;
};

} // namespace tidegate::frame
