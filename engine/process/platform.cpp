// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "process/platform.h"

#include <QDir>
#include <QProcess>

#ifdef Q_OS_UNIX
#include <csignal>
#include <sys/types.h>
#include <unistd.h>
#endif
#ifdef Q_OS_LINUX
#include <sys/prctl.h>
#endif

namespace tidegate::process::platform {

namespace {

/// parent/<every folder that matches>/rest
void addMatching(QStringList &folders, const QString &parent, const QString &pattern, const QString &rest)
{
    const QDir directory(parent);
    for (const auto &name : directory.entryList({pattern}, QDir::Dirs | QDir::NoDotAndDotDot)) {
        const QDir folder(directory.filePath(name) + rest);
        if (folder.exists())
            folders << folder.absolutePath();
    }
}

} // namespace

#ifdef Q_OS_UNIX

void prepare(QProcess &process)
{
    // Runs between fork and exec: async-signal-safe calls only.
    process.setChildProcessModifier([] {
        ::setpgid(0, 0);
#ifdef Q_OS_LINUX
        // Bound to the thread that started it, which is the one that waits for it.
        ::prctl(PR_SET_PDEATHSIG, SIGTERM);
#endif
    });
}

void askToEnd(QProcess &process)
{
    if (const auto pid = process.processId(); pid > 0)
        ::kill(static_cast<pid_t>(-pid), SIGTERM);
}

void endNow(QProcess &, qint64 pid)
{
    if (pid > 0)
        ::kill(static_cast<pid_t>(-pid), SIGKILL);
}

QStringList postgresFolders()
{
    QStringList folders;
    const auto bin = QStringLiteral("/bin");
    addMatching(folders, QStringLiteral("/usr/lib/postgresql"), QStringLiteral("*"), bin);
    addMatching(folders, QStringLiteral("/usr"), QStringLiteral("pgsql-*"), bin);
    addMatching(folders, QStringLiteral("/usr/local"), QStringLiteral("pgsql*"), bin);
    for (const auto &brew : {QStringLiteral("/opt/homebrew/opt"), QStringLiteral("/usr/local/opt")}) {
        addMatching(folders, brew, QStringLiteral("postgresql@*"), bin);
        addMatching(folders, brew, QStringLiteral("libpq*"), bin);
    }
    addMatching(folders, QStringLiteral("/Applications/Postgres.app/Contents/Versions"), QStringLiteral("*"),
                bin);
    addMatching(folders, QStringLiteral("/Library/PostgreSQL"), QStringLiteral("*"), bin);
    return folders;
}

#else

void prepare(QProcess &) {}

void askToEnd(QProcess &process)
{
    process.kill();
}

void endNow(QProcess &process, qint64)
{
    process.kill();
}

QStringList postgresFolders()
{
    QStringList folders;
    for (const char *variable : {"ProgramFiles", "ProgramW6432"}) {
        const auto programs = qEnvironmentVariable(variable);
        if (!programs.isEmpty())
            addMatching(folders, programs + QStringLiteral("/PostgreSQL"), QStringLiteral("*"),
                        QStringLiteral("/bin"));
    }
    folders.removeDuplicates();
    return folders;
}

#endif

} // namespace tidegate::process::platform
