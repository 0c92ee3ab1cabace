// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#undef _FORTIFY_SOURCE // its headers define open() themselves

#include "thread_watch.h"

#include <QDir>
#include <QFile>
#include <QLibraryInfo>

#include <algorithm>

#ifdef __linux__

#include <cxxabi.h>
#include <dirent.h>
#include <dlfcn.h>
#include <execinfo.h>
#include <fcntl.h>
#include <libpq-fe.h>
#include <netdb.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstdarg>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <utility>

namespace tidegate::tests {

namespace {

thread_local ThreadWatch *watching = nullptr;

/// Where a file call of this thread is not ours.
const QStringList &allowed()
{
    static const QStringList beginnings = {
        QLibraryInfo::path(QLibraryInfo::PrefixPath) + QLatin1Char('/'), // Qt's plugins and translations
        QStringLiteral("/usr/"), QStringLiteral("/lib"), // libraries, fonts, icons, locales, time zones
        QStringLiteral("/etc/"), QStringLiteral("/var/lib/dbus/machine-id"), // fontconfig, locale, the machine's names
        QStringLiteral("/proc/"), QStringLiteral("/sys/"), QStringLiteral("/dev/"), // the kernel's, not a disk's
        QStringLiteral("/var/cache/fontconfig"), QDir::homePath() + QStringLiteral("/.cache/fontconfig"),
        QDir::homePath() + QStringLiteral("/.config/fontconfig"), QDir::homePath() + QStringLiteral("/.fonts"),
        QDir::homePath() + QStringLiteral("/.local/share/fonts"), QDir::homePath() + QStringLiteral("/.local/share/icons"),
        QDir::homePath() + QStringLiteral("/.icons"), // fontconfig and the icon theme, the first time a glyph is wanted
    };
    return beginnings;
}

/// The callers that are functions of ours, innermost first.
QString waysHere()
{
    void *frames[64];
    const int count = backtrace(frames, 64);
    QStringList names;
    for (int i = 0; i < count; ++i) {
        Dl_info info;
        if (!dladdr(frames[i], &info) || !info.dli_sname)
            continue;
        const std::unique_ptr<char, decltype(&std::free)> name(
            abi::__cxa_demangle(info.dli_sname, nullptr, nullptr, nullptr), &std::free);
        const auto text = QString::fromUtf8(name ? name.get() : info.dli_sname);
        if (text.startsWith(QLatin1String("tidegate::")) && !text.contains(QLatin1String("ThreadWatch")))
            names += text.section(QLatin1Char('('), 0, 0);
    }
    return names.join(QLatin1String(" < "));
}

void note(const char *call, const char *path)
{
    if (auto *watch = std::exchange(watching, nullptr)) { // what the note itself asks for is nobody's
        watch->note(call, path);
        watching = watch;
    }
}

template <typename Function>
Function *next(const char *name)
{
    return reinterpret_cast<Function *>(dlsym(RTLD_NEXT, name));
}

} // namespace

bool ThreadWatch::isPossible()
{
    return true;
}

ThreadWatch::ThreadWatch()
{
    allowed();
    waysHere(); // the first one loads a library
    watching = this;
}

ThreadWatch::~ThreadWatch()
{
    watching = nullptr;
}

void ThreadWatch::note(const char *call, const char *path)
{
    const auto file = QFile::decodeName(path);
    const auto isOf = [&file](const QString &beginning) { return file.startsWith(beginning); };
    if (path && (file.isEmpty() || std::any_of(allowed().begin(), allowed().end(), isOf)))
        return; // an empty path: of a descriptor that is open
    m_calls += QLatin1String(call) + QLatin1Char(' ') + file + QLatin1String("  by ") + waysHere();
}

} // namespace tidegate::tests

