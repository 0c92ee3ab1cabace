// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "settings/connection_store.h"

#include "settings/connection_json.h"
#include "settings/file_saver.h"
#include "settings/write_file.h"

#include <algorithm>

namespace tidegate::settings {

namespace {

auto positionOf(const std::vector<SavedConnection> &connections, const QUuid &id)
{
    return std::find_if(connections.begin(), connections.end(),
                        [&](const auto &each) { return each.id == id; });
}

} // namespace

ConnectionStore::ConnectionStore(const Profile &profile, FileSaver &saver, QObject *parent)
    : QObject(parent), m_path(profile.connectionsFile()), m_saver(saver)
{
    QFile file(m_path);
    if (file.open(QIODevice::ReadOnly))
        m_connections = fromJson(file.readAll());
    connect(&saver, &FileSaver::saved, this, [this](const QString &path) {
        if (path == m_path)
            emit saved();
    });
    connect(&saver, &FileSaver::notSaved, this, [this](const QString &path, const QString &why) {
        if (path == m_path)
            emit notSaved(why);
    });
}

const SavedConnection *ConnectionStore::find(const QUuid &id) const
{
    const auto found = positionOf(m_connections, id);
    return found == m_connections.end() ? nullptr : &*found;
}

void ConnectionStore::put(const SavedConnection &connection)
{
    auto next = m_connections;
    const auto index = positionOf(next, connection.id) - next.cbegin();
    if (index == static_cast<std::ptrdiff_t>(next.size()))
        next.push_back(connection);
    else
        next[static_cast<std::size_t>(index)] = connection;
    replaceAll(std::move(next));
}

void ConnectionStore::remove(const QUuid &id)
{
    auto next = m_connections;
    next.erase(std::remove_if(next.begin(), next.end(), [&](const auto &each) { return each.id == id; }),
               next.end());
    replaceAll(std::move(next));
}

void ConnectionStore::replaceAll(std::vector<SavedConnection> connections)
{
    if (connections == m_connections)
        return;
    m_connections = std::move(connections);
    m_saver.save(m_path, [connections = m_connections](const QString &path) {
        // Hosts and users are nobody else's business.
        replaceFile(path, toJson(connections), QFile::ReadOwner | QFile::WriteOwner);
    });
    emit changed();
}

} // namespace tidegate::settings
