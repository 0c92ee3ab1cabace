// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "cli/help.h"

#include "cli/exit_code.h"
#include "cli/flags.h"

namespace tidegate::cli {

namespace {

struct VerbHelp {
    Verb verb;
    const char *text;
};

constexpr VerbHelp verbHelp[] = {
    {Verb::Check, "look at both servers and say what would stand in the way; changes nothing"},
    {Verb::Run, "copy the publications' tables and follow every change, until stopped or cut over"},
    {Verb::RefreshPublication, "let the live run take up tables added to its publications"},
    {Verb::Status, "how far a migration is, table by table; what its slot costs the source"},
    {Verb::Pause, "stop copying and applying; the slot stays, changes wait on the source"},
    {Verb::Resume, "go on"},
    {Verb::Resync, "remove a table's rows on the target and copy it again, while all others go on"},
    {Verb::Skip, "leave out one change that the target refuses, for good, and record that"},
    {Verb::Schema, "make on the target what waits for the copy: indexes, foreign keys, and triggers after the cutover"},
    {Verb::CopySequences, "set the target's sequences to where the source's are"},
    {Verb::Cutover, "drain what is under way, set the sequences, and end the migration"},
    {Verb::Drop, "remove the slot and what Tidegate made for the migration; data stays unless asked otherwise"},
};

std::string padded(std::string text, std::size_t width)
{
    if (text.size() < width)
        text.append(width - text.size(), ' ');
    return text;
}

std::string overview()
{
    std::string text = "tidegate-cli moves a live PostgreSQL or TimescaleDB database to another server.\n\n"
                       "tidegate-cli COMMAND [FLAGS]\n\n";
    for (const auto &entry : verbHelp)
        text += "  " + padded(verbName(entry.verb), 21) + entry.text + "\n";
    text += "  " + padded("help [COMMAND]", 21) + "this text, or the flags of one command\n";
    text += "  " + padded("--version", 21) + "the version\n";
    text += "\nPasswords come from the connection string, PGPASSWORD, PGPASSFILE or a service file, and are\n"
            "never printed or logged.\n\nExit codes\n";
    return text + exitCodeHelp();
}

std::string indented(const std::string &text, std::size_t width)
{
    std::string result;
    for (const char c : text) {
        result += c;
        if (c == '\n')
            result.append(width, ' ');
    }
    return result;
}

} // namespace

std::string helpText(std::optional<Verb> about)
{
    if (!about || *about == Verb::Help || *about == Verb::Version)
        return overview();
    std::string text = "tidegate-cli " + std::string(verbName(*about));
    std::string list;
    for (const auto &flag : flags()) {
        if (!flag.isFor(*about))
            continue;
        const auto form = "--" + std::string(flag.name) + (flag.value ? " " + std::string(flag.value) : "");
        if (flag.isRequiredBy(*about))
            text += " " + form;
        list += "  " + padded(form, 29) + (form.size() > 28 ? "\n" + std::string(31, ' ') : "")
                + indented(flag.help, 31) + "\n";
    }
    for (const auto &entry : verbHelp) {
        if (entry.verb == *about)
            text += " [FLAGS]\n\n  " + std::string(entry.text) + "\n\n";
    }
    return text + list;
}

} // namespace tidegate::cli
