// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "definition/comparison.h"

#include "definition/matching.h"
#include "definition/statements.h"
#include "definition/types.h"

#include <algorithm>
#include <set>

namespace tidegate::definition {

namespace {

class Comparer
{
public:
    explicit Comparer(const Sides &sides)
        : m_sides(sides), m_matches(matched(sides)), m_table(sides.target.alteredBy),
          m_sameTarget(sides.known && sides.known->target == sides.target.oid),
          m_hasRows(sides.target.keepsRows && (!sides.source || sides.source->keepsRows))
    {
    }

    Comparison compare()
    {
        m_result.now.target = m_sides.target.oid;
        m_result.now.replicaIdentity = m_sides.seen.replicaIdentity;
        m_result.now.lastNumber = m_sides.known ? m_sides.known->lastNumber : m_sides.seen.lastNumber;
        if (m_sides.known)
            m_result.now.labels = m_sides.known->labels;
        for (std::size_t i = 0; i < m_sides.seen.columns.size(); ++i)
            compareColumn(m_sides.seen.columns[i], m_matches[i]);
        compareDropped();
        compareAddedAgain();
        m_result.now.file = m_isOfNow && m_sides.source ? m_sides.source->file : m_sides.known ? m_sides.known->file : std::string();
        // What comes, or has a new name, may have the name of one that goes.
        m_result.statements = m_dropped;
        for (const auto &list : {renames(m_table, m_renamed, m_sides.target), m_mends})
            m_result.statements.insert(m_result.statements.end(), list.begin(), list.end());
        m_result.changed = !m_sides.known || m_isEmptied || m_sides.known->toText() != withTracesOf(*m_sides.known);
        return std::move(m_result);
    }

private:
    /// Of what both sides agree upon, the traces alone are not worth a memory of their own.
    std::string withTracesOf(const Known &known) const
    {
        auto now = m_result.now;
        if (!known.file.empty())
            now.file = known.file;
        for (auto &column : now.columns) {
            if (const auto *before = known.numbered(column.number); before && !before->version.empty()) {
                column.version = before->version;
                column.older = before->older;
            }
        }
        return now.toText();
    }

    const Column *sourceNow(const Column &seen, const KnownColumn *before) const
    {
        if (!m_sides.source)
            return nullptr;
        const int number = seen.number != 0 || !before ? seen.number : before->number;
        return number != 0 ? m_sides.source->numbered(number) : m_sides.source->named(seen.name);
    }

    const Column *placeOf(const Column &seen, const KnownColumn *before, const Column *now) const
    {
        if (before && m_sameTarget) {
            if (const auto *there = m_sides.target.numbered(before->there))
                return there;
            if (isGoneOnBothSides(seen, *before))
                return nullptr; // whatever has its name by now
        }
        if (const auto *there = m_sides.target.named(seen.name); there && !isAnothers(*there, before))
            return there;
        for (const auto &name : {before ? before->name : std::string(), now ? now->name : std::string()}) {
            const auto *there = name.empty() ? nullptr : m_sides.target.named(name);
            if (there && !isAnothers(*there, before))
                return there;
        }
        return nullptr;
    }

    /// Of a message, and a column that the target has not any more. The source may have another one of its name, which the
    /// message may be of; but that comes after all that the message and the source still have.
    bool isGoneOnBothSides(const Column &seen, const KnownColumn &before) const
    {
        if (seen.number != 0 || !m_sides.source || m_sides.source->numbered(before.number))
            return false;
        const auto follows = [this](const KnownColumn *each) {
            return each && (m_sides.source->numbered(each->number) || !m_sides.source->named(each->name));
        };
        const auto place = std::find(m_matches.begin(), m_matches.end(), &before);
        return !m_sides.source->named(before.name) || std::any_of(place + 1, m_matches.end(), follows);
    }

    /// The column that another one of the source has gone to so far.
    bool isAnothers(const Column &there, const KnownColumn *of) const
    {
        return m_sameTarget
            && std::any_of(m_sides.known->columns.begin(), m_sides.known->columns.end(),
                           [&](const KnownColumn &each) { return &each != of && each.there == there.number; });
    }

    void differ(std::string what) { m_result.differences.push_back(std::move(what)); }
    void differAnew(std::string what)
    {
        differ(std::move(what));
        m_result.copyAgain = true;
    }

