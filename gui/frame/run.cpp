// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "frame/run.h"

namespace tidegate::frame {

Run::Run(QObject *parent) : QObject(parent) {}
Run::~Run() = default;

void Run::start(const migration::RunOptions &options)
{
    m_snapshot.reset();
    m_inSyncSince = {};
    auto given = options;
    if (!given.log)
        given.log = m_log;
    m_migration = std::make_unique<migration::Migration>(std::move(given));
    connect(m_migration.get(), &migration::Migration::progressed, this, &Run::take);
    connect(m_migration.get(), &migration::Migration::happened, this, &Run::happened);
    connect(m_migration.get(), &migration::Migration::finished, this,
            [this](migration::Outcome outcome, const std::optional<Problem> &problem) {
                m_migration.release()->deleteLater(); // it is telling us
                m_inSyncSince = {};
                emit finished(outcome, problem);
            });
    m_migration->start();
    emit started();
}

void Run::requestStop()
{
    if (m_migration)
        m_migration->requestStop();
}

void Run::post(const std::string &verb, const std::string &argumentsJson)
{
    if (m_migration)
        m_migration->post(verb, argumentsJson);
}

void Run::take(const progress::ProgressSnapshot &snapshot)
{
    m_snapshot = std::make_shared<const progress::ProgressSnapshot>(snapshot);
    if (snapshot.phase != progress::Phase::InSync)
        m_inSyncSince = {};
    else if (m_inSyncSince.isNull())
        m_inSyncSince = QDateTime::currentDateTimeUtc();
    emit progressed();
}

} // namespace tidegate::frame
