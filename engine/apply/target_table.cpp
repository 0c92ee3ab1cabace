// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "apply/target_table.h"

#include "base/failpoint.h"
#include "base/problem.h"
#include "catalog/portable_types.h"
#include "postgres/quoting.h"

#include <algorithm>

namespace tidegate::apply {

namespace {

std::string parameter(std::size_t number, const std::string &type)
{
    return "$" + std::to_string(number) + "::" + type;
}

} // namespace

TargetTable::TargetTable(const pgoutput::Relation &relation, const std::vector<definition::Place> &places,
                         const units::OwnedRelation &owned, const catalog::Relation &target, ByteTexts &byteTexts, bool lenient)
    : m_source(owned.source),
      m_target(owned.target),
      m_oid(relation.oid),
      m_written(target, places),
      m_quoted(postgres::quoted(owned.target)),
      m_rows(target.ownRows()),
      m_lenient(lenient),
      m_shared(owned.shared)
{
    for (std::size_t i = 0; i < places.size(); ++i) {
        Column mapped;
        mapped.gone = places[i].name.empty();
        if (mapped.gone) {
            m_columns.push_back(std::move(mapped));
            continue;
        }
        const auto *there = target.column(places[i].name);
        if (!there || there->generated)
            throw ProblemError(Code::TargetColumnMissing, {m_target.display(), relation.columns[i].name});
        mapped.name = there->name;
        constexpr std::uint32_t byteType = 18; // as numbers all servers take it
        mapped.isByte = relation.columns[i].typeOid == byteType && there->typeOid == byteType && byteTexts.differ();
        m_bytes = m_bytes || mapped.isByte;
        mapped.type = mapped.isByte ? "integer::" + there->typeName : there->typeName;
        mapped.ownTextCast = there->ownTextCast;
        m_ownTextCasts = m_ownTextCasts || mapped.ownTextCast;
        mapped.holdsFloats = catalog::holdsFloats(there->typeOid);
        mapped.identityAlways = there->identity == 'a';
        mapped.unique = std::count(target.uniqueColumns.begin(), target.uniqueColumns.end(), there->name) > 0;
        m_columns.push_back(std::move(mapped));
    }
    for (const auto &column : target.columns) {
        const bool isMapped = std::any_of(m_columns.begin(), m_columns.end(),
                                          [&](const Column &mapped) { return !mapped.gone && mapped.name == column.name; });
        if (!isMapped && !column.generated)
            m_ownColumns.push_back(column.name);
    }
    chooseMatch(relation, target);
    for (const auto index : m_key) {
        m_columns[index].key = true;
        m_ownTextCastOfKey = m_ownTextCastOfKey || m_columns[index].ownTextCast;
    }
    for (const auto &key : target.keys) {
        // A unique index over anything but the row key's columns makes order between rows matter (rule 19).
        for (const auto &name : key.columns) {
            const auto found = std::find_if(m_columns.begin(), m_columns.end(),
                                            [&](const Column &column) { return !column.gone && column.name == name; });
            if (found == m_columns.end() || !found->key)
                m_otherUniques = true;
        }
    }
    for (const auto &column : m_columns)
        m_otherUniques = m_otherUniques || (column.unique && !column.key);

    std::vector<std::string> names;
    std::string values;
    for (const auto &column : m_columns) {
        if (column.gone)
            continue;
        names.push_back(column.name);
        values += (names.size() > 1 ? ", " : "") + parameter(names.size(), column.type);
    }
    m_copy =
        "COPY " + m_quoted + (names.empty() ? "" : " (" + postgres::quotedList(names) + ")") + " FROM STDIN";
    m_insert = names.empty() ? "INSERT INTO " + m_quoted + " DEFAULT VALUES"
                             : "INSERT INTO " + m_quoted + " (" + postgres::quotedList(names)
                                   + ") OVERRIDING SYSTEM VALUE VALUES (" + values + ")";
    if (m_match == RowMatch::Key) {
        std::string arrays;
        std::string condition;
        for (std::size_t i = 0; i < m_key.size(); ++i) {
            const auto &column = m_columns[m_key[i]];
            arrays += (i ? ", " : "") + std::string("$") + std::to_string(i + 1) + "::text[]";
            condition += (i ? " AND " : "") + ("t." + postgres::quoted(column.name)) + " " + m_keyEquals[i]
                         + " k.k" + std::to_string(i) + "::" + column.type;
        }
        std::string aliases;
        for (std::size_t i = 0; i < m_key.size(); ++i)
            aliases += (i ? ", k" : "k") + std::to_string(i);
        m_deleteSet = "DELETE FROM " + m_rows + " t USING unnest(" + arrays + ") AS k(" + aliases
                      + ") WHERE " + condition;
    }
    if (m_match != RowMatch::None)
        m_deleteOne = "DELETE FROM " + m_rows + " t WHERE " + oneRowCondition(1);
}

TargetTable::TargetTable(const units::OwnedRelation &owned)
    : m_source(owned.source), m_target(owned.target), m_oid(owned.oid), m_shared(owned.shared)
{
}

void TargetTable::chooseMatch(const pgoutput::Relation &relation, const catalog::Relation &target)
{
    if (relation.replicaIdentity == 'n')
        return;
    const auto indexOf = [&](const std::string &name) {
        for (std::size_t i = 0; i < m_columns.size(); ++i) {
            if (!m_columns[i].gone && m_columns[i].name == name)
                return static_cast<std::ptrdiff_t>(i);
        }
        return std::ptrdiff_t{-1};
    };
    const auto sent = [&](std::size_t index) { return relation.columns[index].key; };
    // A unique, immediate, not-null key of the target whose columns all come with every old tuple. Under FULL all
    // columns come; else only the identity's.
    for (const auto &key : target.keys) {
        if (!key.columnsNotNull && !key.primary)
            continue;
        std::vector<std::size_t> indexes;
        for (const auto &name : key.columns) {
            const auto index = indexOf(name);
            if (index < 0 || !(relation.replicaIdentity == 'f' || sent(static_cast<std::size_t>(index))))
                break;
            indexes.push_back(static_cast<std::size_t>(index));
        }
        if (indexes.size() != key.columns.size())
            continue;
        m_key = indexes;
        m_keyEquals = key.equals;
        m_match = RowMatch::Key;
        return;
    }
    if (relation.replicaIdentity == 'f') {
        m_match = RowMatch::WholeRow;
        return;
    }
    // The target lacks the identity's index (a hypertable may): its columns still name the row, only slowly.
    for (std::size_t i = 0; i < m_columns.size(); ++i) {
        if (sent(i) && !m_columns[i].gone) {
            m_key.push_back(i);
            m_keyEquals.emplace_back("=");
        }
    }
    if (!m_key.empty())
        m_match = RowMatch::Key;
}

std::string TargetTable::oneRowCondition(std::size_t firstParameter) const
{
    std::string condition;
    if (m_match == RowMatch::Key) {
        for (std::size_t i = 0; i < m_key.size(); ++i) {
            const auto &column = m_columns[m_key[i]];
            condition += (i ? " AND " : "") + ("t." + postgres::quoted(column.name)) + " " + m_keyEquals[i]
                         + " " + parameter(firstParameter + i, column.type);
        }
        return condition;
    }
    // Image equality: plain = would take 1.0 for 1.00, and NULLs and types without = would never match. One row
    // among equal ones is as good as another, so LIMIT 1 (the casts keep the parser from comparing column by column);
    // tableoid because a ctid is unique in one relation only. A copied NaN may have other bits than one that is read from
    // a text, so floats are compared as texts, which tell -0 from 0 as well: by their output functions, hence concat().
    std::string image, imageParameters;
    std::string texts, textParameters;
    const auto append = [](std::string &list, const std::string &element) { list += (list.empty() ? "" : ", ") + element; };
    for (const auto &column : m_columns) {
        if (column.gone)
            continue;
        const auto value = parameter(firstParameter++, column.type);
        if (column.holdsFloats) {
            append(texts, "concat(m." + postgres::quoted(column.name) + ")");
            append(textParameters, "concat(" + value + ")");
        } else {
            // Of a domain with a length the parameter is of what that is over, and images of two types are never equal.
            append(image, "m." + postgres::quoted(column.name) + "::" + column.type);
            append(imageParameters, value);
        }
    }
    const auto equal = [](const std::string &row, const std::string &parameters) {
        const std::string equals = failpoint::ruleOff("19match") ? "=" : "*=";
        return "ROW(" + row + ")::record OPERATOR(pg_catalog." + equals + ") ROW(" + parameters + ")::record";
    };
    if (texts.empty() || !image.empty())
        condition = equal(image, imageParameters);
    if (!texts.empty())
        condition += (condition.empty() ? "" : " AND ") + equal(texts, textParameters);
    return "(t.tableoid, t.ctid) = (SELECT m.tableoid, m.ctid FROM " + m_rows + " m WHERE " + condition + " LIMIT 1)";
}

std::string TargetTable::updateSetSql(const std::vector<std::size_t> &set) const
{
    std::string arrays;
    std::string aliases;
    std::string condition;
    for (std::size_t i = 0; i < m_key.size(); ++i) {
        const auto &column = m_columns[m_key[i]];
        arrays += (i ? ", $" : "$") + std::to_string(i + 1) + "::text[]";
        aliases += (i ? ", k" : "k") + std::to_string(i);
        condition += (i ? " AND " : "") + ("t." + postgres::quoted(column.name)) + " " + m_keyEquals[i]
                     + " s.k" + std::to_string(i) + "::" + column.type;
    }
    std::string assignments;
    for (std::size_t i = 0; i < set.size(); ++i) {
        const auto &column = m_columns[set[i]];
        arrays += ", $" + std::to_string(m_key.size() + i + 1) + "::text[]";
        aliases += ", v" + std::to_string(i);
        assignments += (i ? ", " : "") + postgres::quoted(column.name) + " = s.v" + std::to_string(i)
                       + "::" + column.type;
    }
    return "UPDATE " + m_rows + " t SET " + assignments + " FROM unnest(" + arrays + ") AS s(" + aliases
           + ") WHERE " + condition;
}

std::string TargetTable::updateOneSql(const std::vector<std::size_t> &set) const
{
    std::string assignments;
    for (std::size_t i = 0; i < set.size(); ++i) {
        const auto &column = m_columns[set[i]];
        assignments +=
            (i ? ", " : "") + postgres::quoted(column.name) + " = " + parameter(i + 1, column.type);
    }
    return "UPDATE " + m_rows + " t SET " + assignments + " WHERE " + oneRowCondition(set.size() + 1);
}

std::string TargetTable::replaceOneSql(const std::vector<std::size_t> &set) const
{
    std::string names;
    std::string values;
    for (std::size_t i = 0; i < m_columns.size(); ++i) {
        if (m_columns[i].gone)
            continue;
        const auto at = std::find(set.begin(), set.end(), i);
        values += names.empty() ? "" : ", ";
        names += (names.empty() ? "" : ", ") + postgres::quoted(m_columns[i].name);
        values += at == set.end()
                      ? "old." + postgres::quoted(m_columns[i].name)
                      : parameter(static_cast<std::size_t>(at - set.begin()) + 1, m_columns[i].type);
    }
    for (const auto &own : m_ownColumns) {
        names += ", " + postgres::quoted(own);
        values += ", old." + postgres::quoted(own);
    }
    return "WITH old AS (DELETE FROM " + m_rows + " t WHERE " + oneRowCondition(set.size() + 1)
           + " RETURNING t.*) INSERT INTO " + m_quoted + " (" + names + ") OVERRIDING SYSTEM VALUE SELECT "
           + values + " FROM old";
}

std::string TargetTable::deleteAllSql() const
{
    return "DELETE FROM " + m_rows;
}

} // namespace tidegate::apply
