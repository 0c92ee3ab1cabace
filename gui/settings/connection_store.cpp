// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "settings/connection_store.h"

#include "settings/connection_json.h"

#include <QFile>
#include <QSaveFile>

#include <algorithm>

namespace tidegate::settings {

namespace {

auto positionOf(const std::vector<SavedConnection> &connections, const QUuid &id)
{
    return std::find_if(connections.begin(), connections.end(),
                        [&](const auto &each) { return each.id == id; });
}

} // namespace

ConnectionStore::ConnectionStore(const Profile &profile, QObject *parent)
    : QObject(parent), m_profile(profile)
{
    QFile file(profile.connectionsFile());
    if (file.open(QIODevice::ReadOnly))
        m_connections = fromJson(file.readAll());
}

const SavedConnection *ConnectionStore::find(const QUuid &id) const
{
    const auto found = positionOf(m_connections, id);
    return found == m_connections.end() ? nullptr : &*found;
}

bool ConnectionStore::put(const SavedConnection &connection)
{
    auto next = m_connections;
    const auto index = positionOf(next, connection.id) - next.cbegin();
    if (index == static_cast<std::ptrdiff_t>(next.size()))
        next.push_back(connection);
    else
        next[static_cast<std::size_t>(index)] = connection;
    return replaceAll(std::move(next));
}

bool ConnectionStore::remove(const QUuid &id)
{
    auto next = m_connections;
    next.erase(std::remove_if(next.begin(), next.end(), [&](const auto &each) { return each.id == id; }),
               next.end());
    return replaceAll(std::move(next));
}

bool ConnectionStore::replaceAll(std::vector<SavedConnection> connections)
{
    if (connections == m_connections)
        return true;
    QSaveFile file(m_profile.connectionsFile());
    const auto json = toJson(connections);
    // Hosts and users are nobody else's business.
    const bool written = file.open(QIODevice::WriteOnly)
                         && file.setPermissions(QFile::ReadOwner | QFile::WriteOwner)
                         && file.write(json) == json.size() && file.commit();
    if (!written) {
        m_error = file.errorString();
        return false;
    }
    m_connections = std::move(connections);
    emit changed();
    return true;
}

} // namespace tidegate::settings
