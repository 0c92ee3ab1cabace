// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "cli/arguments.h"

#include "base/problem.h"
#include "cli/flags.h"

#include <algorithm>
#include <limits>
#include <set>

namespace tidegate::cli {

namespace {

constexpr Verb allVerbs[] = {Verb::Run,           Verb::RefreshPublication,
                             Verb::CopySequences, Verb::Drop,
                             Verb::Status,        Verb::Pause,
                             Verb::Resume,        Verb::Resync,
                             Verb::Skip,          Verb::Check,
                             Verb::Cutover,       Verb::Schema,
                             Verb::Help,          Verb::Version};

[[noreturn]] void refuse(const std::string &why)
{
    throw ProblemError(Code::BadUsage, {why});
}

std::optional<Verb> findVerb(const std::string &word)
{
    for (const auto verb : allVerbs) {
        if (word == verbName(verb))
            return verb;
    }
    return std::nullopt;
}

const Flag *findFlag(const std::string &name)
{
    const auto &all = flags();
    const auto found =
        std::find_if(all.begin(), all.end(), [&](const Flag &flag) { return name == flag.name; });
    return found == all.end() ? nullptr : &*found;
}

void requireAll(const Arguments &arguments, const std::set<std::string> &given)
{
    std::string missing;
    for (const auto &flag : flags()) {
        if (flag.isRequiredBy(arguments.verb) && given.count(flag.name) == 0)
            missing += (missing.empty() ? "--" : ", --") + std::string(flag.name);
    }
    if (!missing.empty())
        refuse(std::string(verbName(arguments.verb)) + " needs " + missing);
}

/// The SSH servers of the flags become their endpoints'.
void addTunnels(Arguments &arguments)
{
    const auto add = [&arguments](const char *flag, std::optional<endpoint::SshServer> server,
                                  std::optional<endpoint::Endpoint> &to) {
        if (!server)
            return;
        if (!to)
            refuse("--" + std::string(flag) + "-ssh needs --" + flag);
        server->configFile = arguments.sshConfig;
        to->setSsh(server);
    };
    add("source", arguments.sourceSsh, arguments.source);
    add("target", arguments.targetSsh, arguments.target);
    if (!arguments.sshConfig.empty() && !arguments.sourceSsh && !arguments.targetSsh)
        refuse("--ssh-config needs --source-ssh or --target-ssh");
}

} // namespace

const char *verbName(Verb verb)
{
    switch (verb) {
    case Verb::Run:
        return "run";
    case Verb::RefreshPublication:
        return "refresh-publication";
    case Verb::CopySequences:
        return "copy-sequences";
    case Verb::Drop:
        return "drop";
    case Verb::Status:
        return "status";
    case Verb::Pause:
        return "pause";
    case Verb::Resume:
        return "resume";
    case Verb::Resync:
        return "resync";
    case Verb::Skip:
        return "skip";
    case Verb::Check:
        return "check";
    case Verb::Cutover:
        return "cutover";
    case Verb::Schema:
        return "schema";
    case Verb::Help:
        return "help";
    case Verb::Version:
        return "version";
    }
    return "help";
}

Arguments parseArguments(const std::vector<std::string> &words)
{
    Arguments arguments;
    if (words.empty())
        return arguments;
    if (words[0] == "--version" || words[0] == "-V") {
        arguments.verb = Verb::Version;
        return arguments;
    }
    if (words[0] == "--help" || words[0] == "-h")
        return arguments;
    const auto verb = findVerb(words[0]);
    if (!verb) {
        // A URI given as the first word is not repeated: it may hold a password.
        const bool plain = words[0].size() < 30 && words[0].find_first_of(":=@") == std::string::npos;
        refuse(plain ? "there is no command " + words[0] : std::string("the first word must be a command"));
    }
    arguments.verb = *verb;
    std::set<std::string> given;
    for (std::size_t at = 1; at < words.size(); ++at) {
        const auto &word = words[at];
        if (word == "--help" || word == "-h") {
            arguments.helpAbout = arguments.verb;
            arguments.verb = Verb::Help;
            return arguments;
        }
        if (arguments.verb == Verb::Help && !arguments.helpAbout && (arguments.helpAbout = findVerb(word)))
            continue;
        // Stray words are not repeated either: half of an unquoted connection string may be a password.
        if (word.size() < 3 || word.compare(0, 2, "--") != 0)
            refuse("word " + std::to_string(at + 1)
                   + " belongs to no flag (a value with blanks in it must be quoted)");
        const auto equals = word.find('=');
        const auto name = word.substr(2, equals == std::string::npos ? equals : equals - 2);
        const auto *flag = findFlag(name);
        if (!flag)
            refuse("there is no flag --" + name);
        if (!flag->isFor(arguments.verb))
            refuse(std::string(verbName(arguments.verb)) + " has no flag --" + name);
        if (!given.insert(name).second && !flag->repeatable)
            refuse("--" + name + " is given twice");
        std::string value;
        if (equals != std::string::npos) {
            if (!flag->value)
                refuse("--" + name + " takes no value");
            value = word.substr(equals + 1);
        } else if (flag->value) {
            if (++at == words.size())
                refuse("--" + name + " needs a value");
            value = words[at];
        }
        if (flag->value && value.empty())
            refuse("--" + name + " needs a value that is not empty");
        flag->read(arguments, value);
    }
    requireAll(arguments, given);
    for (const char *flag : {"stop-writes", "no-sequences"}) {
        if (arguments.abort && given.count(flag) > 0)
            refuse("--abort goes with no --" + std::string(flag));
    }
    addTunnels(arguments);
    return arguments;
}

std::optional<std::uint64_t> parseBytes(const std::string &text)
{
    const auto end = text.find_first_not_of("0123456789");
    const auto digits = text.substr(0, end);
    if (digits.empty() || digits.size() > 18)
        return std::nullopt;
    const std::uint64_t number = std::stoull(digits);
    const auto unit = end == std::string::npos ? std::string() : text.substr(end);
    int shift = 0;
    if (unit == "kB")
        shift = 10;
    else if (unit == "MB")
        shift = 20;
    else if (unit == "GB")
        shift = 30;
    else if (unit == "TB")
        shift = 40;
    else if (!unit.empty() && unit != "B")
        return std::nullopt;
    if (number > (std::numeric_limits<std::uint64_t>::max() >> shift))
        return std::nullopt;
    return number << shift;
}

} // namespace tidegate::cli