    void compareColumn(const Column &seen, const KnownColumn *before)
    {
        const auto *now = sourceNow(seen, before);
        const auto *there = placeOf(seen, before, now);
        const bool added = m_sides.known && !before;
        if (there && there->generated && !before && !now && m_sides.source) {
            // Was published, and is gone or called otherwise by now: the target computes it.
            m_used.insert(there->number);
            m_result.places.emplace_back();
            return;
        }
        KnownColumn agreed{seen.number != 0 ? seen.number : before ? before->number : now ? now->number : 0, seen.name,
                           seen.typeOid, seen.typmod, seen.type, there ? there->number : 0};
        // The catalog's traces are of what is seen only if it is seen as it is now.
        const bool isOfNow = now && now->typeOid == seen.typeOid && now->typmod == seen.typmod;
        m_isOfNow = m_isOfNow && isOfNow;
        if (isOfNow || before) {
            agreed.version = isOfNow ? now->version : before->version;
            agreed.older = isOfNow ? now->missing.has_value() : before->older;
        }
        m_result.now.columns.push_back(std::move(agreed));
        m_result.places.push_back(there ? Place{there->number, there->name, there->typeOid} : Place{});
        if (!there) {
            if (m_sides.source && !now && (before || added))
                return; // dropped since, on both sides
            differ((added ? "column " : "the target lacks column ") + seen.name + (added ? " was added" : ""));
            add(now ? *now : seen, before != nullptr, seen);
            return;
        }
        m_used.insert(there->number);
        if (there->generated) {
            differ("column " + seen.name + " is not generated any more");
            m_mends.push_back(dropExpression(m_table, there->name));
            return;
        }
        if (before ? renamedTo(seen, *before, *there, now) : there->name != seen.name) {
            differ("column " + there->name + " was renamed to " + seen.name);
            m_renamed.push_back({there->name, seen.name});
        }
        const bool otherType = before ? before->typeOid != seen.typeOid || before->typmod != seen.typmod : added;
        if (otherType && !holds(there->type, seen.type) && !(now && holds(there->type, now->type) && now->type != seen.type))
            changeType(seen, before);
        if (!now || !m_hasRows || m_sides.rows != Rows::Copied)
            return;
        if (added)
            compareValues(*now, *there);
        if (before && before->typeOid == seen.typeOid && computedAnew(*before, *now)) {
            differAnew("the values of column " + seen.name + " were computed anew (ALTER TYPE ... USING), which the stream does not tell");
        }
    }

    /// The transaction that wrote the rows of the table, or of its oldest leaf, anew has altered this column, which kept its type.
    /// Whatever writes them anew also alters a column that older rows had by its default: that is told from this as far as the TOAST
    /// table tells of an ALTER TABLE, and nothing else that it did explains it. So does a new name, with a generated column beside it.
    bool computedAnew(const KnownColumn &before, const Column &now)
    {
        const auto &source = *m_sides.source;
        if (before.version.empty() || before.version == now.version || now.version != source.writtenBy || before.typeOid != now.typeOid
            || before.typmod != now.typmod || before.name != now.name)
            return false;
        const auto then = tracesIn(m_sides.known->file);
        const auto traces = tracesIn(source.file);
        const bool hasToast = then.toast != "0" && traces.toast != "0";
        const bool rewritten = !then.table.empty() && then.table == traces.table
            && (hasToast ? then.toast != traces.toast : then.file != traces.file);
        if (!rewritten || (before.older && !now.missing && (!hasToast || isAlteredOtherwise())))
            return false;
        const bool isEmptied = !hasToast && now.version == m_sides.emptiedBy;
        m_isEmptied = m_isEmptied || isEmptied;
        return !isEmptied;
    }

    /// A column has another type than is remembered, or is new.
    bool isAlteredOtherwise() const
    {
        return std::any_of(m_sides.source->columns.begin(), m_sides.source->columns.end(), [this](const Column &column) {
            const auto *before = m_sides.known->numbered(column.number);
            return !column.generated && (!before || before->typeOid != column.typeOid || before->typmod != column.typmod);
        });
    }

    static bool renamedTo(const Column &seen, const KnownColumn &before, const Column &there, const Column *now)
    {
        if (there.name == seen.name || before.name == seen.name)
            return false; // or renamed on the target alone: it goes where it went
        return !now || now->name != there.name; // else the target is ahead of the stream
    }

