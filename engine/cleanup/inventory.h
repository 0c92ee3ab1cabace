// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "base/lsn.h"
#include "cleanup/filled_tables.h"
#include "journal/fence.h"
#include "postgres/connection.h"
#include "script/script.h"

#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace tidegate::cleanup {

/// What a migration leaves behind. The order is that of removal: the journal goes last, since it names the rest.
enum class ItemKind { Slot, Publication, TableRows, JournalRows, JournalSchema };

struct Item {
    ItemKind kind = ItemKind::Slot;
    std::string name;
    script::Side side = script::Side::Source;
    std::optional<bool> there;          ///< absent: its server cannot be reached
    std::optional<std::uint64_t> bytes; ///< WAL that the slot keeps; size of the journal's schema
    std::string sql;                    ///< what removes it, to be read or run by hand; empty: it stays
    std::optional<FilledTable> table = {}; ///< whose rows they are

    /// "replication slot tidegate_shop_x1y2z3a4 on the source, keeps 12.3 MB of WAL"; for people.
    std::string display() const;
};

/// What somebody was shown and has agreed to before rows go.
struct Shown {
    std::int64_t generation = 0; ///< of the fence; 0: there was none
    std::string token;
    std::string slotName;
    std::set<std::pair<std::uint32_t, RelationName>> emptied; ///< on the target
    std::string warning;                                      ///< timelineWarning()
    bool couldGoOn = false;
};

struct Inventory {
    std::string subscription;
    bool sourceReached = false;
    bool targetReached = false;
    bool known = false;                            ///< the journal has the subscription
    std::optional<journal::EngineIdentity> engine; ///< that is live
    std::vector<Item> items;
    /// Slots that are named like this subscription's, while no journal can be asked whose they are. Never dropped.
    std::vector<std::string> strays;
    // With rows, where the source could be asked:
    std::uint64_t recordedTimeline = 0;
    std::uint64_t foundTimeline = 0;
    Lsn stored;    ///< how far the target is
    Lsn sourceWal; ///< how far the source is
    /// The slot has every change since, so that a run would go on where it stopped.
    bool couldGoOn = false;
    std::vector<std::string> allowNonempty; ///< as the run was told

    std::int64_t generation = 0; ///< of the fence that stands now; 0: none
    std::string token;
    std::string slotName; ///< as the journal has it

    Shown shown() const;
    /// The source has not what the target has of it: another timeline tells of that, a disk that was set back does not.
    bool isSetBack() const { return sourceWal < stored; }
    /// That another history of the source would be copied, with the numbers; empty if it is the one that was. For people.
    std::string timelineWarning() const;
    /// The statements, as a person would run them without us.
    script::Script asScript() const;
};

/// What goes: the migration, or also what it has brought, so that it can be started anew by the same plan. Then a
/// publication of ours stays.
enum class Extent { Migration, WithRows };

/// Looks; changes nothing. Either connection may be null: that server cannot be reached. With rows, throws what
/// filledTables() does; all tables keep them where the source cannot be asked or is said to be gone.
Inventory takeInventory(postgres::Connection *source, postgres::Connection *target, const std::string &subscription,
                        Extent extent = Extent::Migration, bool sourceGone = false);

} // namespace tidegate::cleanup
