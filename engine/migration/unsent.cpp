// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "migration/unsent.h"

#include "catalog/published_terms.h"
#include "catalog/relation_reader.h"
#include "stream/named_in.h"

#include <algorithm>
#include <array>

namespace tidegate::migration {

namespace {

using Operations = std::array<bool, 4>;

Operations operationsOf(const catalog::PublishedTable &table, const std::map<std::string, catalog::Publication> &publications)
{
    Operations all{};
    for (const auto &name : table.publications) {
        const auto found = publications.find(name);
        if (found == publications.end())
            continue;
        const Operations sent = {found->second.inserts, found->second.updates, found->second.deletes, found->second.truncates};
        for (std::size_t i = 0; i < all.size(); ++i)
            all[i] = all[i] || sent[i];
    }
    return all;
}

} // namespace

Unsent::Unsent(postgres::Connection &source, const std::vector<std::string> &publications)
    : m_look(source, catalog::beginBriefLook), m_source(source)
{
    for (auto &publication : catalog::RelationReader(source).publications(publications))
        m_publications.emplace(publication.name, std::move(publication));
    m_all = published(publications);
}

Unsent::Published Unsent::published(const std::vector<std::string> &publications)
{
    Published found;
    for (auto &table : catalog::RelationReader(m_source).publishedTables(publications))
        found.emplace(table.oid, std::move(table));
    return found;
}

bool Unsent::sendsAll(const catalog::PublishedTable &whole, const catalog::PublishedTable &part) const
{
    return whole.disagreeing.empty() && part.columns == whole.columns && part.rowFilter == whole.rowFilter
        && part.generatedToo == whole.generatedToo && part.viaRoot == whole.viaRoot && part.attachment == whole.attachment
        && operationsOf(part, m_publications) == operationsOf(whole, m_publications);
}

std::set<std::uint32_t> Unsent::of(const std::vector<journal::RelationRow> &followed, const std::vector<std::string> &named)
{
    const auto some = published(named);
    std::set<std::uint32_t> lacking;
    for (const auto &row : followed) {
        const auto whole = m_all.find(row.oid);
        const auto part = some.find(row.oid);
        if (whole == m_all.end() || part == some.end() || !catalog::sameTerms(row.terms, whole->second)
            || !sendsAll(whole->second, part->second))
            lacking.insert(row.oid);
    }
    return lacking;
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
    std::erase_if(publishers, [&named](const auto &publisher) { return std::count(named.begin(), named.end(), publisher) == 0; });
    return publishers;
}

} // namespace tidegate::migration
