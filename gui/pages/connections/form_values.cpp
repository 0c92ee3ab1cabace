// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "pages/connections/form_values.h"

#include <map>

namespace tidegate::pages {

namespace {

/// The keyword behind each field.
const std::map<std::string, QString FormValues::*> &fields()
{
    static const std::map<std::string, QString FormValues::*> map = {
        {"host", &FormValues::host},
        {"port", &FormValues::port},
        {"dbname", &FormValues::database},
        {"user", &FormValues::user},
        {"password", &FormValues::password},
        {"sslmode", &FormValues::sslmode},
        {"sslrootcert", &FormValues::rootCertificate},
        {"sslcert", &FormValues::certificate},
        {"sslkey", &FormValues::key},
    };
    return map;
}

/// As libpq's key/value strings want it.
QString quoted(const std::string &value)
{
    auto text = QString::fromStdString(value);
    text.replace(QLatin1Char('\\'), QLatin1String("\\\\")).replace(QLatin1Char('\''), QLatin1String("\\'"));
    return QLatin1Char('\'') + text + QLatin1Char('\'');
}

} // namespace

FormValues valuesOf(const endpoint::Endpoint &endpoint)
{
    FormValues values;
    for (const auto &[keyword, value] : endpoint.parameters().values()) {
        if (const auto field = fields().find(keyword); field != fields().end()) {
            values.*field->second = QString::fromStdString(value);
            continue;
        }
        const bool plain = value.find_first_of(" '\\") == std::string::npos && !value.empty();
        values.others += (values.others.isEmpty() ? QString() : QStringLiteral(" "))
                         + QString::fromStdString(keyword) + QLatin1Char('=')
                         + (plain ? QString::fromStdString(value) : quoted(value));
    }
    if (const auto &server = endpoint.ssh()) {
        values.ssh = QString::fromStdString(server->toText());
        values.sshKey = QString::fromStdString(server->identityFile);
        values.sshConfig = QString::fromStdString(server->configFile);
    }
    return values;
}

endpoint::Endpoint endpointOf(const FormValues &values)
{
    // An empty text is no connection string for libpq, but it is an empty line here.
    auto result = values.others.trimmed().isEmpty()
                      ? endpoint::Endpoint()
                      : endpoint::Endpoint::fromText(values.others.toStdString());
    for (const auto &[keyword, field] : fields()) {
        const auto &text = values.*field;
        const auto value = keyword == "password" ? text : text.trimmed(); // a password may end in a blank
        if (!value.isEmpty())
            result.set(keyword, value.toStdString());
    }
    if (const auto ssh = values.ssh.trimmed(); !ssh.isEmpty()) {
        auto server = endpoint::SshServer::fromText(ssh.toStdString());
        server.identityFile = values.sshKey.trimmed().toStdString();
        server.configFile = values.sshConfig.trimmed().toStdString();
        result.setSsh(server);
    }
    return result;
}

} // namespace tidegate::pages
