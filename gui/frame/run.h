// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "migration/migration.h"
#include "migration/watch.h"

#include <QDateTime>
#include <QObject>

#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace tidegate::frame {

/// A run that lives elsewhere, as far as it is known here.
struct Elsewhere {
    std::string subscription;
    std::vector<std::string> publications;
    std::optional<migration::WatchedEngine> engine; ///< absent before the first look
};

/// The migration that this window shows: the one that it runs itself, or one that it watches, which is read-only until
/// control of it was taken. Everything here is on the GUI thread; the engine works on its own. Snapshots are shared and
/// never change.
class Run : public QObject
{
    Q_OBJECT
public:
    explicit Run(QObject *parent = nullptr);
    ~Run() override; ///< stops the engine, or stops watching, and waits for it (within a second or two)

    /// Where the engine's log goes, if its options name no other.
    void setLog(Log log) { m_log = std::move(log); }
    /// Not while isActive().
    void start(const migration::RunOptions &options);
    void watch(const migration::WatchOptions &options, const std::vector<std::string> &publications);
    /// Stops watching, and hears nothing more of it; the run goes on. Not for our own.
    void forget();
    /// From now on what is asked of a watched run goes to it.
    void takeControl();
    /// Cleanly: the slot stays, the next start goes on. finished() follows, for our own within a second.
    void requestStop();
    /// Nothing while isReadOnly().
    void post(const std::string &verb, const std::string &argumentsJson);

    /// This window's engine runs.
    bool isRunning() const { return m_handle && !m_elsewhere; }
    bool isWatching() const { return m_handle && m_elsewhere; }
    bool isActive() const { return m_handle != nullptr; }
    bool isReadOnly() const { return isWatching() && !m_isInControl; }
    /// The run that is watched, also when it has ended, until it is forgotten or another one begins; absent for our own.
    const std::optional<Elsewhere> &elsewhere() const { return m_elsewhere; }
    /// Of the run, or of the last one; empty before the first.
    const std::string &subscription() const { return m_subscription; }
    /// The last one; null before the first.
    const progress::ProgressPointer &snapshot() const { return m_snapshot; }
    /// How it stands, or how it ended; absent before there was one.
    std::optional<progress::Phase> phase() const;
    /// Since when the target has held all that the source has; null while it does not.
    const QDateTime &inSyncSince() const { return m_inSyncSince; }

signals:
    void started(); ///< or begun to watch
    void progressed(); ///< at most 4 a second
    void happened(const tidegate::migration::Event &event);
    void posted(const QString &verb); ///< a command, to a run elsewhere; its answer is an event CommandDone
    void finished(tidegate::migration::Outcome outcome, const std::optional<tidegate::Problem> &problem);
    void forgotten();
    /// Who runs it elsewhere, or whether it is read-only.
    void elsewhereChanged();

private:
    void begin(std::unique_ptr<migration::RunHandle> handle);
    void listen(migration::RunHandle *handle);
    void take(const progress::ProgressSnapshot &snapshot);
    void end(bool hasFailed);

    Log m_log;
    std::unique_ptr<migration::RunHandle> m_handle;
    std::optional<Elsewhere> m_elsewhere;
    bool m_isInControl = false;
    bool m_hasFailed = false; ///< the last one did
    std::string m_subscription;
    progress::ProgressPointer m_snapshot;
    QDateTime m_inSyncSince;
};

} // namespace tidegate::frame
