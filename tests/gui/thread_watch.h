// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QStringList>

namespace tidegate::tests {

/// While it lives: what the thread that made it asks of files and of libpq, as these calls reach the C library and
/// libpq, from whichever library. Not counted are the files that Qt and the C library need for themselves; see
/// allowed() for the reasons. One at a time; Linux only, since elsewhere a program's functions don't go before a
/// library's.
class ThreadWatch
{
public:
    static bool isPossible();

    ThreadWatch();
    ~ThreadWatch();
    Q_DISABLE_COPY_MOVE(ThreadWatch)

    /// "open /a/path" or "PQexec", with the functions of ours on the way there.
    const QStringList &calls() const { return m_calls; }
    void note(const char *call, const char *path);

private:
    QStringList m_calls;
};

} // namespace tidegate::tests
