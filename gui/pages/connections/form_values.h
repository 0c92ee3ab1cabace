// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "endpoint/endpoint.h"

#include <QString>

namespace tidegate::pages {

/// What the form shows of an endpoint: a field for what most need, and one line for whatever else libpq knows.
struct FormValues {
    QString host;
    QString port;
    QString database;
    QString user;
    QString password;
    QString sslmode;
    QString rootCertificate;
    QString certificate;
    QString key;
    QString others; ///< "connect_timeout=5 options='-c …'"
    QString ssh = {};       ///< "user@host:port" of a tunnel; empty: none
    QString sshKey = {};    ///< these two only with one
    QString sshConfig = {};

    friend bool operator==(const FormValues &, const FormValues &) = default;
};

FormValues valuesOf(const endpoint::Endpoint &endpoint);
/// Throws ProblemError BadConnectionString, BadTunnel.
endpoint::Endpoint endpointOf(const FormValues &values);

} // namespace tidegate::pages
