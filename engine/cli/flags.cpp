// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "cli/flags.h"

#include "base/problem.h"

#include <algorithm>

namespace tidegate::cli {

namespace {

[[noreturn]] void refuse(const std::string &why)
{
    throw ProblemError(Code::BadUsage, {why});
}

int wholeNumber(const std::string &flag, const std::string &text, int least, int most)
{
    const bool digits = !text.empty() && text.size() < 10
                        && std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
    const int number = digits ? std::stoi(text) : -1;
    if (!digits || number < least || number > most)
        refuse("--" + flag + " takes a whole number from " + std::to_string(least) + " to "
               + std::to_string(most));
    return number;
}

/// What Go's flag library takes for a boolean, since the guide's commands were written for it.
bool truth(const std::string &flag, std::string text)
{
    std::transform(text.begin(), text.end(), text.begin(),
                   [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
    if (text == "true" || text == "t" || text == "1")
        return true;
    if (text == "false" || text == "f" || text == "0")
        return false;
    refuse("--" + flag + " takes true or false");
}

/// libpq's reason is kept, the text itself never shown: it may hold a password.
endpoint::Endpoint connection(const std::string &flag, const std::string &text)
{
    try {
        return endpoint::Endpoint::fromText(text);
    } catch (const ProblemError &error) {
        const auto &arguments = error.problem().arguments;
        throw ProblemError(error.problem().code,
                           {"--" + flag + (arguments.empty() ? std::string() : ": " + arguments.front())});
    }
}

const std::vector<Verb> &onSubscription()
{
    static const std::vector<Verb> verbs = {Verb::Run,           Verb::RefreshPublication,
                                            Verb::CopySequences, Verb::Drop,
                                            Verb::Status,        Verb::Pause,
                                            Verb::Resume,        Verb::Resync,
                                            Verb::Skip,          Verb::Check,
                                            Verb::Cutover,       Verb::Schema};
    return verbs;
}

const std::vector<Verb> &commands()
{
    static const std::vector<Verb> verbs = {Verb::RefreshPublication, Verb::Pause,   Verb::Resume,
                                            Verb::Resync,             Verb::Skip,    Verb::Cutover,
                                            Verb::Drop};
    return verbs;
}

} // namespace

bool Flag::isFor(Verb verb) const
{
    return verbs.empty() || std::find(verbs.begin(), verbs.end(), verb) != verbs.end();
}

bool Flag::isRequiredBy(Verb verb) const
{
    return std::find(requiredBy.begin(), requiredBy.end(), verb) != requiredBy.end();
}

const std::vector<Flag> &flags()
{
    using Text = const std::string &;
    // The order is that of the help.
    static const std::vector<Flag> all = {
        {"publication",
         "NAME",
         true,
         {Verb::Run, Verb::Check},
         {Verb::Check},
         "Publication on the source whose tables are migrated. Repeat it for several. A later run may\n"
         "leave it out: the journal knows.",
         [](Arguments &to, Text value) { to.publications.push_back(value); }},
        {"subscription",
         "NAME",
         false,
         onSubscription(),
         {Verb::Run, Verb::RefreshPublication, Verb::CopySequences, Verb::Drop, Verb::Pause, Verb::Resume,
          Verb::Resync, Verb::Skip, Verb::Cutover, Verb::Schema},
         "Name of this migration on the target.",
         [](Arguments &to, Text value) { to.subscription = value; }},
        {"source",
         "URI",
         false,
         onSubscription(),
         {Verb::Run, Verb::CopySequences, Verb::Drop, Verb::Check, Verb::Schema},
         "Connection string of the database that is moved: a URI or key=value pairs.",
         [](Arguments &to, Text value) { to.source = connection("source", value); }},
        {"target", "URI", false, onSubscription(), onSubscription(),
         "Connection string of the database that it is moved to.",
         [](Arguments &to, Text value) { to.target = connection("target", value); }},
        {"source-ssh",
         "USER@HOST[:PORT]",
         false,
         onSubscription(),
         {},
         "Reach the source through a tunnel of OpenSSH's. The connection string then names it as this host\n"
         "knows it; a certificate is still checked against that name. The host key must be known already.",
         [](Arguments &to, Text value) { to.sourceSsh = endpoint::SshServer::fromText(value); }},
        {"target-ssh",
         "USER@HOST[:PORT]",
         false,
         onSubscription(),
         {},
         "The same for the target.",
         [](Arguments &to, Text value) { to.targetSsh = endpoint::SshServer::fromText(value); }},
        {"ssh-config",
         "FILE",
         false,
         onSubscription(),
         {},
         "OpenSSH's configuration for the tunnels, instead of ~/.ssh/config: keys, known hosts, jump hosts.",
         [](Arguments &to, Text value) { to.sshConfig = value; }},
        {"table-map",
         "JSON",
         true,
         {Verb::Run, Verb::RefreshPublication, Verb::Resync, Verb::Check},
         {},
         "{\"source\":{\"schema\":\"s\",\"table\":\"t\"},\"target\":{\"schema\":\"s2\",\"table\":\"t2\"}}: "
         "the source table\n"
         "is an anchored regular expression, the first match wins; without tables a whole schema moves. resync\n"
         "puts it before the maps that are known, and copies the table into the target that it has then.",
         [](Arguments &to, Text value) { to.tableMap.add(value); }},
        {"table-sync-workers",
         "N",
         false,
         {Verb::Run},
         {},
         "Parallel workers of the copy (default 4).",
         [](Arguments &to, Text value) {
             to.tableSyncWorkers = wholeNumber("table-sync-workers", value, 1, 100);
         }},
        {"copy-data",
         "true|false",
         false,
         {Verb::Run},
         {},
         "false: only changes made from now on are replicated (default true).",
         [](Arguments &to, Text value) { to.copyData = truth("copy-data", value); }},
        {"end-lsn",
         "LSN",
         false,
         {Verb::Run},
         {},
         "Stop once everything up to this WAL position is on the target.",
         [](Arguments &to, Text value) {
             to.endLsn = Lsn::parse(value);
             if (!to.endLsn)
                 refuse("--end-lsn takes a WAL position such as 16/B374D848");
         }},
        {"take-over",
         nullptr,
         false,
         {Verb::Run},
         {},
         "End a live run of this subscription elsewhere and go on here.",
         [](Arguments &to, Text) { to.takeOver = true; }},
        {"allow-nonempty",
         "SCHEMA.TABLE",
         true,
         {Verb::Run, Verb::Check},
         {},
         "Rows may stand in this target table; they are never touched. Repeat it for several.",
         [](Arguments &to, Text value) { to.allowNonempty.push_back(value); }},
        {"wal-limit",
         "BYTES",
         false,
         {Verb::Run},
         {},
         "Let the slot go, and with it this migration, when it makes the source keep more WAL than this\n"
         "(300MB, 20GB; default: never).",
         [](Arguments &to, Text value) {
             const auto bytes = parseBytes(value);
             if (!bytes)
                 refuse("--wal-limit takes a number of bytes, or one with kB, MB, GB or TB");
             to.walLimitBytes = *bytes;
         }},
        {"on-definition-change",
         "wait|recopy",
         false,
         {Verb::Run},
         {},
         "A table whose definition changes on the source: wait (default) holds the stream there and shows the\n"
         "statement that mends the target; recopy lets the others go on and copies it again once it was mended.",
         [](Arguments &to, Text value) {
             if (value != "wait" && value != "recopy")
                 refuse("--on-definition-change takes wait or recopy");
             to.copyAgainWhenRedefined = value == "recopy";
         }},
        {"confirm-delay",
         "SECONDS",
         false,
         {Verb::Run},
         {},
         "How long applied WAL is still kept on the source, in case the target fails over (default 60).",
         [](Arguments &to, Text value) {
             to.confirmDelaySeconds = wholeNumber("confirm-delay", value, 0, 86400);
         }},
        {"table",
         "SCHEMA.TABLE",
         true,
         {Verb::Resync},
         {Verb::Resync},
         "Source table to copy again: its rows on the target are removed first. Repeat it for several.",
         [](Arguments &to, Text value) { to.tables.push_back(value); }},
        {"lsn",
         "LSN",
         false,
         {Verb::Skip},
         {Verb::Skip},
         "Position of the change that the stream waits at, as the run and status tell it.",
         [](Arguments &to, Text value) {
             to.lsn = Lsn::parse(value);
             if (!to.lsn)
                 refuse("--lsn takes a WAL position such as 16/B374D848");
         }},
        {"preview",
         nullptr,
         false,
         {Verb::CopySequences, Verb::Schema},
         {},
         "Show what would be set or made, and change nothing.",
         [](Arguments &to, Text) { to.preview = true; }},
        {"stop-writes",
         "none|read-only",
         false,
         {Verb::Cutover},
         {},
         "none: you have stopped them (default). read-only: makes the source database read-only by default\n"
         "and ends its other sessions.",
         [](Arguments &to, Text value) {
             if (value != "none" && value != "read-only")
                 refuse("--stop-writes takes none or read-only");
             to.stopWrites = value;
         }},
        {"no-sequences",
         nullptr,
         false,
         {Verb::Cutover},
         {},
         "Leave the target's sequences as they are.",
         [](Arguments &to, Text) { to.sequences = false; }},
        {"abort",
         nullptr,
         false,
         {Verb::Cutover},
         {},
         "Call off the cutover that is going on, whoever began it: what it did to the source's writers is\n"
         "undone, and the stream goes on. Possible until the target has recorded it.",
         [](Arguments &to, Text) { to.abort = true; }},
        {"stop-engine",
         nullptr,
         false,
         {Verb::Drop},
         {},
         "Stop a live run of this subscription first.",
         [](Arguments &to, Text) { to.stopEngine = true; }},
        {"source-gone",
         nullptr,
         false,
         {Verb::Drop},
         {},
         "Forget the migration on the target although the source cannot be reached. No rows are removed then.",
         [](Arguments &to, Text) { to.sourceGone = true; }},
        {"empty-target",
         nullptr,
         false,
         {Verb::Drop},
         {},
         "Also remove the rows that the migration has brought to the target, so that the same run can be started\n"
         "anew. Says first what goes. Never after a cutover; tables that the source would not fill again, and those\n"
         "in which rows of others may be, are left and named.",
         [](Arguments &to, Text) { to.emptyTarget = true; }},
        {"yes",
         nullptr,
         false,
         {Verb::Drop, Verb::Cutover, Verb::Resync, Verb::Schema, Verb::Skip},
         {},
         "Do not ask on a terminal; elsewhere resync, schema, skip and drop --empty-target do nothing without it.",
         [](Arguments &to, Text) { to.yes = true; }},
        {"follow",
         nullptr,
         false,
         {Verb::Status},
         {},
         "Show it again every two seconds, until Ctrl-C.",
         [](Arguments &to, Text) { to.follow = true; }},
        {"timeout",
         "SECONDS",
         false,
         commands(),
         {},
         "How long to wait for the live run's answer (0: for ever).",
         [](Arguments &to, Text value) { to.timeoutSeconds = wholeNumber("timeout", value, 0, 604800); }},
        {"json",
         nullptr,
         false,
         onSubscription(),
         {},
         "One JSON object per line on standard output.",
         [](Arguments &to, Text) { to.json = true; }},
        {"log",
         "FILE",
         false,
         onSubscription(),
         {},
         "Write the log to this file (rotating, 5 of 10 MB).",
         [](Arguments &to, Text value) { to.logFile = value; }},
        {"verbose",
         nullptr,
         false,
         onSubscription(),
         {},
         "Log more.",
         [](Arguments &to, Text) { to.verbose = true; }},
    };
    return all;
}

} // namespace tidegate::cli
