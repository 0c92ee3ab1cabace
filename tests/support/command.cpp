// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "support/command.h"

#include <QProcess>

#include <unistd.h>

#include <stdexcept>

namespace tidegate::support {

CommandResult run(const std::vector<std::string> &arguments, const Environment &extra)
{
    QProcess process;
    auto environment = QProcessEnvironment::systemEnvironment();
    const auto names = environment.keys();
    for (const auto &name : names) {
        if (name.startsWith(QLatin1String("PG")) || name.startsWith(QLatin1String("LC_")))
            environment.remove(name);
    }
    environment.insert(QStringLiteral("LC_ALL"), QStringLiteral("C"));
    for (const auto &[name, value] : extra)
        environment.insert(QString::fromStdString(name), QString::fromStdString(value));
    process.setProcessEnvironment(environment);
    process.setProcessChannelMode(QProcess::MergedChannels);
    QStringList rest;
    for (std::size_t i = 1; i < arguments.size(); ++i)
        rest << QString::fromStdString(arguments[i]);
    process.start(QString::fromStdString(arguments.front()), rest);
    process.closeWriteChannel();
    const bool ended = process.waitForFinished(120'000);
    CommandResult result;
    result.output = process.readAll().toStdString();
    if (!ended)
        result.output += process.errorString().toStdString();
    else if (process.exitStatus() == QProcess::NormalExit)
        result.exitCode = process.exitCode();
    return result;
}

CommandResult inRoot(const std::string &root, const std::vector<std::string> &arguments, bool asPostgres)
{
    std::vector<std::string> command;
    if (geteuid() == 0 && (asPostgres || !root.empty())) {
        command = {"/usr/sbin/chroot"};
        if (asPostgres)
            command.push_back("--userspec=postgres:postgres");
        command.push_back(root.empty() ? "/" : root);
    }
    command.insert(command.end(), arguments.begin(), arguments.end());
    return run(command);
}

std::string runOrThrow(const CommandResult &result, const std::string &what)
{
    if (result.exitCode != 0)
        throw std::runtime_error(what + " failed (" + std::to_string(result.exitCode)
                                 + "): " + result.output);
    return result.output;
}

} // namespace tidegate::support
