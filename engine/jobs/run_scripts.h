// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "base/relation_name.h"
#include "journal/skip.h"
#include "postgres/connection.h"
#include "script/script.h"

#include <string>
#include <vector>

/// What a run and its commands do to the servers, as scripts to be read before. Pure, but for those that take a connection.
namespace tidegate::jobs {

/// What the first start of a subscription makes: the journal on the target, the slot on the source. To be read only:
/// the engine runs it itself, in steps that a script does not know.
script::Script startScript(const std::string &subscription);
/// What a resync does to the target's tables before they are copied again; to be read only (rule 13).
script::Script resyncScript(const std::vector<RelationName> &targets);
/// What it does to the target so that a table goes into another one from then on; to be read only (rule 13).
script::Script retargetScript(const std::string &subscription, const RelationName &source, const RelationName &from,
                              const RelationName &to);
/// How the journal records that a change may be left out; to be read only: the engine does it once more at that change, and
/// marks it there.
script::Script skipScript(const std::string &subscription, const journal::SkippedChange &change);
/// How the target's journal forgets tables that are no longer published; to be read only: the engine does it with all that
/// hangs on them.
script::Script leaveScript(const std::string &subscription, const std::vector<RelationName> &sources);
/// What taking a migration over does before it goes on: shuts the other engine out and ends its sessions on both
/// servers; to be read only (rule 12). Only looks.
script::Script takeOverScript(postgres::Connection &target, const std::string &subscription);
/// Takes tables into a publication and out of it, all or none; to be run. Empty if both lists are.
script::Script membershipScript(const std::string &publication, const std::vector<RelationName> &added,
                                const std::vector<RelationName> &removed);

/// The publication that Tidegate makes for a subscription, and may change without surprising anybody.
std::string ownPublication(const std::string &subscription);
/// The tables that these publications send now, ordered by name. Changes nothing.
std::vector<RelationName> publishedTables(postgres::Connection &source, const std::vector<std::string> &publications);

} // namespace tidegate::jobs
