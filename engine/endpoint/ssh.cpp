// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "endpoint/ssh.h"

#include <QDir>

#include <vector>

namespace tidegate::endpoint {

namespace {

bool mentions(const std::string &text, const char *words)
{
    return text.find(words) != std::string::npos;
}

std::vector<std::string> linesOf(const std::string &text)
{
    std::vector<std::string> lines;
    std::size_t from = 0;
    while (from < text.size()) {
        auto end = text.find('\n', from);
        if (end == std::string::npos)
            end = text.size();
        auto line = text.substr(from, end - from);
        while (!line.empty() && line.back() == '\r')
            line.pop_back();
        lines.push_back(line);
        from = end + 1;
    }
    return lines;
}

bool startsWith(const std::string &text, std::string_view beginning)
{
    return text.compare(0, beginning.size(), beginning) == 0;
}

/// "SHA256:…" of the key that the server showed last.
std::string fingerprintIn(const std::string &errors)
{
    std::string found = "?";
    for (const auto &line : linesOf(errors)) {
        constexpr std::string_view mark = "debug1: Server host key: ";
        if (startsWith(line, mark))
            found = line.substr(mark.size());
    }
    return found;
}

/// Where ssh says that the wrong key stands: "…/known_hosts:3".
std::string offendingIn(const std::string &errors)
{
    for (const auto &line : linesOf(errors)) {
        const auto at = line.find(" key in ");
        if (startsWith(line, "Offending ") && at != std::string::npos)
            return line.substr(at + 8);
    }
    return "known_hosts";
}

/// As OpenSSH reads the value of a path: '%' begins a token, blanks end it.
std::string pathValue(const std::string &path)
{
    std::string value = "\"";
    for (const char c : QDir::fromNativeSeparators(QString::fromStdString(path)).toStdString()) {
        if (c == '"')
            throw ProblemError(Code::BadTunnel, {"the path of the SSH key has a quotation mark in it"});
        value += c == '%' ? "%%" : std::string(1, c);
    }
    return value + "\"";
}

std::string inBrackets(const std::string &host)
{
    return host.find(':') == std::string::npos ? host : "[" + host + "]";
}

std::string shellWord(const std::string &text)
{
    return text.find_first_of(" '\"$&;()<>|") == std::string::npos ? text : "\"" + text + "\"";
}

} // namespace

process::Command sshCommand(const SshServer &server, const Forward &forward, int timeoutSeconds)
{
    process::Command command;
    command.program = "ssh";
    command.package = "openssh-client";
    command.environment["SSH_ASKPASS_REQUIRE"] = "never";
    auto &words = command.arguments;
    words = {"-v", "-N", "-T", "-a", "-x"}; // -v: when it is ready, and which key the server showed
    if (!server.configFile.empty())
        words.insert(words.end(), {"-F", server.configFile});
    const auto option = [&words](const std::string &text) { words.insert(words.end(), {"-o", text}); };
    option("BatchMode=yes");
    option("StrictHostKeyChecking=yes");
    option("UpdateHostKeys=no");
    option("ExitOnForwardFailure=yes");
    option("ConnectTimeout=" + std::to_string(timeoutSeconds));
    option("ServerAliveInterval=10");
    option("ServerAliveCountMax=3");
    // A master of the user's would keep the forward when we end, and go with it when he ends.
    option("ControlMaster=no");
    option("ControlPath=none");
    option("RemoteCommand=none");
    option("PermitLocalCommand=no");
    if (!server.identityFile.empty()) {
        option("IdentityFile=" + pathValue(server.identityFile));
        option("IdentitiesOnly=yes"); // an agent full of others would use up the server's patience
    }
    words.insert(words.end(), {"-L", "127.0.0.1:" + std::to_string(forward.localPort) + ":" + inBrackets(forward.host)
                                         + ":" + forward.port});
    if (server.port)
        words.insert(words.end(), {"-p", std::to_string(server.port)});
    if (!server.user.empty())
        words.insert(words.end(), {"-l", server.user});
    words.insert(words.end(), {"--", server.host});
    return command;
}

std::string sshByHand(const SshServer &server)
{
    std::string line = "ssh";
    if (!server.configFile.empty())
        line += " -F " + shellWord(server.configFile);
    if (!server.identityFile.empty())
        line += " -i " + shellWord(server.identityFile);
    if (server.port)
        line += " -p " + std::to_string(server.port);
    return line + " " + (server.user.empty() ? std::string() : server.user + "@") + server.host;
}

Problem sshProblem(const std::string &errors, const SshServer &server)
{
    auto words = sshWords(errors);
    const auto name = server.toText();
    const auto problem = [&words](Code code, std::vector<std::string> arguments, bool retryable) {
        return Problem{code, std::move(arguments), {}, {}, words, retryable};
    };
    if (mentions(words, "IDENTIFICATION HAS CHANGED") || mentions(words, "REVOKED HOST KEY")
        || mentions(words, "has changed and you have requested strict checking"))
        return problem(Code::SshHostChanged, {name, fingerprintIn(errors), offendingIn(errors)}, false);
    if (mentions(words, "Host key verification failed") || mentions(words, "host key is known for"))
        return problem(Code::SshHostUnknown, {name, fingerprintIn(errors), sshByHand(server)}, false);
    if (mentions(words, "Permission denied (") || mentions(words, "Too many authentication failures"))
        return problem(Code::SshRefused, {name, sshByHand(server)}, false);
    if (mentions(words, "timed out") || mentions(words, "Timeout, server"))
        return problem(Code::SshSilent, {name}, true);
    if (words.empty())
        words = "ssh was ended by somebody else";
    return problem(Code::SshEnded, {name, sshByHand(server)}, true);
}

std::string sshWords(const std::string &errors)
{
    std::string words;
    for (const auto &line : linesOf(errors)) {
        const bool chatter = line.empty() || startsWith(line, "debug") || startsWith(line, "OpenSSH_")
                             || startsWith(line, "Authenticated to ") || startsWith(line, "Transferred: ")
                             || startsWith(line, "Bytes per second") || startsWith(line, "@@@")
                             || !refusalIn(line).empty();
        if (!chatter)
            words += (words.empty() ? "" : "\n") + line;
    }
    return words;
}

std::string refusalIn(const std::string &line)
{
    constexpr std::string_view mark = ": open failed: ";
    const auto at = line.find(mark);
    if (!startsWith(line, "channel ") || at == std::string::npos)
        return {};
    return line.substr(at + mark.size());
}

bool portWasTaken(const std::string &errors)
{
    return mentions(errors, "cannot listen to port") || mentions(errors, "Could not request local forwarding");
}

bool saysReady(const std::string &line)
{
    return startsWith(line, "debug1: Entering interactive session");
}

} // namespace tidegate::endpoint
