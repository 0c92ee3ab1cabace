// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QProcess>
#include <QString>

namespace tidegate::tests {

/// The whole program, as its main() runs it, in a process of its own that can be killed: presses what it is told to and
/// tells what its window says. Of one profile.
class Puppet
{
public:
    explicit Puppet(const QString &profile);
    ~Puppet(); ///< kills it

    /// In order, each as soon as it can be done:
    ///     page ID        to that page
    ///     do TEXT        the action of the page in front, less "&" and "…"
    ///     press NAME     the button in sight with that object name, id or text, in the dialog if one is open
    void tell(const QString &order);
    /// In time; from now on.
    bool says(const QString &text);
    QString said() const { return m_said; }
    /// As a power cut does to the window and its engine, at once.
    void kill9();

private:
    void listen();

    QProcess m_process;
    QByteArray m_line; ///< not ended yet
    QString m_said;    ///< what the window says now
};

/// For main(): the exit code, if this process is to be a puppet; -1: it is not.
int runAsPuppet(int argc, char *argv[]);

} // namespace tidegate::tests
