// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QString>

namespace tidegate::settings {

/// The number that this version writes into its files. 2: connections have an SSH key and configuration, which a
/// version that knows only their SSH server would lose.
inline constexpr int currentFormat = 2;

/// The directory with everything that the window remembers; no password is ever in it. A value.
class Profile
{
public:
    /// The user's own, as the system has it.
    static Profile standard();
    /// A private one: tests, the demo, one per customer.
    explicit Profile(QString directory) : m_directory(std::move(directory)) {}

    const QString &directory() const { return m_directory; }
    QString settingsFile() const { return file(QStringLiteral("settings.ini")); }
    QString connectionsFile() const { return file(QStringLiteral("connections.json")); }
    /// The plan in work: which tables, and how.
    QString planFile() const { return file(QStringLiteral("plan.json")); }
    /// This machine's screens; not worth a backup.
    QString windowFile() const { return file(QStringLiteral("window.ini")); }
    QString lockFile() const { return file(QStringLiteral("lock")); }

private:
    QString file(const QString &name) const { return m_directory + QLatin1Char('/') + name; }

    QString m_directory;
};

/// Why a profile must not be touched: to write it would lose what is in it.
struct Refusal {
    enum class Why { NoRefusal, Newer, Unreadable } why = Why::NoRefusal;
    QString file;
    int format = 0;  ///< found, if Newer
    QString details; ///< the system's or the parser's words, if Unreadable

    explicit operator bool() const { return why != Why::NoRefusal; }
};

/// Makes the directory, for its owner alone, and looks at its files before anybody opens them. A file of a newer
/// format is refused and stays as it is; one of an older format is copied to "<file>.format-<n>" first.
Refusal prepare(const Profile &profile, int ours = currentFormat);

} // namespace tidegate::settings
