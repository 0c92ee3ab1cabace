// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "migration/unsent.h"

#include "catalog/published_terms.h"
#include "catalog/relation_reader.h"
#include "postgres/quoting.h"
#include "stream/named_in.h"

#include <algorithm>

namespace tidegate::migration {

namespace {

bool isAmong(const std::string &name, const std::vector<std::string> &names)
{
    return std::find(names.begin(), names.end(), name) != names.end();
}

bool sendsOperationsOf(const catalog::Publication &other, const catalog::Publication &publication)
{
    return other.inserts >= publication.inserts && other.updates >= publication.updates && other.deletes >= publication.deletes
        && other.truncates >= publication.truncates;
}

} // namespace

Unsent::Unsent(postgres::Connection &source, const std::vector<std::string> &publications)
    : m_look(source, catalog::beginBriefLook), m_source(source)
{
    for (auto &publication : catalog::RelationReader(source).publications(publications))
        m_publications.emplace(publication.name, std::move(publication));
    const auto oids = source.exec("SELECT pubname, oid FROM pg_catalog.pg_publication WHERE pubname = ANY ($1::name[])",
                                  postgres::parameters(postgres::textArray(publications)));
    for (int row = 0; row < oids.rows(); ++row)
        m_oids.emplace(oids.text(row, 0), static_cast<std::uint32_t>(oids.integer(row, 1)));
    m_all = published(publications);
    for (const auto &[oid, table] : m_all) {
        if (table.publications.size() > 1)
            m_sentByTwo.push_back(oid);
    }
}

Unsent::Published Unsent::published(const std::vector<std::string> &publications, const std::vector<std::uint32_t> &among)
{
    Published found;
    for (auto &table : catalog::RelationReader(m_source).publishedTables(publications, among))
        found.emplace(table.oid, std::move(table));
    return found;
}

const Unsent::Published &Unsent::alone(const std::string &publication)
{
    const auto known = m_alone.find(publication);
    return known != m_alone.end() ? known->second : m_alone.emplace(publication, published({publication}, m_sentByTwo)).first->second;
}

bool Unsent::covers(const std::string &other, const std::string &publication, std::uint32_t table)
{
    const auto &theirs = alone(other);
    const auto their = theirs.find(table);
    const auto theirOperations = m_publications.find(other);
    const auto operations = m_publications.find(publication);
    if (their == theirs.end() || theirOperations == m_publications.end() || operations == m_publications.end()
        || !sendsOperationsOf(theirOperations->second, operations->second))
        return false;
    const auto &ours = alone(publication);
    const auto our = ours.find(table);
    // It sends a partition of what the other sends as the root, and adds operations alone to that: filters are those of the root.
    if (our == ours.end())
        return their->second.viaRoot;
    return !their->second.rowFilter || their->second.rowFilter == our->second.rowFilter;
}

bool Unsent::lacks(const journal::RelationRow &row, const std::vector<std::string> &named)
{
    const auto found = m_all.find(row.oid);
    if (found == m_all.end() || !catalog::sameTerms(row.terms, found->second) || !found->second.disagreeing.empty())
        return true;
    // All of them give it the same columns. Filters and operations are compared publication by publication: together, each
    // operation has filters of its own (pgoutput_row_filter_init()).
    const auto &publishers = found->second.publications;
    const bool shows = catalog::showsAlterations(row.terms) && catalog::showsAlterations(found->second.terms);
    return std::any_of(publishers.begin(), publishers.end(), [&](const auto &publisher) {
        return !isAmong(publisher, named)
            && (!shows || std::none_of(named.begin(), named.end(), [&](const auto &other) { return covers(other, publisher, row.oid); }));
    });
}

std::set<std::uint32_t> Unsent::of(const std::vector<journal::RelationRow> &followed, const std::vector<std::string> &named)
{
    std::set<std::uint32_t> lacking;
    for (const auto &row : followed) {
        if (lacks(row, named))
            lacking.insert(row.oid);
    }
    return lacking;
}

bool Unsent::isOfOthers(const journal::RelationRow &row, const std::vector<std::string> &named) const
{
    const auto found = m_all.find(row.oid);
    if (found != m_all.end()) {
        const auto &publishers = found->second.publications;
        if (!catalog::showsAlterations(found->second.terms)
            || std::any_of(publishers.begin(), publishers.end(), [&named](const auto &publisher) { return !isAmong(publisher, named); }))
            return true;
    }
    auto senders = catalog::publicationsIn(row.terms);
    const bool known = !senders.empty() && catalog::showsAlterations(row.terms);
    for (const auto &name : named) {
        if (const auto oid = m_oids.find(name); oid != m_oids.end())
            senders.erase(oid->second);
    }
    return !known || !senders.empty();
}

std::vector<std::string> Unsent::publishersOfNamed(std::string_view words, const std::vector<std::string> &named) const
{
    std::map<std::string, const catalog::PublishedTable *> tables;
    std::vector<std::string> names;
    for (const auto &[oid, table] : m_all) {
        tables.emplace(table.name.display(), &table);
        names.push_back(table.name.display());
    }
    const auto name = stream::namedIn(words, names);
    auto publishers = name ? tables.at(*name)->publications : std::vector<std::string>();
    std::erase_if(publishers, [&named](const auto &publisher) { return !isAmong(publisher, named); });
    return publishers;
}

} // namespace tidegate::migration
