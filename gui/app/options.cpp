// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/options.h"

#include <QCommandLineParser>

namespace tidegate::app {

namespace {

const QCommandLineOption &profileOption()
{
    static const QCommandLineOption option(
        QStringLiteral("profile"), QStringLiteral("A private directory for settings and saved connections."),
        QStringLiteral("directory"));
    return option;
}

const QCommandLineOption &languageOption()
{
    static const QCommandLineOption option(QStringLiteral("language"),
                                           QStringLiteral("The language of the window, \"de\" for one."),
                                           QStringLiteral("code"));
    return option;
}

const QCommandLineOption &pageOption()
{
    static const QCommandLineOption option(
        QStringLiteral("page"), QStringLiteral("The page to show, \"connections\"."), QStringLiteral("id"));
    return option;
}

const QCommandLineOption &memoryOption()
{
    static const QCommandLineOption option(
        QStringLiteral("no-keychain"), QStringLiteral("Keeps passwords in memory, for this session only."));
    return option;
}

void addOptions(QCommandLineParser &parser)
{
    parser.addOptions({profileOption(), languageOption(), pageOption(), memoryOption()});
}

} // namespace

std::optional<Options> parseOptions(const QStringList &arguments, QString &message)
{
    QCommandLineParser parser;
    addOptions(parser);
    if (!parser.parse(arguments)) {
        message = parser.errorText();
        return std::nullopt;
    }
    if (!parser.positionalArguments().isEmpty()) {
        message = QStringLiteral("Not understood: %1").arg(parser.positionalArguments().first());
        return std::nullopt;
    }
    Options options;
    options.profile = parser.isSet(profileOption()) ? parser.value(profileOption())
                                                    : qEnvironmentVariable("TIDEGATE_PROFILE");
    options.language = parser.value(languageOption());
    options.page = parser.value(pageOption());
    options.memoryVault = parser.isSet(memoryOption());
    return options;
}

QString helpText()
{
    QCommandLineParser parser;
    parser.addVersionOption();
    parser.addHelpOption();
    addOptions(parser);
    return parser.helpText();
}

} // namespace tidegate::app
