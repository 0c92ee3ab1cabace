// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QObject>
#include <QString>

#include <functional>
#include <memory>
#include <thread>

namespace tidegate::settings {

/// Writes the profile's files on a thread of its own, since a disk or a network's home may take its time and the
/// window must not. Files are read by the GUI thread only before the window is shown, when nobody waits for it to
/// paint. GUI thread.
class FileSaver : public QObject
{
    Q_OBJECT
public:
    /// On the saver's thread: writes that file as a whole or leaves it as it was, and throws ProblemError if it could not.
    using Write = std::function<void(const QString &path)>;

    explicit FileSaver(QObject *parent = nullptr);
    /// Writes what is not written yet. A disk that hangs is waited for five seconds, then left alone.
    ~FileSaver() override;

    /// A moment later, so that a row of changes is one write; takes the place of what still waits for the same file.
    void save(const QString &path, Write write);

signals:
    void saved(const QString &path);
    /// Whoever wrote it has it still in memory; the next save() of the file tries again.
    void notSaved(const QString &path, const QString &why);

private:
    class Queue;

    std::shared_ptr<Queue> m_queue; ///< the thread's too, which may outlive this
    std::thread m_thread;
};

} // namespace tidegate::settings
