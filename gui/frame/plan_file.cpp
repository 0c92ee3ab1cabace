// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "frame/plan_file.h"

#include "base/problem.h"
#include "settings/file_saver.h"

#include <QFile>

namespace tidegate::frame {

PlanFile::PlanFile(QString path, settings::FileSaver &saver, QObject *parent)
    : QObject(parent), m_path(std::move(path)), m_saver(saver)
{
    m_plan.subscription = unnamed;
    connect(&saver, &settings::FileSaver::notSaved, this, [this](const QString &file, const QString &why) {
        if (file == m_path)
            emit notSaved(why);
    });
    connect(&saver, &settings::FileSaver::saved, this, [this](const QString &file) {
        if (file == m_path)
            emit saved();
    });
    if (!QFile::exists(m_path))
        return;
    try {
        m_plan = plan::loadPlan(m_path.toStdString());
    } catch (const ProblemError &) {
        const auto aside = m_path + QStringLiteral(".unreadable");
        QFile::remove(aside);
        QFile::rename(m_path, aside);
    }
}

void PlanFile::set(const plan::MigrationPlan &plan)
{
    if (plan == m_plan)
        return;
    m_plan = plan;
    m_saver.save(m_path, [kept = m_plan](const QString &file) { plan::savePlan(kept, file.toStdString()); });
    emit changed();
}

} // namespace tidegate::frame
