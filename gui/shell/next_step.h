// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "progress/progress_snapshot.h"

#include <QString>

#include <optional>

namespace tidegate::frame {
class Workspace;
}

namespace tidegate::shell {

/// How the migration in work stands, as far as it decides what comes next.
struct Standing {
    bool hasServers = false; ///< both chosen
    bool isTested = false;   ///< neither failed its last connection test
    bool hasTables = false;
    bool hasPublication = false;
    std::optional<bool> isChecked; ///< false: something was refused; absent: nobody has looked (as for what follows)
    std::optional<bool> hasTarget;
    std::optional<bool> hasKeys;
    bool hasBegun = false;
    bool isCutOver = false;
    bool isCleaned = false;
    bool needsFreshStart = false;         ///< the last run ended so that it cannot go on
    bool isActive = false;                ///< an engine runs it
    bool isReadOnly = false;              ///< elsewhere, and this window only looks on
    std::optional<progress::Phase> phase; ///< of the active engine, once it has told one
};

/// The one next step: what to do, and the page that it leads to.
struct NextStep {
    QString text;          ///< goes on a sentence that began "Next:"
    QString button;        ///< empty: there is nothing to do but to wait, or nothing at all
    QString page;          ///< its id
    bool proceeds = false; ///< the page is asked to do it, with its own question (Page::proceed())
};

Standing standing(frame::Workspace &workspace);
NextStep nextStep(const Standing &now);

} // namespace tidegate::shell
