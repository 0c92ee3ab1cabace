// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "base/problem.h"
#include "base/stop_token.h"
#include "endpoint/endpoint.h"

#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace tidegate::endpoint {

enum class StageKind { Tunnel, Resolve, Reach, Encrypt, Login, Version, Pooler, Replicate, Create, ReplicaRole };
const char *stageName(StageKind kind); ///< "tunnel", "resolve", …: for logs and JSON

enum class Verdict {
    Passed,
    Warned, ///< will work, with the problem in mind
    Failed
};

/// One stage of a connection test. What was not reached is not in the list.
struct Stage {
    StageKind kind = StageKind::Resolve;
    std::string subject; ///< the host, where there are several
    Verdict verdict = Verdict::Passed;
    int milliseconds = 0;
    std::string detail;             ///< what was found: addresses, TLS version, server version
    std::optional<Problem> problem; ///< unless passed; its code's phrase is the remedy
};

struct TestReport {
    std::vector<Stage> stages;
    bool usable = false; ///< all that matters has passed
};

enum class Purpose { Source, Target };

/// Tries an endpoint stage by stage: the SSH tunnel if it has one (name and port are then the far end's), name, port, encryption, login, server version, pooler, and the rights
/// that its purpose needs (source: REPLICATION; target: CREATE on the database, session_replication_role).
/// Leaves nothing behind. On a worker's thread; `onStage` is called there as each stage ends. Asked to stop
/// it throws Stopped within a second.
TestReport testConnection(const Endpoint &endpoint, Purpose purpose, const StopToken &stop,
                          const std::function<void(const Stage &)> &onStage = {});

} // namespace tidegate::endpoint
