// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "base/problem.h"
#include "endpoint/endpoint.h"
#include "postgres/login_probe.h"

#include <string>

namespace tidegate::endpoint {

/// Why a login failed, told apart by SQLSTATE and by the step it reached, never by the server's language. Its
/// code's phrase is the remedy. Pure.
Problem loginProblem(const postgres::LoginAttempt &attempt, const Endpoint &endpoint);

/// Who logs in, and where, for people: the endpoint's own word, else the environment's.
std::string userOf(const Endpoint &endpoint);
std::string databaseOf(const Endpoint &endpoint);

} // namespace tidegate::endpoint
