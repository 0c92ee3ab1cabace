// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QString>
#include <QStringList>

#include <optional>

namespace tidegate::app {

/// The window's command line.
struct Options {
    QString profile;  ///< empty: the user's own; --profile, else TIDEGATE_PROFILE
    QString language; ///< empty: as the settings say
    QString page;     ///< the page to show; empty: that of the last time
    bool memoryVault = false;
};

/// Nullopt if the command line cannot be read; `message` says why. "--help" and "--version" are answered before.
std::optional<Options> parseOptions(const QStringList &arguments, QString &message);
QString helpText();

} // namespace tidegate::app
