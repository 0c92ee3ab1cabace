// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "endpoint/network.h"

#include <QElapsedTimer>
#include <QHostAddress>
#include <QHostInfo>
#include <QNetworkProxy>
#include <QTcpSocket>

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <thread>

namespace tidegate::endpoint {

namespace {

constexpr auto slice = std::chrono::milliseconds(50);

/// Runs `work` on its own thread; nullopt if it took too long. The thread holds all it needs by value.
template <typename Value>
std::optional<Value> elsewhere(std::function<Value()> work, int timeoutMilliseconds, const StopToken &stop)
{
    struct Shared {
        std::mutex mutex;
        std::condition_variable ready;
        std::optional<Value> value;
    };
    const auto shared = std::make_shared<Shared>();
    std::thread([shared, work = std::move(work)] {
        auto value = work();
        const std::lock_guard lock(shared->mutex);
        shared->value = std::move(value);
        shared->ready.notify_all();
    }).detach();
    QElapsedTimer waited;
    waited.start();
    std::unique_lock lock(shared->mutex);
    while (!shared->value && waited.elapsed() < timeoutMilliseconds) {
        stop.throwIfStopped();
        shared->ready.wait_for(lock, slice);
    }
    return shared->value;
}

Problem problemOf(Code code, std::vector<std::string> arguments, const QString &words)
{
    return {code, std::move(arguments), {}, {}, words.toStdString(), true};
}

Resolved resolveNow(const std::string &host)
{
    Resolved resolved;
    const auto info = QHostInfo::fromName(QString::fromStdString(host));
    for (const auto &address : info.addresses())
        resolved.addresses.push_back(address.toString().toStdString());
    if (resolved.addresses.empty())
        resolved.problem = problemOf(Code::HostNotFound, {host}, info.errorString());
    return resolved;
}

Reached reachNow(const std::string &host, const std::vector<std::string> &addresses, int port,
                 int milliseconds)
{
    Reached reached;
    QElapsedTimer spent;
    spent.start();
    for (const auto &address : addresses) {
        QTcpSocket socket;
        socket.setProxy(QNetworkProxy::NoProxy); // libpq knows none
        socket.connectToHost(QHostAddress(QString::fromStdString(address)), static_cast<quint16>(port));
        const auto left = std::max<qint64>(100, milliseconds - spent.elapsed());
        if (socket.waitForConnected(static_cast<int>(left))) {
            socket.abort();
            return {address, std::nullopt};
        }
        const std::vector<std::string> place{host, std::to_string(port)};
        switch (socket.error()) {
        case QAbstractSocket::ConnectionRefusedError:
            reached.problem = problemOf(Code::PortClosed, place, socket.errorString());
            break;
        case QAbstractSocket::SocketTimeoutError:
            reached.problem = problemOf(Code::PortSilent, place, socket.errorString());
            break;
        default:
            reached.problem = problemOf(Code::ConnectionFailed, {"server", host + ":" + std::to_string(port)},
                                        socket.errorString());
        }
    }
    return reached;
}

} // namespace

Resolved resolveHost(const std::string &host, int timeoutMilliseconds, const StopToken &stop)
{
    if (!QHostAddress(QString::fromStdString(host)).isNull())
        return {{host}, std::nullopt};
    auto resolved = elsewhere<Resolved>([host] { return resolveNow(host); }, timeoutMilliseconds, stop);
    if (!resolved)
        return {{}, problemOf(Code::HostNotFound, {host}, QStringLiteral("the name server does not answer"))};
    return *resolved;
}

Reached reachPort(const std::string &host, const std::vector<std::string> &addresses, int port,
                  int timeoutMilliseconds, const StopToken &stop)
{
    auto reached = elsewhere<Reached>([=] { return reachNow(host, addresses, port, timeoutMilliseconds); },
                                      timeoutMilliseconds + 500, stop);
    if (!reached)
        return {{}, problemOf(Code::PortSilent, {host, std::to_string(port)}, {})};
    return *reached;
}

Answer askThroughTunnel(int localPort, int timeoutMilliseconds, const StopToken &stop)
{
    constexpr char sslRequest[] = {0, 0, 0, 8, 4, '\xd2', '\x16', '\x2f'};
    QElapsedTimer spent;
    spent.start();
    QTcpSocket socket;
    socket.setProxy(QNetworkProxy::NoProxy);
    socket.connectToHost(QHostAddress(QHostAddress::LocalHost), static_cast<quint16>(localPort));
    if (!socket.waitForConnected(timeoutMilliseconds)) // on loopback: at once or never
        return Answer::Closed;
    socket.write(sslRequest, sizeof sslRequest);
    while (spent.elapsed() < timeoutMilliseconds) {
        stop.throwIfStopped();
        if (socket.waitForReadyRead(static_cast<int>(slice.count())))
            return Answer::Answered;
        if (socket.state() != QAbstractSocket::ConnectedState)
            return Answer::Closed;
    }
    return Answer::Silent;
}

} // namespace tidegate::endpoint
