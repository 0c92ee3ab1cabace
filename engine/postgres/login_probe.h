// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "base/stop_token.h"
#include "postgres/connection_parameters.h"

#include <string>

namespace tidegate::postgres {

/// How far a login came.
enum class LoginStep { Reaching, Encryption, Authentication, Done };

/// What one attempt to log in showed. Not an error: a staged connection test looks at every part.
struct LoginAttempt {
    LoginStep reached = LoginStep::Reaching; ///< the step that failed, or Done
    std::string sqlstate; ///< the server's, by which failures are told apart whatever language it speaks
    std::string message;  ///< the server's or libpq's words
    bool encrypted = false;
    std::string protocol; ///< "TLSv1.3"
    std::string cipher;
    bool needsPassword = false; ///< it failed for want of one
    bool timedOut = false;      ///< connect_timeout passed without an answer
    int encryptionMilliseconds = 0;
    int authenticationMilliseconds = 0;
    int serverVersion = 0;       ///< 150020
    int announcedBackendPid = 0; ///< as the protocol said, which a pooler makes up
    int backendPid = 0;          ///< as pg_backend_pid() says; 0 if that cannot be asked

    bool succeeded() const { return reached == LoginStep::Done; }
};

/// Logs in and out again, with none of Connection's session settings. Throws Stopped within 100 ms of being
/// asked; gives up after connect_timeout (default 15 s).
/// `replication`: as a walsender of that database.
LoginAttempt attemptLogin(const ConnectionParameters &parameters, bool replication, const StopToken &stop);

} // namespace tidegate::postgres
