// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "base/lsn.h"
#include "endpoint/endpoint.h"
#include "plan/table_map.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace tidegate::cli {

enum class Verb {
    Run,
    RefreshPublication,
    CopySequences,
    Drop,
    Status,
    Pause,
    Resume,
    Resync,
    Skip,
    Check,
    Cutover,
    Schema,
    Help,
    Version
};

/// The word of the command line: "refresh-publication".
const char *verbName(Verb verb);

/// A command line, read. Holds passwords: never print it; Endpoint::display() is for people.
struct Arguments {
    Verb verb = Verb::Help;
    std::optional<Verb> helpAbout; ///< `help run` and `run --help`

    std::vector<std::string> publications;
    std::string subscription;
    std::optional<endpoint::Endpoint> source; ///< with its SSH server, once all flags are read
    std::optional<endpoint::Endpoint> target;
    std::optional<endpoint::SshServer> sourceSsh;
    std::optional<endpoint::SshServer> targetSsh;
    std::string sshConfig;
    plan::TableMap tableMap;
    int tableSyncWorkers = 4;
    bool copyData = true;
    std::optional<Lsn> endLsn;
    bool takeOver = false;
    std::vector<std::string> allowNonempty;
    std::uint64_t walLimitBytes = 0;
    bool copyAgainWhenRedefined = false;
    int confirmDelaySeconds = 60;

    bool preview = false;              ///< copy-sequences, schema
    std::vector<std::string> tables;   ///< resync: "schema.name" on the source
    std::optional<Lsn> lsn;            ///< skip: the change's position
    bool yes = false;                  ///< drop, cutover, resync, schema, skip: do not ask
    bool stopEngine = false;           ///< drop
    bool emptyTarget = false;          ///< drop: the tables that it filled, too
    bool sourceGone = false;           ///< drop: forget the journal although the source cannot be reached
    bool follow = false;               ///< status
    std::string stopWrites = "none";   ///< cutover: none or read-only
    bool sequences = true;             ///< cutover
    bool abort = false;                ///< cutover: call off the one that is going on
    std::optional<int> timeoutSeconds; ///< for an answer of the live engine; absent: the verb's own

    bool json = false;
    bool verbose = false;
    std::string logFile;
};

/// Reads the words after the program's name. `--flag value` and `--flag=value` are the same.
/// Throws ProblemError BadUsage, BadConnectionString, BadTunnel or BadTableMap; a value that may hold a secret is in none.
Arguments parseArguments(const std::vector<std::string> &words);

/// "512", "300MB", "20GB" (units of 1024, as in postgresql.conf); nullopt for anything else.
std::optional<std::uint64_t> parseBytes(const std::string &text);

} // namespace tidegate::cli
