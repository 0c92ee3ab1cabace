// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "false_pid_relay.h"

#include <QHostAddress>
#include <QTcpServer>
#include <QTcpSocket>

#include <memory>

namespace {

/// BackendKeyData: 'K', length 12, process id, key. Its process id becomes another.
QByteArray withFalsePid(QByteArray bytes)
{
    const auto at = bytes.indexOf(QByteArray("K\0\0\0\x0c", 5));
    if (at >= 0 && at + 8 < bytes.size())
        bytes[at + 8] = static_cast<char>(bytes.at(at + 8) ^ 1);
    return bytes;
}

} // namespace

FalsePidRelay::FalsePidRelay(int serverPort)
{
    std::promise<int> listening;
    auto port = listening.get_future();
    m_thread = std::thread(&FalsePidRelay::work, this, serverPort, std::move(listening));
    m_port = port.get();
}

FalsePidRelay::~FalsePidRelay()
{
    m_end = true;
    m_thread.join();
}

void FalsePidRelay::work(int serverPort, std::promise<int> listening)
{
    QTcpServer listener;
    listener.listen(QHostAddress::LocalHost);
    listening.set_value(listener.serverPort());
    while (!m_end) {
        // One wait may take in several.
        if (!listener.hasPendingConnections() && !listener.waitForNewConnection(20))
            continue;
        const std::unique_ptr<QTcpSocket> client(listener.nextPendingConnection());
        QTcpSocket server;
        server.connectToHost(QHostAddress(QHostAddress::LocalHost), static_cast<quint16>(serverPort));
        server.waitForConnected(5000);
        while (!m_end && client->state() == QAbstractSocket::ConnectedState
               && server.state() == QAbstractSocket::ConnectedState) {
            // Any wait may have taken bytes in, also one for the other direction.
            client->waitForReadyRead(2);
            if (client->bytesAvailable() > 0) {
                server.write(client->readAll());
                server.waitForBytesWritten(1000);
            }
            server.waitForReadyRead(2);
            if (server.bytesAvailable() > 0) {
                client->write(withFalsePid(server.readAll()));
                client->waitForBytesWritten(1000);
            }
        }
    }
}
