// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "support/guard.h"

#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <stdexcept>

extern char **environ;

namespace tidegate::support {

namespace {

// The pid is that of our server only if it works in the data directory: a killed server's number may be
// another's. In a session of its own and not a child of ours: ctest ends a late test together with all its
// descendants. SIGQUIT is an immediate shutdown, SIGKILL the end of all patience.
constexpr const char *script = R"sh(
cd /
if command -v setsid >/dev/null 2>&1; then leave=setsid; else leave=; fi
$leave /bin/sh -c '
    trap "" HUP INT TERM
    cat >/dev/null
    for signal in QUIT KILL; do
        for pidfile in "$1"/*/postmaster.pid; do
            [ -f "$pidfile" ] && read -r pid <"$pidfile" || continue
            [ ! -e /proc/self ] || [ "$(readlink "/proc/$pid/cwd")" = "${pidfile%/*}" ] || continue
            kill -$signal "$pid" 2>/dev/null
        done
        tries=0
        while [ $tries -lt 20 ] && ls "$1"/*/postmaster.pid >/dev/null 2>&1; do
            sleep 0.1
            tries=$((tries + 1))
        done
    done
    rm -rf "$1"
' guard "$1" <&3 3<&- >/dev/null 2>&1 &
)sh";

} // namespace

Guard::Guard(const std::string &directory)
{
    int ends[2];
    if (pipe2(ends, O_CLOEXEC) != 0)
        throw std::runtime_error("no pipe for the cluster's guard");
    m_writeEnd = ends[1];
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_adddup2(&actions, ends[0], 3);
    posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0);
    posix_spawn_file_actions_addopen(&actions, 1, "/dev/null", O_WRONLY, 0);
    posix_spawn_file_actions_addopen(&actions, 2, "/dev/null", O_WRONLY, 0);
    const std::string shell = "/bin/sh", option = "-c", text = script, name = "guard";
    char *const arguments[] = {const_cast<char *>(shell.c_str()),     const_cast<char *>(option.c_str()),
                               const_cast<char *>(text.c_str()),      const_cast<char *>(name.c_str()),
                               const_cast<char *>(directory.c_str()), nullptr};
    pid_t child = 0;
    const int failed = posix_spawn(&child, shell.c_str(), &actions, nullptr, arguments, environ);
    posix_spawn_file_actions_destroy(&actions);
    close(ends[0]);
    if (failed != 0)
        throw std::runtime_error("no guard for the cluster");
    waitpid(child, nullptr, 0);
}

Guard::~Guard()
{
    close(m_writeEnd);
}

} // namespace tidegate::support
