// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "process/pg_tools.h"

#include "base/problem.h"
#include "process/platform.h"
#include "process/run.h"

#include <QDir>
#include <QStandardPaths>

#include <charconv>

namespace tidegate::process {

namespace {

std::string inFolder(const QString &folder, const char *program)
{
    return QStandardPaths::findExecutable(QString::fromLatin1(program), {folder}).toStdString();
}

std::optional<PgTools> readFolder(const QString &folder, const StopToken &stop)
{
    PgTools tools;
    tools.folder = folder.toStdString();
    tools.pgDump = inFolder(folder, "pg_dump");
    tools.pgRestore = inFolder(folder, "pg_restore");
    tools.psql = inFolder(folder, "psql");
    if (tools.pgDump.empty() || tools.pgRestore.empty() || tools.psql.empty())
        return std::nullopt;
    Command command;
    command.program = tools.pgDump;
    command.arguments = {"--version"};
    try {
        const auto version = parseVersion(run(command, stop).output);
        if (!version)
            return std::nullopt;
        tools.version = *version;
    } catch (const ProblemError &) {
        return std::nullopt; // of another machine type, or with a library missing: not usable
    }
    return tools;
}

} // namespace

std::optional<int> parseVersion(std::string_view words)
{
    constexpr std::string_view mark = "(PostgreSQL) ";
    const auto at = words.find(mark);
    if (at == std::string_view::npos)
        return std::nullopt;
    words.remove_prefix(at + mark.size());
    int parts[3] = {0, 0, 0};
    int count = 0;
    const char *next = words.data();
    const char *const end = words.data() + words.size();
    while (count < 3) {
        const auto [after, error] = std::from_chars(next, end, parts[count]);
        if (error != std::errc{})
            break;
        ++count;
        next = after;
        if (next == end || *next != '.')
            break;
        ++next;
    }
    if (count == 0)
        return std::nullopt;
    if (parts[0] < 10)
        return parts[0] * 10000 + parts[1] * 100 + parts[2];
    return parts[0] * 10000 + parts[1];
}

std::vector<std::string> usualFolders()
{
    auto places = platform::postgresFolders();
    places << qEnvironmentVariable("PATH").split(QDir::listSeparator(), Qt::SkipEmptyParts);
    std::vector<std::string> folders;
    for (const auto &place : places)
        folders.push_back(place.toStdString());
    return folders;
}

std::vector<PgTools> toolsIn(const std::vector<std::string> &folders, const StopToken &stop)
{
    QStringList places;
    for (const auto &folder : folders)
        places << QDir(QString::fromStdString(folder)).absolutePath();
    places.removeDuplicates();
    std::vector<PgTools> found;
    for (const auto &place : places) {
        if (auto tools = readFolder(place, stop))
            found.push_back(std::move(*tools));
    }
    return found;
}

const PgTools *chosen(const std::vector<PgTools> &tools, int minimumVersion)
{
    const PgTools *best = nullptr;
    for (const auto &candidate : tools) {
        if (candidate.major() < minimumVersion / 10000)
            continue;
        const bool better = !best || candidate.major() < best->major()
                            || (candidate.major() == best->major() && candidate.version > best->version);
        if (better)
            best = &candidate;
    }
    return best;
}

PgTools pgTools(int minimumVersion, const StopToken &stop, const std::vector<std::string> &folders)
{
    for (const auto &places : {folders, usualFolders()}) {
        const auto tools = toolsIn(places, stop);
        if (const auto *best = chosen(tools, minimumVersion))
            return *best;
    }
    const auto major = std::to_string(minimumVersion / 10000);
    throw ProblemError(Code::ToolMissing,
                       {"pg_dump of PostgreSQL " + major + " or newer", "postgresql-client-" + major});
}

} // namespace tidegate::process
