// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QString>

namespace tidegate::settings {

/// How much a mistake on a server would cost. Shown wherever the server is named.
enum class Environment { Test, Staging, Production };

QString environmentName(Environment environment); ///< for people
QString environmentId(Environment environment);   ///< for files
Environment environmentFromId(const QString &id); ///< what is unknown counts as production

} // namespace tidegate::settings
