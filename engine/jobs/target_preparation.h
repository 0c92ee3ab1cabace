// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "base/stop_token.h"
#include "endpoint/endpoint.h"
#include "plan/plan.h"
#include "schema/preparation.h"
#include "script/runner.h"

#include <cstddef>
#include <string>
#include <vector>

namespace tidegate::jobs {

/// schema::prepareTarget() with connections and a pg_dump of its own, and with what the journal says of the plan's subscription.
/// `toolFolders`: where the user's own pg_dump is; may be empty. On a worker's thread. Throws ToolMissing, ToolFailed, connection errors, Stopped.
schema::TargetPreparation prepareTarget(const endpoint::Endpoint &source, const endpoint::Endpoint &target,
                                        const plan::MigrationPlan &plan, const std::vector<std::string> &toolFolders,
                                        const StopToken &stop, const schema::TellStep &tell = {});

/// Skips the foreign keys that are to run if they would act on what the stream brings (TargetPreparation::keysAct): the target and
/// its journal are asked just before they would be made. After the cutover nothing is skipped, and before the subscription has
/// begun nothing that was chosen by somebody who knew. How many; asks nothing where there are none. Throws connection errors, Stopped.
std::size_t holdActingKeys(script::Script &script, const endpoint::Endpoint &target, const std::string &subscription, bool chosen,
                           const StopToken &stop);

/// Runs what is pending of it, on whichever server each statement belongs to, up to the first failure; true if nothing
/// is left. The script keeps what was reached. Throws connection errors, Stopped.
bool runScript(script::Script &script, const endpoint::Endpoint &source, const endpoint::Endpoint &target,
               const script::Runner::Report &report, const StopToken &stop);

} // namespace tidegate::jobs
