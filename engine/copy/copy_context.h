// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "base/problem.h"
#include "copy/table_error.h"
#include "journal/fence.h"
#include "postgres/connection.h"
#include "progress/counters.h"

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace tidegate::copy {

/// What all copiers of a run share; constant while they run.
struct CopyContext {
    journal::Fence fence;
    postgres::ConnectionParameters source;
    postgres::ConnectionParameters target;
    std::vector<std::string> publications; ///< column lists and row filters come from them; may be empty
    std::string sourceSystem;              ///< what the journal recorded of the source (rule 14)
    std::uint64_t sourceTimeline = 0;      ///< the same; 0: not asked
    bool replicaRole = true;               ///< the role may set session_replication_role (rule 16)
    int sliceWorkers = 2; ///< connections pairs for one large relation, the leader's included
    std::shared_ptr<progress::Counters> counters; ///< may be null

    postgres::SessionOptions sourceOptions() const;
    postgres::SessionOptions targetOptions() const;
};

/// Called from copier threads, one call at a time: what went wrong with a unit; the unit will be tried again.
using ProblemCallback = std::function<void(const Problem &problem, const Concerned &concerned)>;

} // namespace tidegate::copy
