// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "cleanup/inventory.h"

#include "base/byte_count.h"
#include "cleanup/copied_again.h"
#include "cleanup/emptying.h"
#include "journal/schema.h"
#include "journal/subscription.h"
#include "postgres/quoting.h"
#include "slot/publication.h"
#include "slot/slot_facts.h"

namespace tidegate::cleanup {

namespace {

using postgres::literal;

Item slotItem(postgres::Connection *source, const std::string &name)
{
    Item item{ItemKind::Slot,
              name,
              script::Side::Source,
              {},
              {},
              "SELECT pg_drop_replication_slot(" + literal(name) + ")"};
    if (!source)
        return item;
    const auto facts = slot::readSlot(*source, name);
    item.there = facts.exists;
    const auto now = source->exec("SELECT pg_current_wal_lsn()").lsn(0, 0);
    if (facts.exists && facts.restart.isValid() && now > facts.restart)
        item.bytes = now.value - facts.restart.value;
    return item;
}

Item publicationItem(postgres::Connection *source, const std::string &name)
{
    Item item{ItemKind::Publication, name, script::Side::Source, {}, {}, "DROP PUBLICATION " + postgres::quoted(name)};
    if (source)
        item.there = slot::publicationExists(*source, name);
    return item;
}

/// The journal's rows, and its schema if no other subscription needs it.
void addJournal(postgres::Connection &target, const Inventory &inventory, std::vector<Item> &items)
{
    const auto &name = inventory.subscription;
    if (inventory.known) {
        items.push_back({ItemKind::JournalRows,
                         name,
                         script::Side::Target,
                         true,
                         {},
                         "DELETE FROM _tidegate.subscription_rel WHERE subname = " + literal(name)
                             + "; DELETE FROM _tidegate.fence WHERE subname = " + literal(name)});
    }
    const auto all = journal::subscriptions(target);
    const bool lastOne = all.empty() || (all.size() == 1 && all.front() == name);
    if (!lastOne)
        return;
    const auto size = target.exec("SELECT coalesce(sum(pg_total_relation_size(oid)), 0)::bigint FROM pg_class"
                                  " WHERE relnamespace = '_tidegate'::regnamespace AND relkind = 'r'");
    items.push_back({ItemKind::JournalSchema, "_tidegate", script::Side::Target, true,
                     static_cast<std::uint64_t>(size.integer(0, 0)), "DROP SCHEMA _tidegate CASCADE"});
}

/// A table each; those of a group have the statement that empties all of them.
void addRows(postgres::Connection *source, postgres::Connection &target, const std::string &subscription, std::vector<Item> &items)
{
    const auto tables = filledTables(source, target, subscription);
    for (auto first = tables.begin(); first != tables.end();) {
        auto last = first + 1;
        while (!first->kept && last != tables.end() && last->group == first->group)
            ++last;
        const auto sql = first->kept ? std::string() : emptyingSql({first, last});
        for (; first != last; ++first)
            items.push_back({ItemKind::TableRows, first->name.display(), script::Side::Target, true, {}, sql, *first});
    }
}

void askTheSource(postgres::Connection &source, postgres::Connection &target, const journal::SlotRecord &record, Inventory &inventory)
{
    inventory.recordedTimeline = record.sourceTimeline;
    inventory.foundTimeline = requireItsSource(source, record);
    const auto facts = slot::readSlot(source, record.slotName);
    inventory.stored = journal::readProgress(target, inventory.subscription).lsn;
    inventory.sourceWal = source.exec("SELECT pg_current_wal_insert_lsn()").lsn(0, 0); // after that: both grow
    inventory.couldGoOn = inventory.foundTimeline == record.sourceTimeline && !inventory.isSetBack() && facts.exists
        && facts.invalidation.empty() && facts.confirmedFlush <= inventory.stored;
}

/// Without a journal only the name tells; a suffix has no underscore, so that "shop" does not find "shop_eu"'s.
std::vector<std::string> findStrays(postgres::Connection &source, const std::string &subscription)
{
    auto base = slot::newSlotName(subscription);
    base.resize(base.rfind('_') + 1);
    const auto rows = source.exec("SELECT slot_name FROM pg_catalog.pg_replication_slots"
                                  " WHERE database = current_database() AND starts_with(slot_name, $1)"
                                  " AND substr(slot_name, length($1) + 1) ~ '^[a-z0-9]{8}$' ORDER BY 1",
                                  postgres::parameters(base));
    std::vector<std::string> names;
    for (int row = 0; row < rows.rows(); ++row)
        names.push_back(rows.text(row, 0));
    return names;
}

} // namespace

std::string Item::display() const
{
    std::string text;
    switch (kind) {
    case ItemKind::Slot:
        text = "replication slot " + name + " on the source";
        if (bytes)
            text += ", keeps " + displayBytes(*bytes) + " of WAL";
        break;
    case ItemKind::Publication:
        text = "publication " + name + " on the source, made by Tidegate";
        break;
    case ItemKind::TableRows:
        text = "rows of " + name + " on the target";
        if (table && table->kept)
            text += ", which stay: " + std::string(keptWords(*table->kept));
        break;
    case ItemKind::JournalRows:
        text = "journal of the subscription " + name + " on the target";
        break;
    case ItemKind::JournalSchema:
        text = "schema " + name + " on the target";
        if (bytes)
            text += ", " + displayBytes(*bytes);
        break;
    }
    return text;
}

script::Script Inventory::asScript() const
{
    script::Script script;
    for (const auto &item : items) {
        if ((item.there && !*item.there) || item.sql.empty())
            continue;
        if (item.table && !script.empty() && script.statements().back().sql == item.sql)
            continue; // of its group
        script::Statement statement;
        statement.sql = item.sql;
        statement.purpose = "drop";
        statement.comment = item.table ? "or DELETE, where other tables refer to it" : item.display();
        if (item.table && !timelineWarning().empty())
            statement.comment += ". " + timelineWarning();
        statement.side = item.side;
        statement.destructive = true;
        script.add(statement);
    }
    return script;
}

Shown Inventory::shown() const
{
    Shown all{generation, token, slotName, {}, timelineWarning(), couldGoOn};
    for (const auto &item : items) {
        if (item.table && !item.table->kept)
            all.emptied.emplace(item.table->oid, item.table->name);
    }
    return all;
}

std::string Inventory::timelineWarning() const
{
    if (recordedTimeline == foundTimeline && isSetBack())
        return "The source was set back: its WAL ends before " + stored.toString()
            + ", up to which the target has its changes. What it lost then is on the target alone, and goes with them.";
    if (recordedTimeline == foundTimeline)
        return {};
    return "The source has another history now: timeline " + std::to_string(foundTimeline) + ", and the rows are of timeline "
        + std::to_string(recordedTimeline) + ". What it lost then is on the target alone, and goes with them.";
}

Inventory takeInventory(postgres::Connection *source, postgres::Connection *target, const std::string &subscription, Extent extent,
                        bool sourceGone)
{
    Inventory inventory;
    inventory.subscription = subscription;
    inventory.sourceReached = source != nullptr;
    inventory.targetReached = target != nullptr;
    const bool journaled = target && journal::exists(*target);
    if (journaled) {
        journal::requireKnown(*target);
        for (const auto &name : journal::subscriptions(*target))
            inventory.known = inventory.known || name == subscription;
        const auto fence = target->exec("SELECT generation, token FROM _tidegate.fence WHERE subname = $1",
                                        postgres::parameters(subscription));
        if (fence.rows() > 0) {
            inventory.generation = fence.integer(0, 0);
            inventory.token = fence.text(0, 1);
        }
        const auto engine = journal::liveEngine(*target, subscription);
        if (!engine.host.empty())
            inventory.engine = engine;
        if (const auto record = journal::readSlot(*target, subscription)) {
            inventory.slotName = record->slotName;
            inventory.allowNonempty = record->allowNonempty;
            if (extent == Extent::WithRows && source && !sourceGone)
                askTheSource(*source, *target, *record, inventory);
            if (!record->slotName.empty())
                inventory.items.push_back(slotItem(source, record->slotName));
            if (record->ownPublication && extent == Extent::Migration)
                inventory.items.push_back(publicationItem(source, slot::ownPublicationName(subscription)));
        }
        if (extent == Extent::WithRows)
            addRows(sourceGone ? nullptr : source, *target, subscription, inventory.items);
        addJournal(*target, inventory, inventory.items);
    }
    if (source && !inventory.known)
        inventory.strays = findStrays(*source, subscription);
    // Made by the window for a run that never came. While the journal cannot be asked, somebody may be using it.
    if (source && target && !inventory.known && extent == Extent::Migration && slot::ownPublicationExists(*source, subscription))
        inventory.items.insert(inventory.items.begin(), publicationItem(source, slot::ownPublicationName(subscription)));
    return inventory;
}

} // namespace tidegate::cleanup
