// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "postgres/login_probe.h"

#include "postgres/socket_wait.h"

#include <libpq-fe.h>

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <memory>
#include <vector>

namespace tidegate::postgres {

namespace {

using Clock = std::chrono::steady_clock;
using Handle = std::unique_ptr<PGconn, decltype(&PQfinish)>;

constexpr int slice = 100; // ms; how often the stop token is looked at
constexpr char invalidPassword[] = "28P01";

int millisecondsSince(Clock::time_point start)
{
    return static_cast<int>(
        std::chrono::duration_cast<std::chrono::milliseconds>(Clock::now() - start).count());
}

std::string trimmed(const char *message)
{
    std::string text = message ? message : "";
    while (!text.empty() && static_cast<unsigned char>(text.back()) <= ' ')
        text.pop_back();
    return text;
}

bool isState(const std::string &text)
{
    return text.size() == 5
           && text.find_first_not_of("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ") == std::string::npos;
}

/// Verbose messages hold the state, "FATAL:  28P01: password …", whatever the language; lines about the
/// server's source code follow. There are several where libpq tried several hosts, or without TLS after TLS
/// (sslmode=prefer): a wrong password says more than an access rule that the second try lacks.
void readMessage(const std::string &message, LoginAttempt &attempt)
{
    attempt.message = message;
    for (auto at = message.find(":  "); at != std::string::npos; at = message.find(":  ", at + 1)) {
        const auto state = message.substr(at + 3, 5);
        const auto words = at + 10;
        if (!isState(state) || message.compare(at + 8, 2, ": ") != 0 || attempt.sqlstate == invalidPassword)
            continue;
        attempt.sqlstate = state;
        attempt.message = message.substr(words, message.find('\n', words) - words);
    }
}

Handle start(const ConnectionParameters &parameters, bool replication)
{
    auto values = parameters.values();
    values["client_encoding"] = "UTF8";
    values.erase("replication");
    if (replication)
        values["replication"] = "database";
    values.try_emplace("application_name", "tidegate test");
    std::vector<const char *> keywords;
    std::vector<const char *> texts;
    for (const auto &[keyword, value] : values) {
        keywords.push_back(keyword.c_str());
        texts.push_back(value.c_str());
    }
    keywords.push_back(nullptr);
    texts.push_back(nullptr);
    Handle handle(PQconnectStartParams(keywords.data(), texts.data(), 0), &PQfinish);
    if (handle)
        PQsetErrorVerbosity(handle.get(), PQERRORS_VERBOSE);
    return handle;
}

/// What is under way; libpq goes back to the first with several hosts, and with sslmode=prefer.
LoginStep stepOf(ConnStatusType status)
{
    switch (status) {
    case CONNECTION_STARTED:
    case CONNECTION_NEEDED:
        return LoginStep::Reaching;
    case CONNECTION_MADE:
    case CONNECTION_SSL_STARTUP:
    case CONNECTION_GSS_STARTUP:
        return LoginStep::Encryption;
    default:
        return LoginStep::Authentication;
    }
}

void readEncryption(PGconn *connection, LoginAttempt &attempt)
{
    attempt.encrypted = PQsslInUse(connection) != 0;
    if (!attempt.encrypted)
        return;
    const char *protocol = PQsslAttribute(connection, "protocol");
    const char *cipher = PQsslAttribute(connection, "cipher");
    attempt.protocol = protocol ? protocol : "";
    attempt.cipher = cipher ? cipher : "";
}

/// The same session's own word on its process; a pooler in between announced another.
void askBackendPid(PGconn *connection, const StopToken &stop, LoginAttempt &attempt)
{
    attempt.announcedBackendPid = PQbackendPID(connection);
    if (!PQsendQuery(connection, "SELECT pg_catalog.pg_backend_pid()"))
        return;
    while (PQisBusy(connection)) {
        stop.throwIfStopped();
        if (waitForSocket(PQsocket(connection), Readiness::Read, slice) != Readiness::None
            && !PQconsumeInput(connection))
            return;
    }
    PGresult *result = PQgetResult(connection);
    if (PQresultStatus(result) == PGRES_TUPLES_OK)
        attempt.backendPid = std::atoi(PQgetvalue(result, 0, 0));
    PQclear(result);
}

} // namespace

LoginAttempt attemptLogin(const ConnectionParameters &parameters, bool replication, const StopToken &stop)
{
    LoginAttempt attempt;
    stop.throwIfStopped();
    const auto begin = Clock::now();
    const int wanted = std::atoi(parameters.value("connect_timeout").c_str());
    const auto deadline = begin + std::chrono::seconds(wanted > 0 ? std::max(2, wanted) : 15);
    const auto handle = start(parameters, replication);
    auto *connection = handle.get();
    if (!connection || PQstatus(connection) == CONNECTION_BAD) {
        attempt.message = trimmed(connection ? PQerrorMessage(connection) : "out of memory");
        return attempt;
    }
    auto polled = PGRES_POLLING_WRITING;
    while (polled != PGRES_POLLING_OK) {
        stop.throwIfStopped();
        if (Clock::now() > deadline) {
            attempt.timedOut = true;
            attempt.message = "no answer within connect_timeout";
            return attempt;
        }
        const auto ready = polled == PGRES_POLLING_READING ? Readiness::Read : Readiness::Write;
        if (waitForSocket(PQsocket(connection), ready, slice) == Readiness::None)
            continue;
        polled = PQconnectPoll(connection);
        if (polled == PGRES_POLLING_FAILED) { // the step is that of the last look
            readMessage(trimmed(PQerrorMessage(connection)), attempt);
            attempt.needsPassword = PQconnectionNeedsPassword(connection) != 0;
            attempt.authenticationMilliseconds = millisecondsSince(begin) - attempt.encryptionMilliseconds;
            return attempt;
        }
        const auto step = stepOf(PQstatus(connection));
        if (step == LoginStep::Authentication && attempt.reached != step) {
            attempt.encryptionMilliseconds = millisecondsSince(begin);
            readEncryption(connection, attempt);
        }
        attempt.reached = step;
    }
    attempt.reached = LoginStep::Done;
    attempt.authenticationMilliseconds = millisecondsSince(begin) - attempt.encryptionMilliseconds;
    readEncryption(connection, attempt);
    attempt.serverVersion = PQserverVersion(connection);
    askBackendPid(connection, stop, attempt);
    return attempt;
}

} // namespace tidegate::postgres
