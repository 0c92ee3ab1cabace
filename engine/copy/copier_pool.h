// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "copy/copy_context.h"
#include "units/unit_registry.h"

#include <memory>
#include <vector>

namespace tidegate::copy {

/// Threads that take admitted units from the registry and copy them until all are done, waiting without
/// work while there is none. Failures back off: 1 s to 30 s for what mends itself, 30 s for what somebody
/// must mend. Made, stopped and destroyed by one thread; the queries may come from any.
class CopierPool
{
public:
    /// `registry` must outlive the pool. `onProblem` comes from the pool's threads, one call at a time.
    CopierPool(CopyContext context, units::UnitRegistry &registry, ProblemCallback onProblem);
    /// stop()
    ~CopierPool();
    CopierPool(const CopierPool &) = delete;
    CopierPool &operator=(const CopierPool &) = delete;

    void start(int workers);
    /// Asks all to stop and waits for them: within a second. What they copied is rolled back and given back
    /// as far as the target can be reached; start() of this generation mends the rest.
    void stop();

    /// Backends on the source that hold locks of ours: for GiveWay.
    std::vector<int> sourceBackends() const;
    int busy() const; ///< units being copied now

private:
    class Work;
    std::unique_ptr<Work> m_work;
};

} // namespace tidegate::copy
