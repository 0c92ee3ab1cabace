// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "cli/program.h"

#include "cli/commands.h"
#include "cli/console.h"
#include "cli/help.h"

#include <QCoreApplication>

#include <algorithm>
#include <cstring>

namespace tidegate::cli {

namespace {

std::vector<std::string> wordsOf(const QCoreApplication &application)
{
    std::vector<std::string> words;
    const auto given = application.arguments();
    for (qsizetype at = 1; at < given.size(); ++at)
        words.push_back(given[at].toStdString());
    return words;
}

/// Every value that could hold a password becomes stars, in place, as long as it was.
void hideConnectionStrings(int argc, char **argv)
{
    for (int at = 1; at < argc; ++at) {
        for (const char *flag : {"--source", "--target"}) {
            const auto length = std::strlen(flag);
            if (std::strncmp(argv[at], flag, length) != 0)
                continue;
            char *value = nullptr;
            if (argv[at][length] == '=')
                value = argv[at] + length + 1;
            else if (argv[at][length] == '\0' && at + 1 < argc)
                value = argv[at + 1];
            if (value)
                std::memset(value, '*', std::strlen(value));
        }
    }
}

Exit carryOut(const CommandContext &context)
{
    switch (context.arguments.verb) {
    case Verb::Run:
        return runMigration(context);
    case Verb::RefreshPublication:
        return refreshPublication(context);
    case Verb::CopySequences:
        return copySequences(context);
    case Verb::Drop:
        return drop(context);
    case Verb::Status:
        return showStatus(context);
    case Verb::Pause:
        return setPaused(context, true);
    case Verb::Resume:
        return setPaused(context, false);
    case Verb::Resync:
        return resync(context);
    case Verb::Skip:
        return skipChange(context);
    case Verb::Check:
        return check(context);
    case Verb::Cutover:
        return cutOver(context);
    case Verb::Schema:
        return makeLateDefinitions(context);
    case Verb::Help:
        context.output.line(helpText(context.arguments.helpAbout));
        return Exit::Done;
    case Verb::Version:
        context.output.line("tidegate-cli " TIDEGATE_VERSION);
        return Exit::Done;
    }
    return Exit::BadUsage;
}

/// Whoever follows a status has seen enough; every other verb has not come to its end.
Exit stopped(Output &output, const std::string &verb)
{
    if (verb == verbName(Verb::Status))
        return Exit::Done;
    output.line("Interrupted. What the live engine has been asked to do it may still do: see status.");
    return Exit::Interrupted;
}

bool asksForJson(const std::vector<std::string> &words)
{
    return std::find(words.begin(), words.end(), "--json") != words.end();
}

} // namespace

int runProgram(int argc, char **argv)
{
    QCoreApplication application(argc, argv);
    QCoreApplication::setApplicationName(QStringLiteral("tidegate-cli"));
    const auto words = wordsOf(application);
    hideConnectionStrings(argc, argv);
    Output output(
        asksForJson(words)); // so that a refused command line is said in the form that was asked for
    Exit exit = Exit::Failed;
    try {
        const auto arguments = parseArguments(words);
        const auto level = arguments.verbose ? spdlog::level::debug : spdlog::level::info;
        const bool logs = !arguments.logFile.empty() || arguments.verbose;
        const StopToken stop;
        Servers servers(arguments, stop);
        exit = carryOut({arguments, output, servers,
                         logs ? makeLog(arguments.logFile, level) : makeSilentLog(), stop});
    } catch (const Stopped &) {
        exit = stopped(output, words.front());
    } catch (const ProblemError &error) {
        output.problem(error.problem());
        exit = exitFor(error.problem().code);
    } catch (const std::exception &error) {
        output.problem({Code::Internal, {error.what()}, {}, {}, {}, false});
    }
    return static_cast<int>(exit);
}

} // namespace tidegate::cli
