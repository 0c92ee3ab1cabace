// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "endpoint/endpoint.h"
#include "settings/environment.h"

#include <QDateTime>
#include <QUuid>

#include <optional>

namespace tidegate::settings {

/// How the last connection test ended.
struct TestRecord {
    enum class Outcome { Passed, Warned, Failed };
    QDateTime when;
    Outcome outcome = Outcome::Failed;
    QString serverVersion; ///< "15.20"; empty if the test did not come so far

    friend bool operator==(const TestRecord &, const TestRecord &) = default;
};

/// A server that the user has saved. A value; never holds a password.
struct SavedConnection {
    QUuid id; ///< names it for ever, in the keychain too
    QString name;
    Environment environment = Environment::Production;
    /// Endpoint::toUri(): host, database, user, TLS mode and files, and whatever else libpq knows. Kept as text, so
    /// that a keyword which this machine's libpq does not know is not lost.
    QString uri;
    QString ssh;               ///< "user@host:port" of a tunnel; empty: none
    QString sshKey;            ///< file; empty: the agent, and what OpenSSH's configuration says
    QString sshConfig;         ///< file; empty: OpenSSH's usual ones
    bool passwordKept = false; ///< the keychain has (or had) one; saves asking it in vain
    std::optional<TestRecord> lastTest;

    /// Throws ProblemError BadConnectionString, BadTunnel.
    endpoint::Endpoint endpoint() const;
    /// True if both lead to the same server by the same way, so that a test of the one is a test of the other.
    bool leadsWhere(const SavedConnection &other) const;
    /// "host:port/database as user", or the URI if it cannot be read.
    QString address() const;

    friend bool operator==(const SavedConnection &, const SavedConnection &) = default;
};

} // namespace tidegate::settings
