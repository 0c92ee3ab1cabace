// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "settings/connection_json.h"

#include "base/problem.h"
#include "settings/profile.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

namespace tidegate::settings {

namespace {

QString outcomeId(TestRecord::Outcome outcome)
{
    switch (outcome) {
    case TestRecord::Outcome::Passed:
        return QStringLiteral("passed");
    case TestRecord::Outcome::Warned:
        return QStringLiteral("warned");
    case TestRecord::Outcome::Failed:
        return QStringLiteral("failed");
    }
    return {};
}

TestRecord::Outcome outcomeFromId(const QString &id)
{
    if (id == QLatin1String("passed"))
        return TestRecord::Outcome::Passed;
    return id == QLatin1String("warned") ? TestRecord::Outcome::Warned : TestRecord::Outcome::Failed;
}

QJsonObject objectOf(const SavedConnection &connection)
{
    QJsonObject object{{QStringLiteral("id"), connection.id.toString(QUuid::WithoutBraces)},
                       {QStringLiteral("name"), connection.name},
                       {QStringLiteral("environment"), environmentId(connection.environment)},
                       {QStringLiteral("uri"), connection.uri},
                       {QStringLiteral("passwordKept"), connection.passwordKept}};
    if (!connection.ssh.isEmpty()) {
        object.insert(QStringLiteral("ssh"), connection.ssh);
        object.insert(QStringLiteral("sshKey"), connection.sshKey);
        object.insert(QStringLiteral("sshConfig"), connection.sshConfig);
    }
    if (const auto &test = connection.lastTest) {
        object.insert(QStringLiteral("lastTest"),
                      QJsonObject{{QStringLiteral("when"), test->when.toUTC().toString(Qt::ISODate)},
                                  {QStringLiteral("outcome"), outcomeId(test->outcome)},
                                  {QStringLiteral("serverVersion"), test->serverVersion}});
    }
    return object;
}

SavedConnection connectionOf(const QJsonObject &object)
{
    SavedConnection connection;
    connection.id = QUuid::fromString(object.value(QStringLiteral("id")).toString());
    connection.name = object.value(QStringLiteral("name")).toString();
    connection.environment = environmentFromId(object.value(QStringLiteral("environment")).toString());
    connection.uri = object.value(QStringLiteral("uri")).toString();
    connection.ssh = object.value(QStringLiteral("ssh")).toString();
    connection.sshKey = object.value(QStringLiteral("sshKey")).toString(); // since format 2
    connection.sshConfig = object.value(QStringLiteral("sshConfig")).toString();
    connection.passwordKept = object.value(QStringLiteral("passwordKept")).toBool();
    const auto test = object.value(QStringLiteral("lastTest")).toObject();
    const auto when = QDateTime::fromString(test.value(QStringLiteral("when")).toString(), Qt::ISODate);
    if (when.isValid()) {
        connection.lastTest =
            TestRecord{when, outcomeFromId(test.value(QStringLiteral("outcome")).toString()),
                       test.value(QStringLiteral("serverVersion")).toString()};
    }
    return connection;
}

} // namespace

endpoint::Endpoint SavedConnection::endpoint() const
{
    auto endpoint = endpoint::Endpoint::fromText(uri.toStdString());
    if (!ssh.isEmpty()) {
        auto server = endpoint::SshServer::fromText(ssh.toStdString());
        server.identityFile = sshKey.toStdString();
        server.configFile = sshConfig.toStdString();
        endpoint.setSsh(server);
    }
    return endpoint;
}

bool SavedConnection::leadsWhere(const SavedConnection &other) const
{
    return uri == other.uri && ssh == other.ssh && sshKey == other.sshKey && sshConfig == other.sshConfig;
}

QString SavedConnection::address() const
{
    try {
        return QString::fromStdString(endpoint().display());
    } catch (const ProblemError &) {
        return uri;
    }
}

QByteArray toJson(const std::vector<SavedConnection> &connections)
{
    QJsonArray array;
    for (const auto &connection : connections)
        array.append(objectOf(connection));
    const QJsonObject file{{QStringLiteral("format"), currentFormat}, {QStringLiteral("connections"), array}};
    return QJsonDocument(file).toJson();
}

std::vector<SavedConnection> fromJson(const QByteArray &json)
{
    std::vector<SavedConnection> connections;
    const auto file = QJsonDocument::fromJson(json).object();
    const auto array = file.value(QStringLiteral("connections")).toArray();
    for (const auto &entry : array) {
        auto connection = connectionOf(entry.toObject());
        if (!connection.id.isNull() && !connection.uri.isEmpty())
            connections.push_back(std::move(connection));
    }
    return connections;
}

} // namespace tidegate::settings