// The program's functions go before those of the libraries, for the libraries too.
#define TIDEGATE_WATCHED __attribute__((visibility("default")))
#define TIDEGATE_WATCH(result, name, parameters, arguments, path)                                                      \
    TIDEGATE_WATCHED result name parameters                                                                            \
    {                                                                                                                  \
        static auto *const real = tidegate::tests::next<result parameters>(#name);                                     \
        tidegate::tests::note(#name, path);                                                                            \
        return real arguments;                                                                                         \
    }
#define TIDEGATE_WATCH_OPEN(name, parameters, arguments, path)                                                         \
    TIDEGATE_WATCHED int name parameters                                                                               \
    {                                                                                                                  \
        static auto *const real = tidegate::tests::next<int parameters>(#name);                                        \
        tidegate::tests::note(#name, path);                                                                            \
        va_list rest;                                                                                                  \
        va_start(rest, flags);                                                                                         \
        const mode_t mode = (flags & (O_CREAT | O_TMPFILE)) ? va_arg(rest, mode_t) : 0;                                \
        va_end(rest);                                                                                                  \
        return real arguments;                                                                                         \
    }

extern "C" {
TIDEGATE_WATCH_OPEN(open, (const char *path, int flags, ...), (path, flags, mode), path)
TIDEGATE_WATCH_OPEN(open64, (const char *path, int flags, ...), (path, flags, mode), path)
TIDEGATE_WATCH_OPEN(openat, (int at, const char *path, int flags, ...), (at, path, flags, mode), path)
TIDEGATE_WATCH_OPEN(openat64, (int at, const char *path, int flags, ...), (at, path, flags, mode), path)
TIDEGATE_WATCH(FILE *, fopen, (const char *path, const char *mode), (path, mode), path)
TIDEGATE_WATCH(FILE *, fopen64, (const char *path, const char *mode), (path, mode), path)
TIDEGATE_WATCH(int, statx, (int at, const char *path, int flags, unsigned mask, struct statx *found) __THROW,
               (at, path, flags, mask, found), path)
TIDEGATE_WATCH(int, stat, (const char *path, struct stat *found) __THROW, (path, found), path)
TIDEGATE_WATCH(int, stat64, (const char *path, struct stat64 *found) __THROW, (path, found), path)
TIDEGATE_WATCH(int, access, (const char *path, int mode) __THROW, (path, mode), path)
TIDEGATE_WATCH(int, mkdir, (const char *path, mode_t mode) __THROW, (path, mode), path)
TIDEGATE_WATCH(int, rename, (const char *from, const char *to) __THROW, (from, to), to)
TIDEGATE_WATCH(int, renameat2, (int at, const char *from, int other, const char *to, unsigned flags) __THROW,
               (at, from, other, to, flags), to)
TIDEGATE_WATCH(int, link, (const char *from, const char *to) __THROW, (from, to), to)
TIDEGATE_WATCH(int, linkat, (int at, const char *from, int other, const char *to, int flags) __THROW,
               (at, from, other, to, flags), to)
TIDEGATE_WATCH(int, unlink, (const char *path) __THROW, (path), path)
TIDEGATE_WATCH(int, chmod, (const char *path, mode_t mode) __THROW, (path, mode), path)
TIDEGATE_WATCH(int, lstat, (const char *path, struct stat *found) __THROW, (path, found), path)
TIDEGATE_WATCH(int, lstat64, (const char *path, struct stat64 *found) __THROW, (path, found), path)
TIDEGATE_WATCH(DIR *, opendir, (const char *path), (path), path)
TIDEGATE_WATCH(int, fsync, (int file), (file), nullptr)
TIDEGATE_WATCH(int, fdatasync, (int file), (file), nullptr)
TIDEGATE_WATCH(int, getaddrinfo,
               (const char *host, const char *service, const struct addrinfo *hints, struct addrinfo **found),
               (host, service, hints, found), nullptr)

// Another process is ended, ssh or pg_dump, and waited for (which Qt asks the kernel itself).
TIDEGATE_WATCH(int, kill, (pid_t process, int signal) __THROW, (process, signal), nullptr)

// What of libpq speaks to a server, or waits for one.
TIDEGATE_WATCH(PGconn *, PQconnectStartParams, (const char *const *words, const char *const *values, int expand),
               (words, values, expand), nullptr)
TIDEGATE_WATCH(PGconn *, PQconnectdb, (const char *conninfo), (conninfo), nullptr)
TIDEGATE_WATCH(PGconn *, PQconnectdbParams, (const char *const *words, const char *const *values, int expand),
               (words, values, expand), nullptr)
TIDEGATE_WATCH(PostgresPollingStatusType, PQconnectPoll, (PGconn *connection), (connection), nullptr)
TIDEGATE_WATCH(PGresult *, PQexec, (PGconn *connection, const char *sql), (connection, sql), nullptr)
TIDEGATE_WATCH(PGresult *, PQexecParams,
               (PGconn *connection, const char *sql, int count, const Oid *types, const char *const *values,
                const int *lengths, const int *formats, int format),
               (connection, sql, count, types, values, lengths, formats, format), nullptr)
TIDEGATE_WATCH(int, PQputCopyData, (PGconn *connection, const char *bytes, int size), (connection, bytes, size), nullptr)
TIDEGATE_WATCH(int, PQputCopyEnd, (PGconn *connection, const char *why), (connection, why), nullptr)
TIDEGATE_WATCH(int, PQgetCopyData, (PGconn *connection, char **bytes, int async), (connection, bytes, async), nullptr)
TIDEGATE_WATCH(PGPing, PQping, (const char *conninfo), (conninfo), nullptr)
TIDEGATE_WATCH(int, PQsendQuery, (PGconn *connection, const char *sql), (connection, sql), nullptr)
TIDEGATE_WATCH(int, PQsendQueryParams,
               (PGconn *connection, const char *sql, int count, const Oid *types, const char *const *values,
                const int *lengths, const int *formats, int format),
               (connection, sql, count, types, values, lengths, formats, format), nullptr)
TIDEGATE_WATCH(PGresult *, PQgetResult, (PGconn *connection), (connection), nullptr)
TIDEGATE_WATCH(int, PQconsumeInput, (PGconn *connection), (connection), nullptr)
TIDEGATE_WATCH(int, PQflush, (PGconn *connection), (connection), nullptr)
TIDEGATE_WATCH(int, PQcancel, (PGcancel *cancel, char *why, int size), (cancel, why, size), nullptr)
TIDEGATE_WATCH(void, PQfinish, (PGconn *connection), (connection), nullptr)
}

#else

namespace tidegate::tests {

bool ThreadWatch::isPossible()
{
    return false;
}
ThreadWatch::ThreadWatch() = default;
ThreadWatch::~ThreadWatch() = default;
void ThreadWatch::note(const char *, const char *) {}

} // namespace tidegate::tests

#endif
