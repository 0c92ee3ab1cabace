// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "base/lsn.h"
#include "base/relation_name.h"
#include "base/snapshot.h"
#include "journal/fence.h"
#include "postgres/connection.h"

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace tidegate::journal {

/// A row of copy_unit. States: i waiting, d copying, f copied at `lsn` (F_u) with `snapshot`, r past the sync
/// point (snapshot erased, never to be consulted again; exactness.md rule 10).
struct UnitRow {
    std::int64_t id = 0;
    char state = 'i';
    std::string kind = "list"; ///< list, relation, sliced or range (range_rows.h)
    int slices = 0;
    bool admitted = false; ///< its barriers have passed: a claim may be made (rules 1-3)
    std::optional<Snapshot> snapshot;
    Lsn lsn;
    int attempts = 0;
};

/// A row of subscription_rel.
struct RelationRow {
    std::uint32_t oid = 0; ///< on the source
    RelationName source;
    RelationName target;
    std::string publication;
    std::string terms; ///< catalog::recordedTerms() when it joined, with the partitions that its copy read
    char state = 'i';
    std::int64_t unit = 0; ///< 0: it has key ranges
    std::int64_t rowsCopied = 0;
    std::int64_t bytesCopied = 0;
    std::int64_t approximateRows = -1;
    std::int64_t approximateBytes = 0;
    bool shared = false;  ///< its target is fed by several roots, or was not empty: no range DELETE, no TRUNCATE
    bool stopped = false; ///< changes of it are not applied any more; lastError says why
    /// Some unit of it is copied (f, r), so that the target may lack what the stream does not bring.
    bool copied = false;
    std::string lastError;
};

struct UnitsOfSubscription {
    std::vector<UnitRow> units;
    std::vector<RelationRow> relations;

    std::size_t unfinished() const; ///< units not yet r
};

/// Everything, in one snapshot of the target.
UnitsOfSubscription readUnits(postgres::Connection &target, const std::string &subscription);

/// The units alone, for the consumer: read after its proof, in a statement of its own.
std::vector<UnitRow> readUnitStates(postgres::Connection &target, const std::string &subscription);

/// Adds tables, in one statement; their unit none if they have key ranges. Inside a fenced transaction.
void insertRelations(postgres::Connection &target, const Fence &fence, const std::vector<RelationRow> &relations,
                     std::optional<std::int64_t> unit, char state);
/// Adds one unit with its relations, state i (or r where there is nothing to copy); inside a fenced transaction.
std::int64_t insertUnit(postgres::Connection &target, const Fence &fence, const UnitRow &unit,
                        const std::vector<RelationRow> &relations);
/// Barriers passed: inside a fenced transaction.
void admitUnits(postgres::Connection &target, const std::vector<std::int64_t> &units);
/// Units of these tables that wait for their copy wait for barriers again, those that are being copied too: what their copiers
/// commit at this moment is waited for, and after it they commit nothing. Gives the tables of which no unit is copied. Inside a
/// fenced transaction.
std::vector<std::uint32_t> withdrawAdmission(postgres::Connection &target, const Fence &fence, const std::vector<std::uint32_t> &oids);
/// Takes a table out of a list that is not copied yet, into a unit of its own; inside a fenced transaction, while no consumer
/// runs, who might have read one of the two without the other. False: it is alone, or copied.
bool splitOut(postgres::Connection &target, const Fence &fence, std::uint32_t oid);
/// Tables that left the publication or are copied anew, with units that then hold none; inside a fenced transaction.
/// A unit that is being copied goes back to i, so that nothing of such a table can be committed after this.
void removeRelations(postgres::Connection &target, const Fence &fence, const std::vector<std::uint32_t> &oids);

/// A table that left the subscription, and the target in which its rows are still.
struct LeftBehind {
    std::uint32_t oid = 0; ///< on the source; 0: it was of another subscription, which is forgotten since
    RelationName source;   ///< then empty
    RelationName target;   ///< as it was called then
    std::uint32_t there = 0; ///< oid of the target, which a new name keeps; 0: not known
};
std::vector<LeftBehind> readLeftBehind(postgres::Connection &target, const std::string &subscription);
/// Inside a fenced transaction.
void addLeftBehind(postgres::Connection &target, const Fence &fence, const LeftBehind &left);
/// The targets, which have these names and oids now, hold none of their rows any more; inside a fenced transaction.
void forgetLeftBehind(postgres::Connection &target, const Fence &fence, const std::map<RelationName, std::uint32_t> &tables);

/// Rule 4: committed before the snapshot is taken; what stood in the way of an earlier attempt does not do so now. False: somebody
/// else has it.
bool claimUnit(postgres::Connection &target, std::int64_t unit, const std::string &owner, std::int64_t generation);
/// Which relations the unit has now. Asked by the owner after its claim: until then a table may have left it.
std::vector<std::uint32_t> relationsOfUnit(postgres::Connection &target, std::int64_t unit, bool isRange);
/// Back to i, if it is still the owner's.
void giveBackUnit(postgres::Connection &target, std::int64_t unit, const std::string &owner,
                  const std::string &error);
/// Rule 5, inside the target transaction of the rows. False: the unit is no longer the owner's, roll back.
bool finishUnit(postgres::Connection &target, std::int64_t unit, const std::string &owner, const Snapshot &snapshot,
                Lsn copiedAt, std::int64_t rows, std::int64_t bytes);

/// Rule 10: the SQL that erases the snapshots of units copied at or before `stored`, for the transaction that
/// stores that progress; returns unit ids.
/// Of those units alone which the consumer names: of others it may have parked changes that are not on the target yet.
std::string eraseSnapshotsSql(const Fence &fence, Lsn stored, const std::vector<std::int64_t> &units);

/// Every table that goes to one of these is shared from now on; inside a fenced transaction.
void markShared(postgres::Connection &target, const Fence &fence, const std::vector<RelationName> &targets);
/// By which terms it is published now, where nothing has to be copied for that; fenced.
void recordTerms(postgres::Connection &target, const Fence &fence, std::uint32_t oid, const std::string &terms);
/// A table whose changes are no longer applied, and why; fenced.
void stopRelation(postgres::Connection &target, const Fence &fence, std::uint32_t oid, const std::string &why);
void stopRelations(postgres::Connection &target, const Fence &fence, const std::map<std::uint32_t, std::string> &whys);

} // namespace tidegate::journal
