// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "migration/migration.h"

#include <QDateTime>
#include <QObject>

#include <memory>

namespace tidegate::frame {

/// The migration that this window runs, if it runs one. Everything here is on the GUI thread; the engine works on
/// its own. Snapshots are shared and never change.
class Run : public QObject
{
    Q_OBJECT
public:
    explicit Run(QObject *parent = nullptr);
    ~Run() override; ///< stops the engine and waits for it (within a second)

    /// Where the engine's log goes, if its options name no other.
    void setLog(Log log) { m_log = std::move(log); }
    /// Not while isRunning().
    void start(const migration::RunOptions &options);
    /// Cleanly: the slot stays, the next start goes on. finished() follows within a second.
    void requestStop();
    void post(const std::string &verb, const std::string &argumentsJson);

    bool isRunning() const { return m_migration != nullptr; }
    /// The last one; null before the first.
    const progress::ProgressPointer &snapshot() const { return m_snapshot; }
    /// Since when the target has held all that the source has; null while it does not.
    const QDateTime &inSyncSince() const { return m_inSyncSince; }

signals:
    void started();
    void progressed(); ///< at most 4 a second
    void happened(const tidegate::migration::Event &event);
    void finished(tidegate::migration::Outcome outcome, const std::optional<tidegate::Problem> &problem);

private:
    void take(const progress::ProgressSnapshot &snapshot);

    Log m_log;
    std::unique_ptr<migration::Migration> m_migration;
    progress::ProgressPointer m_snapshot;
    QDateTime m_inSyncSince;
};

} // namespace tidegate::frame
