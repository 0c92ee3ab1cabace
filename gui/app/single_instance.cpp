// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/single_instance.h"

#include <QCryptographicHash>
#include <QFileInfo>
#include <QLocalSocket>

namespace tidegate::app {

namespace {

constexpr int patience = 2000;

/// Short, because a socket's path has a length limit; the same for the same directory however it is written.
QString nameOf(const settings::Profile &profile)
{
    const auto path = QFileInfo(profile.directory()).canonicalFilePath();
    const auto hash = QCryptographicHash::hash(path.toUtf8(), QCryptographicHash::Sha256);
    return QStringLiteral("tidegate-") + QString::fromLatin1(hash.toHex().left(16));
}

} // namespace

SingleInstance::SingleInstance(const settings::Profile &profile, QObject *parent)
    : QObject(parent), m_name(nameOf(profile)), m_lock(profile.lockFile())
{
    // A window may be open for weeks; only a dead process makes a lock stale.
    m_lock.setStaleLockTime(0);
    connect(&m_server, &QLocalServer::newConnection, this, &SingleInstance::serve);
}

bool SingleInstance::isFirst()
{
    if (m_lock.tryLock(0)) {
        listen();
        return true;
    }
    askTheOther();
    return false;
}

void SingleInstance::listen()
{
    QLocalServer::removeServer(m_name); // left by one that was killed; ours is the lock
    m_server.setSocketOptions(QLocalServer::UserAccessOption);
    m_server.listen(m_name);
}

void SingleInstance::serve()
{
    while (auto *socket = m_server.nextPendingConnection()) {
        connect(socket, &QLocalSocket::disconnected, socket, &QObject::deleteLater);
        connect(socket, &QLocalSocket::readyRead, this, [this, socket] {
            if (!socket->canReadLine())
                return;
            if (socket->readLine() == "raise\n")
                emit raiseRequested();
            socket->write((m_page ? m_page() : QString()).toUtf8() + '\n');
            socket->disconnectFromServer();
        });
    }
}

void SingleInstance::askTheOther()
{
    QLocalSocket socket;
    socket.connectToServer(m_name);
    if (!socket.waitForConnected(patience))
        return;
    socket.write("raise\n");
    if (socket.waitForBytesWritten(patience) && socket.waitForReadyRead(patience))
        m_answer = QString::fromUtf8(socket.readLine()).trimmed();
}

} // namespace tidegate::app
