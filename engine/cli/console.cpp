// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "cli/console.h"

#include <QCoreApplication>

#include <atomic>
#include <cstdlib>
#include <iostream>

#ifdef Q_OS_WIN
#include <io.h>
#include <windows.h>
#else
#include <QSocketNotifier>
#include <csignal>
#include <fcntl.h>
#include <sys/ioctl.h>
#include <unistd.h>
#endif

namespace tidegate::cli {

namespace {

constexpr int interruptedExit = 130;

// A signal handler can be given nothing, so these few are the process's own.
std::atomic<int> interrupts{0};
const StopToken *stopOnInterrupt = nullptr; // never freed: a signal may come at any time

#ifdef Q_OS_WIN
QObject *interruptContext = nullptr;
std::function<void()> *interruptAction = nullptr;

BOOL WINAPI consoleEvent(DWORD)
{
    if (++interrupts > 1)
        std::_Exit(interruptedExit);
    stopOnInterrupt->requestStop();
    QMetaObject::invokeMethod(interruptContext, *interruptAction, Qt::QueuedConnection);
    return TRUE;
}
#else
int wakePipe[2] = {-1, -1};

void signalled(int)
{
    if (++interrupts > 1)
        ::_exit(interruptedExit);
    stopOnInterrupt->requestStop();
    const char byte = 1;
    if (::write(wakePipe[1], &byte, 1) < 0) {
        // The pipe is full of earlier bytes: the notifier wakes for those.
    }
}
#endif

} // namespace

bool confirmed(const std::string &question)
{
    std::cout << question << " [y/N] " << std::flush;
    std::string answer;
    std::getline(std::cin, answer);
    return answer == "y" || answer == "Y" || answer == "yes";
}

#ifdef Q_OS_WIN

bool outputIsTerminal()
{
    return _isatty(_fileno(stdout)) != 0;
}

bool inputIsTerminal()
{
    return _isatty(_fileno(stdin)) != 0;
}

TerminalSize terminalSize()
{
    CONSOLE_SCREEN_BUFFER_INFO info;
    if (!GetConsoleScreenBufferInfo(GetStdHandle(STD_OUTPUT_HANDLE), &info))
        return {};
    return {info.srWindow.Right - info.srWindow.Left + 1, info.srWindow.Bottom - info.srWindow.Top + 1};
}

bool enableAnsi()
{
    SetConsoleOutputCP(CP_UTF8);
    const auto output = GetStdHandle(STD_OUTPUT_HANDLE);
    DWORD mode = 0;
    return GetConsoleMode(output, &mode)
           && SetConsoleMode(output, mode | ENABLE_PROCESSED_OUTPUT | ENABLE_VIRTUAL_TERMINAL_PROCESSING);
}

void onInterrupt(const StopToken &stop, QObject *context, std::function<void()> interrupted)
{
    stopOnInterrupt = new StopToken(stop);
    interruptContext = context;
    interruptAction = new std::function<void()>(std::move(interrupted));
    SetConsoleCtrlHandler(consoleEvent, TRUE);
}

#else

bool outputIsTerminal()
{
    return ::isatty(STDOUT_FILENO) == 1;
}

bool inputIsTerminal()
{
    return ::isatty(STDIN_FILENO) == 1;
}

TerminalSize terminalSize()
{
    winsize size{};
    if (::ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) != 0 || size.ws_col == 0 || size.ws_row == 0)
        return {};
    return {size.ws_col, size.ws_row};
}

bool enableAnsi()
{
    return qEnvironmentVariable("TERM") != QLatin1String("dumb");
}

void onInterrupt(const StopToken &stop, QObject *context, std::function<void()> interrupted)
{
    stopOnInterrupt = new StopToken(stop);
    if (::pipe(wakePipe) != 0)
        return;
    for (const int end : wakePipe) {
        ::fcntl(end, F_SETFD, FD_CLOEXEC);
        ::fcntl(end, F_SETFL, O_NONBLOCK);
    }
    auto *notifier = new QSocketNotifier(wakePipe[0], QSocketNotifier::Read, context);
    QObject::connect(notifier, &QSocketNotifier::activated, context, [interrupted = std::move(interrupted)] {
        char bytes[16];
        if (::read(wakePipe[0], bytes, sizeof bytes) > 0)
            interrupted();
    });
    struct sigaction action = {};
    action.sa_handler = signalled;
    sigemptyset(&action.sa_mask);
    action.sa_flags = SA_RESTART;
    ::sigaction(SIGINT, &action, nullptr);
    ::sigaction(SIGTERM, &action, nullptr);
    // A closed pipe (`| head`) is seen by the write that fails, not by the end of the migration.
    std::signal(SIGPIPE, SIG_IGN);
}

#endif

} // namespace tidegate::cli