    void add(const Column &column, bool lost, const Column &seen)
    {
        auto wanted = column;
        wanted.name = seen.name;
        wanted.type = seen.type;
        const bool told = !m_hasRows || m_sides.rows != Rows::Copied || (!lost && !variesByRow(wanted));
        m_mends.push_back(addColumn(m_table, wanted, m_sides.rows != Rows::None));
        m_result.types.push_back(wanted.typeOid);
        if (told)
            return;
        m_result.copyAgain = true;
        if (!lost)
            differ(untold(wanted));
    }

    static std::string untold(const Column &column)
    {
        return column.defaultVaries ? "each row that was there has a value of its own in it, which the stream does not tell"
                                    : "rows that were there were written anew and may have a value in it, which the stream does not tell";
    }

    void changeType(const Column &seen, const KnownColumn *before)
    {
        differ("column " + seen.name + " has the type " + seen.type + " now");
        const bool keeps = before && holds(seen.type, before->type);
        m_mends.push_back(alterType(m_table, seen.name, seen.type, !keeps));
        m_result.types.push_back(seen.typeOid);
    }

    /// Without a word in the stream, rows that are older than the column have a value in it.
    void compareValues(const Column &source, const Column &there)
    {
        if (variesByRow(source)) {
            differAnew("column " + source.name + " was added, and " + untold(source));
            return;
        }
        if (source.notNull && !source.missing)
            return; // no row is older than the column, or none has kept what it had then
        const bool sameDefault = there.defaultText == source.defaultText;
        if (source.missing == there.missing && (source.missing || there.defaultText.empty() || sameDefault))
            return;
        // Rows that were copied before took the default that the target's column had by then.
        if (!there.missing && there.notNull && sameDefault)
            return;
        differ("column " + source.name + " was added with " + source.missing.value_or("NULL")
               + " in the rows that were there, and the target's may have another value in them");
        m_dropped.push_back(dropColumn(m_table, there.name));
        m_mends.push_back(addColumn(m_table, source, true));
    }

    void compareDropped()
    {
        if (!m_sides.known)
            return;
        for (const auto &before : m_sides.known->columns) {
            if (std::find(m_matches.begin(), m_matches.end(), &before) != m_matches.end())
                continue;
            const auto *there = m_sameTarget && before.there != 0 ? m_sides.target.numbered(before.there) : m_sides.target.named(before.name);
            // Kept under another name: that is somebody's choice.
            if (!there || there->name != before.name || m_used.count(there->number) > 0)
                continue;
            if (m_sides.source && m_sides.source->numbered(before.number)) {
                if (m_sides.rows == Rows::Copied)
                    differAnew("column " + before.name + " is not published any more");
                continue;
            }
            differ("column " + before.name + " was dropped (who wants to keep its values gives it another name on the target)");
            m_dropped.push_back(dropColumn(m_table, there->name));
        }
    }

    bool isGoneThere(const KnownColumn &before) const { return m_sameTarget && !m_sides.target.numbered(before.there); }

    /// In the stream the last columns, dropped and added again under the same name and type, or under the same name while the target
    /// has the old ones no more: whether it shows the old or the new ones, nobody can tell. A snapshot has numbers that tell;
    /// ranges that were copied before it have the old ones' values.
    void compareAddedAgain()
    {
        if (!m_sides.source || m_sides.rows != Rows::Copied)
            return;
        bool last = true;
        for (auto i = m_matches.size(); i-- > 0;) {
            const auto *before = m_matches[i];
            if (!before)
                continue;
            const auto &seen = m_sides.seen.columns[i];
            const auto *another = m_sides.source->named(before->name);
            const bool again = seen.number != 0
                ? seen.number != before->number
                : last && before->name == seen.name && !m_sides.source->numbered(before->number) && another
                    && (isGoneThere(*before) || (another->typeOid == before->typeOid && another->typmod == before->typmod));
            last = again;
            if (!again)
                continue;
            differAnew("column " + before->name + " was dropped and added again");
        }
    }

    const Sides &m_sides;
    const Matches m_matches;
    const RelationName m_table;
    const bool m_sameTarget; ///< the target's table is the one whose column numbers are remembered
    const bool m_hasRows;    ///< on both sides, or it may
    bool m_isOfNow = true;    ///< every column is seen as the source has it now
    bool m_isEmptied = false; ///< by Sides::emptiedBy
    Comparison m_result;
    std::vector<Rename> m_renamed;
    std::vector<std::string> m_dropped;
    std::vector<std::string> m_mends;
    std::set<int> m_used; ///< columns of the target that something goes to
};

} // namespace

Comparison compare(const Sides &sides)
{
    return Comparer(sides).compare();
}

} // namespace tidegate::definition
