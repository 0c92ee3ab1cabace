// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "definition/labels.h"

#include "definition/rename_order.h"
#include "postgres/quoting.h"

#include <algorithm>
#include <set>

namespace tidegate::definition {

namespace {

template <typename Labels>
auto labelNamed(const Labels &labels, const std::string &name)
{
    return std::find_if(labels.begin(), labels.end(), [&](const auto &label) { return label.name == name; });
}

template <typename Labels>
auto labelNumbered(const Labels &labels, std::uint32_t number)
{
    return std::find_if(labels.begin(), labels.end(), [&](const auto &label) { return number != 0 && label.number == number; });
}

bool hasOtherName(const KnownLabel &before, const std::vector<Label> &now)
{
    const auto same = labelNumbered(now, before.number);
    return same != now.end() && same->name != before.name;
}

std::string renameLabel(const std::string &type, const std::string &from, const std::string &to)
{
    return "ALTER TYPE " + type + " RENAME VALUE " + postgres::literal(from) + " TO " + postgres::literal(to);
}

/// For each of `wanted` the one of `there` that it is; none is two.
class Counterparts
{
public:
    Counterparts(const std::vector<Label> &wanted, const std::vector<Label> &there) : m_wanted(wanted), m_there(there), m_of(wanted.size(), nullptr) {}

    void byMemory(const std::vector<KnownLabel> &known)
    {
        for (std::size_t i = 0; i < m_wanted.size(); ++i) {
            const auto before = labelNumbered(known, m_wanted[i].number);
            if (before != known.end())
                take(i, labelNumbered(m_there, before->there));
        }
    }
    void byName()
    {
        for (std::size_t i = 0; i < m_wanted.size(); ++i)
            take(i, labelNamed(m_there, m_wanted[i].name));
    }
    /// Where nothing was added or left out.
    void byPlace()
    {
        for (std::size_t i = 0; i < m_wanted.size() && m_wanted.size() == m_there.size(); ++i)
            take(i, m_there.begin() + static_cast<std::ptrdiff_t>(i));
    }

    const Label *of(std::size_t wanted) const { return m_of[wanted]; }

private:
    void take(std::size_t wanted, std::vector<Label>::const_iterator there)
    {
        if (!m_of[wanted] && there != m_there.end() && m_taken.insert(&*there).second)
            m_of[wanted] = &*there;
    }

    const std::vector<Label> &m_wanted;
    const std::vector<Label> &m_there;
    std::vector<const Label *> m_of;
    std::set<const Label *> m_taken;
};

} // namespace

std::vector<std::string> labelStatements(const std::string &type, const std::vector<Label> &wanted, const std::vector<Label> &there,
                                         const std::vector<KnownLabel> &known)
{
    Counterparts counterparts(wanted, there);
    counterparts.byMemory(known);
    counterparts.byName();
    counterparts.byPlace();
    const auto alter = "ALTER TYPE " + type + " ";
    struct Move {
        std::string from;
        std::string to;
    };
    std::vector<Move> moves;
    std::vector<std::string> added;
    auto first = there.empty() ? std::string() : there.front().name;
    for (std::size_t i = 0; i < wanted.size(); ++i) {
        const auto label = postgres::literal(wanted[i].name);
        if (const auto *is = counterparts.of(i)) {
            if (is->name != wanted[i].name)
                moves.push_back({is->name, wanted[i].name});
            if (is == &there.front())
                first = wanted[i].name;
        } else if (i > 0) {
            added.push_back(alter + "ADD VALUE " + label + " AFTER " + postgres::literal(wanted[i - 1].name));
        } else {
            added.push_back(alter + "ADD VALUE " + label); // and where, once it is known what that is called
        }
    }
    if (!wanted.empty() && !counterparts.of(0) && !there.empty())
        added.front() += " BEFORE " + postgres::literal(first);
    auto statements = renamesInOrder(
        moves, [&](const std::string &name) { return std::any_of(moves.begin(), moves.end(), [&](const Move &move) { return move.from == name; }); },
        [](const std::string &name) { return name + " (moved)"; },
        [&](const std::string &from, const std::string &to) { return renameLabel(type, from, to); });
    statements.insert(statements.end(), added.begin(), added.end());
    return statements;
}

std::vector<KnownLabel> pairedLabels(const std::vector<Label> &wanted, const std::vector<Label> &there, const std::vector<KnownLabel> &known)
{
    Counterparts counterparts(wanted, there);
    counterparts.byName();
    counterparts.byMemory(known);
    std::vector<KnownLabel> pairs;
    for (std::size_t i = 0; i < wanted.size(); ++i)
        pairs.push_back({wanted[i].number, wanted[i].name, counterparts.of(i) ? counterparts.of(i)->number : 0});
    return pairs;
}

bool remembersAny(const std::vector<KnownLabel> &known, const std::vector<Label> &labels)
{
    return std::any_of(known.begin(), known.end(), [&](const KnownLabel &before) { return labelNumbered(labels, before.number) != labels.end(); });
}

bool isRenamed(const std::vector<KnownLabel> &known, const std::vector<Label> &now)
{
    return std::any_of(known.begin(), known.end(), [&](const KnownLabel &before) { return hasOtherName(before, now); });
}

bool meansAnother(const std::vector<KnownLabel> &known, const std::vector<Label> &now)
{
    return std::any_of(known.begin(), known.end(), [&](const KnownLabel &before) {
        return hasOtherName(before, now) && labelNamed(now, before.name) != now.end();
    });
}

std::vector<FormerName> formerNames(const std::string &type, const std::vector<KnownLabel> &known, const std::vector<Label> &source,
                                    const std::vector<Label> &target)
{
    std::vector<FormerName> all;
    for (const auto &before : known) {
        const auto there = labelNumbered(target, before.there);
        if (there != target.end() && labelNamed(source, before.name) == source.end() && labelNamed(target, before.name) == target.end())
            all.push_back({before.name, renameLabel(type, there->name, before.name)});
    }
    return all;
}

bool isElsewhere(const std::vector<KnownLabel> &known, const std::vector<Label> &source, const std::vector<Label> &target)
{
    return std::any_of(known.begin(), known.end(), [&](const KnownLabel &before) {
        const auto now = labelNumbered(source, before.number);
        const auto there = labelNumbered(target, before.there);
        return now != source.end() && there != target.end() && now->name != there->name && labelNamed(target, now->name) != target.end();
    });
}

} // namespace tidegate::definition
