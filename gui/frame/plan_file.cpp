// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "frame/plan_file.h"

#include "text/problem_text.h"

#include <QFile>

namespace tidegate::frame {

namespace {

constexpr int delay = 300; // ms

} // namespace

PlanFile::PlanFile(QString path, QObject *parent) : QObject(parent), m_path(std::move(path))
{
    m_plan.subscription = unnamed;
    m_later.setSingleShot(true);
    m_later.callOnTimeout(this, &PlanFile::save);
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

PlanFile::~PlanFile()
{
    m_saving.reset();
    if (!m_later.isActive())
        return;
    try {
        plan::savePlan(m_plan, m_path.toStdString());
    } catch (const ProblemError &) {
        // The window is closing: nobody is there to be told.
    }
}

void PlanFile::set(const plan::MigrationPlan &plan)
{
    if (plan == m_plan)
        return;
    m_plan = plan;
    m_later.start(delay);
    emit changed();
}

void PlanFile::save()
{
    if (m_saving) { // one at a time, so that an older one never comes last
        m_later.start(delay);
        return;
    }
    m_saving = std::make_unique<jobs::Job>(
        [plan = m_plan, path = m_path.toStdString()](const StopToken &) { plan::savePlan(plan, path); });
    connect(m_saving.get(), &jobs::Job::finished, this, [this](const std::optional<Problem> &problem) {
        m_saving.release()->deleteLater();
        if (problem)
            emit notSaved(text::problemText(*problem).inOneLine());
    });
    m_saving->start();
}

} // namespace tidegate::frame
