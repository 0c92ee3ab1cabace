// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "settings/environment.h"

#include <QCoreApplication>

namespace tidegate::settings {

namespace {

struct Environments {
    Q_DECLARE_TR_FUNCTIONS(Environments)
};

} // namespace

QString environmentName(Environment environment)
{
    switch (environment) {
    case Environment::Test:
        return Environments::tr("Test");
    case Environment::Staging:
        return Environments::tr("Staging");
    case Environment::Production:
        return Environments::tr("Production");
    }
    return {};
}

QString environmentId(Environment environment)
{
    switch (environment) {
    case Environment::Test:
        return QStringLiteral("test");
    case Environment::Staging:
        return QStringLiteral("staging");
    case Environment::Production:
        return QStringLiteral("production");
    }
    return {};
}

Environment environmentFromId(const QString &id)
{
    if (id == QLatin1String("test"))
        return Environment::Test;
    return id == QLatin1String("staging") ? Environment::Staging : Environment::Production;
}

} // namespace tidegate::settings
