// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "base/stop_token.h"
#include "cutover/stop_writes.h"
#include "journal/fence.h"
#include "postgres/connection_parameters.h"
#include "script/script.h"

#include <cstddef>
#include <string>

namespace tidegate::cutover {

/// What a cutover has done to the source's writers, and what it takes to undo that. A value: it outlives the cutover, for
/// a source that cannot be opened at once.
struct Closing {
    postgres::ConnectionParameters source;
    postgres::ConnectionParameters target;
    journal::Fence fence;
    StopWritesBy by = StopWritesBy::Hand;
    script::Script undo;     ///< as StopPlan::undo
    bool begun = false;      ///< a statement that stops the writes may have been run
    bool keepClosed = false; ///< as asked: nothing is undone
    bool tried = false;      ///< the first statement of `undo` may have been run
    std::size_t undone = 0;  ///< statements of `undo` that were run
};

enum class Reopened {
    Opened,
    NothingDone, ///< by us, and the source is not read-only by its own setting
    StillClosed
};

struct Reopening {
    Reopened how = Reopened::NothingDone;
    std::string words;      ///< for people, a clause; with StillClosed it ends with the SQL that opens the source by hand
    bool mayFollow = false; ///< StillClosed: the same, tried later, may open it
};

/// Undoes what `closing` did, on connections of its own, since a stop or a lost server has closed those of the cutover;
/// `tries` times half a second apart. Throws nothing, also where `stop` ends it: why the cutover ended is what must be heard.
///
/// Fenced: a source that is opened while another engine has cut over takes writes that nobody carries over. So the target
/// is asked first, and if it does not answer the source stays closed.
Reopening reopen(Closing &closing, int tries, const StopToken &stop = {});

} // namespace tidegate::cutover
