// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "phrases/phrase.h"

#include <QtGlobal>

/// The way through an SSH server.
namespace tidegate::phrases::texts {

inline constexpr Phrase BadTunnel{
    QT_TRANSLATE_NOOP("phrases", "The SSH tunnel cannot be made as it is written: %1."),
    QT_TRANSLATE_NOOP("phrases", "No server was contacted."),
    QT_TRANSLATE_NOOP("phrases",
                      "Write the SSH server as user@host or user@host:port, and the database server behind it as host "
                      "and port, as the SSH server knows them.")};

inline constexpr Phrase SshHostUnknown{
    QT_TRANSLATE_NOOP("phrases", "The SSH server %1 is not among the known hosts. It shows the key %2."),
    QT_TRANSLATE_NOOP("phrases", "Nothing was sent to it: neither a name nor a key of yours."),
    QT_TRANSLATE_NOOP("phrases",
                      "Compare the fingerprint with what the server's administrator says. If it is the same, connect "
                      "once by hand and confirm it: %3")};

inline constexpr Phrase SshHostChanged{
    QT_TRANSLATE_NOOP("phrases", "The SSH server %1 shows another key than before: %2."),
    QT_TRANSLATE_NOOP("phrases", "Nothing was sent to it. Somebody may be posing as this server."),
    QT_TRANSLATE_NOOP("phrases",
                      "Ask the server's administrator whether its key was changed. Only if it was, and the fingerprint "
                      "is the same, remove the old key (%3) and connect once by hand.")};

inline constexpr Phrase SshRefused{
    QT_TRANSLATE_NOOP("phrases", "The SSH server %1 refuses the login."),
    QT_TRANSLATE_NOOP("phrases", "The database server was not contacted."),
    QT_TRANSLATE_NOOP("phrases",
                      "Check the SSH user and the key; a key with a pass phrase must be in the SSH agent (ssh-add). "
                      "This must get through without a question: %2")};

inline constexpr Phrase SshSilent{
    QT_TRANSLATE_NOOP("phrases", "The SSH server %1 does not answer."),
    QT_TRANSLATE_NOOP("phrases", "What was committed stays; nothing is changed meanwhile."),
    QT_TRANSLATE_NOOP("phrases",
                      "Check host and port of the SSH server, and whether a firewall or a VPN stands in between. A "
                      "running migration tries again by itself.")};

inline constexpr Phrase SshEnded{
    QT_TRANSLATE_NOOP("phrases", "The SSH tunnel through %1 does not stand."),
    QT_TRANSLATE_NOOP("phrases", "What was committed stays; nothing is changed meanwhile."),
    QT_TRANSLATE_NOOP("phrases",
                      "Mend what ssh names; try it by hand: %2. A running migration brings the tunnel back by itself.")};

inline constexpr Phrase SshForwardRefused{
    QT_TRANSLATE_NOOP("phrases", "The SSH server %1 does not connect to the database server: %2."),
    QT_TRANSLATE_NOOP("phrases", "The SSH login itself has worked; nothing was changed."),
    QT_TRANSLATE_NOOP("phrases",
                      "Check the database's host and port as the SSH server sees them, that PostgreSQL listens there, "
                      "and that the SSH server permits forwarding (AllowTcpForwarding, PermitOpen).")};

} // namespace tidegate::phrases::texts
