// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "phrases/phrase.h"

#include <QtGlobal>

/// Connecting to a server and staying connected.
namespace tidegate::phrases::texts {

inline constexpr Phrase BadConnectionString{
    QT_TRANSLATE_NOOP("phrases", "The connection string cannot be read: %1."),
    QT_TRANSLATE_NOOP("phrases", "No server was contacted."),
    QT_TRANSLATE_NOOP(
        "phrases",
        "Write it as postgresql://user@host:port/database or as host=… port=… dbname=… user=…; in a URI, "
        "percent-encode special characters.")};

inline constexpr Phrase ConnectionFailed{
    QT_TRANSLATE_NOOP("phrases", "No connection to the %1 (%2)."),
    QT_TRANSLATE_NOOP("phrases", "Nothing was changed by this attempt."),
    QT_TRANSLATE_NOOP(
        "phrases",
        "Check that the server is running, that this machine may reach it, and that user and password are "
        "right.")};

inline constexpr Phrase ConnectionLost{
    QT_TRANSLATE_NOOP("phrases", "The connection to the %1 was lost."),
    QT_TRANSLATE_NOOP(
        "phrases",
        "What was committed stays; what was not committed is not there, and a running migration does it "
        "again, once."),
    QT_TRANSLATE_NOOP(
        "phrases",
        "A running migration reconnects by itself. If this goes on, check the server and the network "
        "between here and there.")};

inline constexpr Phrase CommitInDoubt{
    QT_TRANSLATE_NOOP("phrases", "The connection to the %1 was lost while a transaction was committing."),
    QT_TRANSLATE_NOOP(
        "phrases",
        "The transaction is there as a whole or not at all; after reconnecting, the journal on the target "
        "tells which, so nothing is lost or done twice."),
    QT_TRANSLATE_NOOP(
        "phrases",
        "A running migration finds out by itself. Nothing to do, unless the connection goes on breaking.")};

inline constexpr Phrase StatementFailed{
    QT_TRANSLATE_NOOP("phrases", "The %1 refused a statement."),
    QT_TRANSLATE_NOOP("phrases",
                      "The transaction that it belonged to was rolled back; nothing of it remains."),
    QT_TRANSLATE_NOOP("phrases", "Mend what the server names, then run this step again.")};

inline constexpr Phrase HostNotFound{
    QT_TRANSLATE_NOOP("phrases", "The name %1 has no address."),
    QT_TRANSLATE_NOOP("phrases", "No server was contacted."),
    QT_TRANSLATE_NOOP(
        "phrases",
        "Check the spelling of the host, and whether this machine needs a VPN or another name server to "
        "know it.")};

inline constexpr Phrase PortClosed{
    QT_TRANSLATE_NOOP("phrases", "%1 refuses connections on port %2."),
    QT_TRANSLATE_NOOP("phrases", "The host can be reached; nothing was changed."),
    QT_TRANSLATE_NOOP(
        "phrases",
        "Check the port, that PostgreSQL is running, and that its listen_addresses includes the address "
        "you connect to.")};

inline constexpr Phrase PortSilent{
    QT_TRANSLATE_NOOP("phrases", "%1 does not answer on port %2."),
    QT_TRANSLATE_NOOP("phrases", "Nothing was changed."),
    QT_TRANSLATE_NOOP(
        "phrases",
        "Most often a firewall or a security group drops the packets: allow this machine's address, or "
        "connect through the VPN.")};

inline constexpr Phrase TlsNotOffered{
    QT_TRANSLATE_NOOP("phrases", "%1 does not offer TLS, and the connection asks for it."),
    QT_TRANSLATE_NOOP("phrases", "No password was sent."),
    QT_TRANSLATE_NOOP(
        "phrases",
        "Turn ssl on at the server. Choose sslmode=prefer only where the network itself can be trusted.")};

inline constexpr Phrase TlsFailed{
    QT_TRANSLATE_NOOP("phrases", "The encrypted connection could not be made: %1."),
    QT_TRANSLATE_NOOP("phrases", "No password was sent."),
    QT_TRANSLATE_NOOP(
        "phrases",
        "For verify-ca and verify-full give the provider's root certificate as sslrootcert, and use the "
        "host name that stands in the server's certificate.")};

inline constexpr Phrase LoginRefused{
    QT_TRANSLATE_NOOP("phrases", "The server does not let %1 in."),
    QT_TRANSLATE_NOOP("phrases", "Nothing was changed."),
    QT_TRANSLATE_NOOP("phrases", "Check user and password, and that the role has LOGIN.")};

inline constexpr Phrase AccessRuleMissing{
    QT_TRANSLATE_NOOP("phrases", "The server's pg_hba.conf does not admit %1 to %2 from this machine."),
    QT_TRANSLATE_NOOP("phrases", "Nothing was changed."),
    QT_TRANSLATE_NOOP(
        "phrases",
        "Add a line for this role, database and client address to pg_hba.conf and reload the server; with "
        "a cloud provider, allow this address.")};

inline constexpr Phrase DatabaseMissing{
    QT_TRANSLATE_NOOP("phrases", "There is no database %1 on this server."),
    QT_TRANSLATE_NOOP("phrases", "User and password were accepted; nothing was changed."),
    QT_TRANSLATE_NOOP("phrases", "Check the database's name, upper and lower case included.")};

inline constexpr Phrase TooManyConnections{
    QT_TRANSLATE_NOOP("phrases", "The server has no connection left (%1)."),
    QT_TRANSLATE_NOOP("phrases", "Nothing was changed, and no other session was disturbed."),
    QT_TRANSLATE_NOOP(
        "phrases",
        "Close idle sessions or raise max_connections or the role's connection limit; Tidegate needs one "
        "connection per worker and a few more.")};

inline constexpr Phrase ServerStarting{
    QT_TRANSLATE_NOOP("phrases", "The server is starting up or shutting down."),
    QT_TRANSLATE_NOOP("phrases", "Nothing was changed."),
    QT_TRANSLATE_NOOP("phrases", "Wait until it accepts connections, then try again.")};

inline constexpr Phrase ServerTooOld{
    QT_TRANSLATE_NOOP("phrases", "The server is PostgreSQL %1; Tidegate needs %2 or newer."),
    QT_TRANSLATE_NOOP("phrases", "Nothing was changed."),
    QT_TRANSLATE_NOOP("phrases", "Upgrade the server first, or migrate it with dump and restore.")};

inline constexpr Phrase RightMissing{
    QT_TRANSLATE_NOOP("phrases", "The role %1 lacks a right: %2."),
    QT_TRANSLATE_NOOP("phrases", "Nothing was changed."),
    QT_TRANSLATE_NOOP("phrases",
                      "Let an administrator of that server grant it, or connect as a role that has it.")};

inline constexpr Phrase PoolerFound{
    QT_TRANSLATE_NOOP("phrases", "Between here and the server stands a connection pooler (%1)."),
    QT_TRANSLATE_NOOP("phrases", "Nothing was changed."),
    QT_TRANSLATE_NOOP(
        "phrases",
        "Connect to the database server itself. A pooler hands statements of one session to several "
        "backends and knows no replication; a copy through it cannot be exact.")};

} // namespace tidegate::phrases::texts
