// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <string>

#ifndef _WIN32
#include <unistd.h>
#endif

namespace {

int echo()
{
    char buffer[4096];
    while (const auto count = std::fread(buffer, 1, sizeof buffer, stdin))
        std::fwrite(buffer, 1, count, stdout);
    return 0;
}

int flood(std::FILE *channel, long bytes)
{
    const std::string line(99, 'x');
    for (long written = 0; written < bytes; written += 100)
        std::fprintf(channel, "%s\n", line.c_str());
    return 0;
}

#ifndef _WIN32
/// Says its process id (and its child's), then stays until it is killed.
int stay(bool stubborn, bool withChild)
{
    std::signal(SIGTERM, SIG_IGN);
    const auto child = withChild ? fork() : 0;
    if (withChild && child == 0) {
        for (;;)
            pause();
    }
    if (!stubborn)
        std::signal(SIGTERM, SIG_DFL);
    std::printf("%ld %ld\n", static_cast<long>(getpid()), static_cast<long>(child));
    std::fflush(stdout);
    for (;;)
        pause();
}
#endif

} // namespace

int main(int count, char **arguments)
{
    const std::string what = count > 1 ? arguments[1] : "";
    const std::string with = count > 2 ? arguments[2] : "";
    if (what == "echo")
        return echo();
    if (what == "out")
        return flood(stdout, std::stol(with));
    if (what == "errors")
        return flood(stderr, std::stol(with));
    if (what == "environment") {
        const char *value = std::getenv(with.c_str());
        std::fputs(value ? value : "(unset)", stdout);
        return 0;
    }
    if (what == "exit") {
        std::fputs("it does not go: password=hunter2\n", stderr);
        return std::stoi(with);
    }
    if (what == "crash")
        std::abort();
#ifndef _WIN32
    if (what == "stay")
        return stay(false, false);
    if (what == "parent")
        return stay(false, true); // its child ignores the request and outlives it
    if (what == "stubborn")
        return stay(true, true);
#endif
    return 99;
}
