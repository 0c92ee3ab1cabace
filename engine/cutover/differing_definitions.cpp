// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "cutover/differing_definitions.h"

#include "base/joined.h"
#include "definition/comparison.h"
#include "definition/generated.h"
#include "definition/names.h"
#include "definition/user_types.h"

#include <map>

namespace tidegate::cutover {

namespace {

class Look
{
public:
    Look(postgres::Connection &source, postgres::Connection &target, const std::string &subscription,
         const std::vector<journal::RelationRow> &tables)
        : m_source(source), m_target(target), m_subscription(subscription)
    {
        for (const auto &table : tables) {
            if (!table.stopped)
                m_tables.push_back(&table);
        }
        m_known = definition::readKnown(target, subscription, oids());
    }

    std::vector<std::string> differing(const std::vector<catalog::PublishedTable> &published, bool copyData)
    {
        // One entry, since their order counts.
        if (const auto renames = definition::Names::read(m_source, m_target, m_subscription).renames(); !renames.empty())
            differs("tables have other names on the source now", renames);
        compareColumns(published, copyData);
        compareLabels();
        return std::move(m_differing);
    }

private:
    void compareColumns(const std::vector<catalog::PublishedTable> &published, bool copyData)
    {
        std::map<std::uint32_t, const std::vector<std::string> *> lists;
        for (const auto &table : published)
            lists.emplace(table.oid, &table.columns);
        const auto sources = definition::read(m_source, oids());
        const auto targets = readTargets();
        for (const auto *table : m_tables) {
            const auto list = lists.find(table->oid);
            const auto source = sources.find(table->oid);
            const auto target = targets.find(table->oid);
            if (list == lists.end() || source == sources.end() || target == targets.end())
                continue; // which is told otherwise: it is not published, or not there
            const bool exact = copyData && !table->shared;
            auto comparison = definition::compare({definition::sent(source->second, *list->second), knownOf(table->oid), &source->second,
                                                   target->second, exact ? definition::Rows::Copied : definition::Rows::Whatever, true});
            // Under a column list it may be computed from what the target does not have.
            if (const auto *known = knownOf(table->oid); known && list->second->empty())
                definition::addGenerated(comparison, *known, source->second, target->second, m_source, m_target);
            if (comparison.agrees())
                continue;
            definition::addTypes(comparison, m_source, m_target);
            auto what = table->source.display() + ": " + joined(comparison.differences, "; ");
            if (comparison.copyAgain)
                what += ". It has to be copied again (resync), if need be after what is said here";
            differs(what, comparison.statements);
        }
    }

    void compareLabels()
    {
        std::vector<std::uint32_t> types;
        std::vector<std::vector<definition::KnownLabel>> labels;
        for (const auto &[oid, known] : m_known) {
            for (const auto &column : known.columns)
                types.push_back(column.typeOid);
            labels.push_back(known.labels);
        }
        for (const auto &mend : definition::mendTypes(m_source, m_target, types, labels)) {
            if (mend.isThere)
                differs(mend.difference, mend.statements);
        }
    }

    std::vector<std::uint32_t> oids() const
    {
        std::vector<std::uint32_t> all;
        for (const auto *table : m_tables)
            all.push_back(table->oid);
        return all;
    }

    const definition::Known *knownOf(std::uint32_t table) const
    {
        const auto known = m_known.find(table);
        return known == m_known.end() ? nullptr : &known->second;
    }

    /// By the oids of their sources: the table that is remembered, whatever it is called; of an older journal, by name.
    std::map<std::uint32_t, definition::Definition> readTargets()
    {
        std::vector<std::uint32_t> there;
        std::vector<RelationName> names;
        for (const auto *table : m_tables) {
            const auto *known = knownOf(table->oid);
            if (known && known->target != 0)
                there.push_back(known->target);
            else
                names.push_back(table->target);
        }
        const auto byOid = definition::read(m_target, there);
        const auto byName = definition::read(m_target, names);
        std::map<std::uint32_t, definition::Definition> all;
        for (const auto *table : m_tables) {
            const auto *known = knownOf(table->oid);
            if (const auto found = byOid.find(known ? known->target : 0); found != byOid.end())
                all.emplace(table->oid, found->second);
            else if (const auto named = byName.find(table->target); named != byName.end())
                all.emplace(table->oid, named->second);
        }
        return all;
    }

    void differs(const std::string &what, const std::vector<std::string> &mends)
    {
        m_differing.push_back(mends.empty() ? what : what + ". Run on the target: " + joined(mends, "; "));
    }

    postgres::Connection &m_source;
    postgres::Connection &m_target;
    const std::string &m_subscription;
    std::vector<const journal::RelationRow *> m_tables;
    std::map<std::uint32_t, definition::Known> m_known;
    std::vector<std::string> m_differing;
};

} // namespace

std::vector<std::string> differingDefinitions(postgres::Connection &source, postgres::Connection &target, const std::string &subscription,
                                              const std::vector<journal::RelationRow> &tables,
                                              const std::vector<catalog::PublishedTable> &published, bool copyData)
{
    return Look(source, target, subscription, tables).differing(published, copyData);
}

} // namespace tidegate::cutover
