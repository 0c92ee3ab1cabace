// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "base/log.h"
#include "base/stop_token.h"
#include "cli/arguments.h"
#include "cli/exit_code.h"
#include "cli/output.h"
#include "cli/servers.h"

namespace tidegate::cli {

/// One function per verb. They throw what the engine throws; program.cpp turns that into words and an exit code.
struct CommandContext {
    const Arguments &arguments;
    Output &output;
    Servers &servers;
    Log log;
    StopToken stop;
};

Exit runMigration(const CommandContext &context); ///< needs the QCoreApplication; runs its event loop
Exit showStatus(const CommandContext &context);
Exit check(const CommandContext &context);
Exit copySequences(const CommandContext &context);
Exit drop(const CommandContext &context);
Exit refreshPublication(const CommandContext &context);
Exit setPaused(const CommandContext &context, bool paused);
Exit resync(const CommandContext &context);
Exit skipChange(const CommandContext &context);
Exit cutOver(const CommandContext &context);
Exit makeLateDefinitions(const CommandContext &context);

} // namespace tidegate::cli
