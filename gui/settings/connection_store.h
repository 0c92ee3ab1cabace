// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "settings/profile.h"
#include "settings/saved_connection.h"

#include <QObject>

#include <vector>

namespace tidegate::settings {

/// The saved connections, in the order in which they were made, and their file. Each change is on the disk before its
/// signal comes; one that could not be written is not made. GUI thread (the file is a few kB).
class ConnectionStore : public QObject
{
    Q_OBJECT
public:
    /// prepare() must have passed.
    explicit ConnectionStore(const Profile &profile, QObject *parent = nullptr);

    const std::vector<SavedConnection> &connections() const { return m_connections; }
    const SavedConnection *
    find(const QUuid &id) const; ///< null if there is none; valid until the next change

    /// Adds it, or replaces the one with its id. False: `errorString()` says why, nothing has changed.
    bool put(const SavedConnection &connection);
    bool remove(const QUuid &id);
    const QString &errorString() const { return m_error; }

signals:
    void changed();

private:
    bool replaceAll(std::vector<SavedConnection> connections);

    Profile m_profile;
    std::vector<SavedConnection> m_connections;
    QString m_error;
};

} // namespace tidegate::settings
