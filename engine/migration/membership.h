// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "base/finding.h"
#include "catalog/relation.h"
#include "definition/memory.h"
#include "definition/names.h"
#include "journal/fence.h"
#include "journal/subscription.h"
#include "journal/unit_rows.h"
#include "migration/resync.h"
#include "plan/table_map.h"
#include "preflight/inspection.h"
#include "postgres/connection.h"
#include "units/unit_registry.h"

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace tidegate::migration {

/// Bytes copied by a run before its pace counts: small tables are all round trips.
constexpr std::uint64_t enoughForPace = 100'000'000;

/// How tables come into a subscription and leave it (exactness.md rules 1 to 3). Whatever here looks at the publications,
/// but published(), throws SqlError lockNotAvailable if somebody holds one of their tables for half a second: the caller has
/// a stream to keep going, commands to hear and perhaps the fence in hand. A table joins as units that wait
/// (state i, not admitted); they are admitted once barrier, touch and barrier have passed after it was published.
class Membership
{
public:
    struct Change {
        std::vector<std::string> joined;
        std::vector<RelationName> joinedNames;
        std::vector<std::string> left;
        std::vector<std::uint32_t> leftOids;
        std::vector<std::string> refused; ///< "table: why", not added
        std::vector<Finding> findings;    ///< what else a start would say of those that joined; none of them refuses
        std::vector<std::string> elsewhere; ///< followed into another target than the table map has now: "table into target"
        std::vector<std::string> kept;      ///< or than a given one had, which has been left out of that
    };

    /// Called before a target transaction takes units away: when it returns, no copier may be in the middle of a slice
    /// of these relations (oids). A slice holds its row of the journal until it ends; we would wait for it with the fence
    /// in hand, and the stream for us.
    using LetGo = std::function<void(const std::vector<std::uint32_t> &relations)>;

    /// `record` as the journal has it now; it outlives this, and is told what becomes of the table map.
    Membership(postgres::Connection &source, postgres::Connection &target, const journal::Fence &fence,
               journal::SlotRecord &record, LetGo letGo = {});

    /// What a copier of this subscription has copied so far, in bytes a second, or is expected to copy, for the size of key ranges; none: as assumed.
    void expectPace(std::optional<double> bytesPerSecond) { m_pace = bytesPerSecond; }

    /// The first of them that the source does not have, as while it is renamed.
    static std::optional<std::string> missing(postgres::Connection &source, const std::vector<std::string> &publications);
    /// Source tables that the publications hold now.
    std::vector<catalog::PublishedTable> published(const std::vector<std::string> &publications);
    /// Writes units for published tables that the journal does not know, forgets those no longer published. The new
    /// units are not admitted yet, unless nothing is to be copied. What a start would refuse does not join. `maps`, if there are any,
    /// take the place of the table map, in the same target transaction; but for exact ones of tables that are followed.
    Change reconcile(const std::vector<std::string> &publications, const std::vector<std::string> &maps = {});
    /// Rule 13: empties the targets of these tables and has them join anew, in one target transaction; they are not admitted yet. No consumer may run meanwhile. Throws what resyncGroup() does.
    /// What a start would refuse it refuses, before anything is emptied, as ProblemError with that code; but for columns that the
    /// target lacks, for which the copy waits. `whole`: not in key ranges. `maps`: where these tables go from now on, before all that
    /// was said of them; of what moves the table map says so, by exact maps, from the same target transaction on.
    Change resync(const ResyncOf &tables, bool replicaRole, bool whole = false, const std::vector<std::string> &maps = {});
    /// Admits what needs no barriers of its own: tables that were in the publication before the slot was made
    /// (`alreadyPublished`, oids), whose barriers were the slot's (rule 1). Returns the units that go through rule 2
    /// first (slot/join_barriers.h), for admitUnits().
    std::vector<std::int64_t> admit(const std::vector<std::uint32_t> &alreadyPublished);
    void admitUnits(const std::vector<std::int64_t> &units);
    /// Tables of which nothing is copied, and that are published otherwise than when they joined.
    struct PublishedAnew {
        std::vector<std::uint32_t> noted;              ///< by the terms of now; not admitted
        std::map<std::uint32_t, std::string> refused;  ///< a start would not take them as they are now, and why
    };
    /// Of those of which anything is copied by now it notes nothing.
    PublishedAnew noteTerms(const std::vector<std::uint32_t> &tables);
    /// Into the journal, what tables that were renamed are called now (definition/names.h), into the table map as well. No consumer
    /// may run meanwhile. Gives what the table map could not be asked (BadTableMap): then that is as it was.
    std::optional<Problem> followNames();
    bool namesMoved(); ///< followNames() has something to do
    /// A table map that takes the place of the journal's.
    struct Maps {
        plan::TableMap map;
        std::vector<std::string> kept; ///< it had other targets for these, which go on where they went: "table into target"
    };
    /// After followNames(). `named`: who is named in it, by an exact map, goes by that from its next resync on.
    Maps mapsBeside(const plan::TableMap &given, bool named = false);
    /// The journal's units and relations into memory.
    void load(units::UnitRegistry &registry, const std::vector<std::string> &publications, bool anew);

private:
    /// Throws ProblemError PublicationMissing rather than show tables as no longer published.
    preflight::Inspection gather(const std::vector<std::string> &publications, const plan::TableMap &map);
    /// As they are called there.
    std::vector<plan::SentTable> sent(const std::vector<definition::Followed> &followed);
    /// The table map once the tables that have other names have them there, too. Throws BadTableMap.
    std::vector<std::string> mapsFollowing(const definition::Names &names, const std::vector<definition::Followed> &moved);
    /// By itself, where nothing moves.
    void recordMaps(const std::vector<std::string> &maps);
    /// The table map once `group` has gone where `map` sends it. `asked`: where that differs from the journal's, although none moves, this
    /// was asked for.
    std::vector<std::string> mapsAfter(const std::vector<preflight::TablePair> &group, const std::map<std::uint32_t, RelationName> &went,
                                       const plan::TableMap &map, bool asked) const;
    /// By the names that the source has for them now.
    std::vector<definition::Followed> followedNow();
    /// The targets of what is copied again, in its transaction: those that it has filled (`ours`) are emptied, the others must be empty.
    void emptyForCopies(const std::map<RelationName, const catalog::Relation *> &targets, const std::set<RelationName> &ours);
    /// Tables that are followed go where they went when they joined, whatever the table map has for them now.
    void goOnWhereTheyWent(std::vector<preflight::TablePair> &pairs, const std::vector<journal::RelationRow> &followed);
    /// Takes those out of `fresh` that a start would refuse, and says why. `inspection`: of all that is published.
    static void keepAcceptable(const preflight::Inspection &inspection, std::vector<preflight::TablePair> &fresh, Change &change);
    /// Of `findings`, why these tables are refused: the first of each.
    static std::map<std::uint32_t, std::string> refusals(const std::vector<Finding> &findings, const std::set<std::uint32_t> &tables);
    /// Under the same names.
    static bool hasSameColumns(const definition::Known &known, const definition::Definition &sent);
    /// As they are now, for the comparison when they are copied (definition/memory.h).
    void rememberDefinitions(const std::vector<preflight::TablePair> &pairs);
    void recordDefinitions(std::map<std::uint32_t, definition::Known> tables);
    void insertUnits(const preflight::Inspection &inspection, const std::vector<preflight::TablePair> &pairs, const std::set<RelationName> &shared,
                     Change &change, bool whole = false);
    /// Of the tables that are not known, but for targets of which it is not asked.
    std::set<RelationName> targetsWithRows(const std::vector<preflight::TablePair> &pairs, const std::set<std::uint32_t> &known,
                                           const std::set<RelationName> &ours);

    postgres::Connection &m_source;
    postgres::Connection &m_target;
    const journal::Fence &m_fence;
    journal::SlotRecord &m_record;
    LetGo m_letGo;
    std::optional<double> m_pace;
};

} // namespace tidegate::migration
