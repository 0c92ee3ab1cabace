// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "base/problem.h"
#include "base/side.h"

#include <optional>
#include <string>
#include <vector>

namespace tidegate::script {

using tidegate::Side;
enum class State {
    Pending, ///< will be run
    Running,
    Done,
    Failed, ///< problem says why; the next run tries it again
    Skipped ///< left out: never run
};
/// Why a statement is Skipped.
enum class LeftOut {
    Refused,    ///< by the user
    Exists,      ///< what it makes is there already
    MayNeedMore, ///< a view: of tables that were not chosen, perhaps
    NotNeeded    ///< said by onlyIf when its turn came; the next run asks again
};

const char *sideName(Side side);    ///< "source", "target"
const char *stateName(State state); ///< "pending", …; for logs and JSON

/// One step of a script, to be read by a person before it runs.
struct Statement {
    /// What a user's own words stand in for.
    struct Original {
        std::string sql;
        bool destructive = false;
    };

    std::string sql; ///< names quoted and qualified; the session's search_path is pg_catalog
    std::string
        purpose; ///< a stable word for the kind of step, e.g. "set-sequence": the window translates it
    std::string comment; ///< English, for the exported file: why, and on what
    Side side = Side::Target;
    bool transactional =
        true; ///< false: must stand alone outside of a transaction (CREATE INDEX CONCURRENTLY)
    /// Others, the stream among them, wait behind a lock that it waits for: it soon lets them pass and tries again. Only of
    /// transactional ones.
    bool givesWay = false;
    /// Tables, quoted, that it locks against writers: while it holds one of them it does not wait for another, or it and a
    /// writer wait for each other. Only of what gives way.
    std::vector<std::string> locks;
    /// A query of one row and one boolean, asked on the same side when its turn has come: unless it says true, the statement
    /// is left out. Empty: none. Not for the user's own words, unless `onlyIfAnyway`.
    std::string onlyIf;
    bool onlyIfAnyway = false; ///< what it takes away may be somebody's by then, whatever the words
    bool destructive = false; ///< something is gone afterwards: the window asks first
    State state = State::Pending;
    std::optional<Problem> problem; ///< of the last attempt, while state is Failed
    LeftOut leftOut = LeftOut::Refused; ///< while state is Skipped
    std::string id;     ///< the same whenever the script is made anew, and of this one alone; empty: it has none
    std::string about;  ///< id of the statement that makes what this one is about; empty: none
    std::string object; ///< what it makes or changes, for people: "orders_pkey", "public.orders"
    std::string table;  ///< "public.orders", whose part the object is; empty if of none
    std::optional<Original> original; ///< while sql is the user's own

    bool asksFirst() const { return !onlyIf.empty() && (!original || onlyIfAnyway); }
};

} // namespace tidegate::script
