// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "settings/profile.h"
#include "settings/saved_connection.h"

#include <QObject>

#include <vector>

namespace tidegate::settings {

class FileSaver;

/// The saved connections, in the order in which they were made, and their file. A change is in memory at once and on the
/// disk a moment later; one that could not be written holds as long as the window is open, and the next one tries again.
/// GUI thread.
class ConnectionStore : public QObject
{
    Q_OBJECT
public:
    /// Reads the file; prepare() must have passed. The saver outlives it.
    ConnectionStore(const Profile &profile, FileSaver &saver, QObject *parent = nullptr);

    const std::vector<SavedConnection> &connections() const { return m_connections; }
    const SavedConnection *
    find(const QUuid &id) const; ///< null if there is none; valid until the next change

    /// Adds it, or replaces the one with its id.
    void put(const SavedConnection &connection);
    void remove(const QUuid &id);

signals:
    void changed();
    void saved(); ///< all as it is now, unless a change came meanwhile
    void notSaved(const QString &why);

private:
    void replaceAll(std::vector<SavedConnection> connections);

    QString m_path;
    FileSaver &m_saver;
    std::vector<SavedConnection> m_connections;
};

} // namespace tidegate::settings
