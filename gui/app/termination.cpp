// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/termination.h"

#include <QtGlobal>

#ifdef Q_OS_UNIX
#include <QSocketNotifier>

#include <csignal>
#include <sys/socket.h>
#include <unistd.h>
#endif

namespace tidegate::app {

#ifdef Q_OS_UNIX

namespace {

// A signal handler can reach nothing else.
int signalEnds[2] = {-1, -1};
constexpr int heard[] = {SIGTERM, SIGINT, SIGHUP};

void onSignal(int number)
{
    const char byte = 1;
    [[maybe_unused]] const auto written = ::write(signalEnds[0], &byte, 1);
    std::signal(number, SIG_DFL);
}

} // namespace

Termination::Termination(QObject *parent) : QObject(parent)
{
    if (::socketpair(AF_UNIX, SOCK_STREAM, 0, signalEnds) != 0)
        return;
    auto *notifier = new QSocketNotifier(signalEnds[1], QSocketNotifier::Read, this);
    connect(notifier, &QSocketNotifier::activated, this, [this] {
        char byte = 0;
        if (::read(signalEnds[1], &byte, 1) == 1)
            emit requested();
    });
    for (const int number : heard)
        std::signal(number, onSignal);
}

Termination::~Termination()
{
    for (const int number : heard)
        std::signal(number, SIG_DFL);
    for (int &end : signalEnds) {
        if (end >= 0)
            ::close(end);
        end = -1;
    }
}

#else

Termination::Termination(QObject *parent) : QObject(parent) {}
Termination::~Termination() = default;

#endif

} // namespace tidegate::app
