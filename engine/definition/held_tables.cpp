// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "definition/held_tables.h"

#include "definition/problem.h"
#include "postgres/error.h"
#include "postgres/quoting.h"

namespace tidegate::definition {

namespace {

/// Which of these rows the catalog does not show.
std::string otherThan(const std::string &rows)
{
    return "SELECT w.schema, w.name FROM (VALUES " + rows
        + ") AS w(oid, schema, name, numbers, types, columns) WHERE NOT EXISTS (SELECT FROM pg_catalog.pg_class c"
          " JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace"
          " WHERE c.oid = w.oid AND c.relname = w.name AND n.nspname = w.schema)"
          " OR EXISTS (SELECT FROM unnest(w.numbers, w.types, w.columns) AS p(number, type, name)"
          " WHERE NOT EXISTS (SELECT FROM pg_catalog.pg_attribute a WHERE a.attrelid = w.oid AND a.attnum = p.number"
          " AND a.atttypid = p.type AND a.attname = p.name AND NOT a.attisdropped)) LIMIT 1";
}

const char *comma(const std::string &list)
{
    return list.empty() ? "" : ", ";
}

std::string row(std::uint32_t oid, const RelationName &name, const std::vector<Place> &columns = {})
{
    std::string numbers;
    std::string types;
    std::string names;
    for (const auto &column : columns) {
        if (column.name.empty())
            continue;
        numbers += comma(numbers) + std::to_string(column.number);
        types += comma(types) + std::to_string(column.typeOid);
        names += comma(names) + postgres::literal(column.name);
    }
    return "(" + std::to_string(oid) + "::oid, " + postgres::literal(name.schema) + ", " + postgres::literal(name.name) + ", '{" + numbers
        + "}'::int2[], '{" + types + "}'::oid[], ARRAY[" + names + "]::name[])";
}

std::string lock(const std::string &tables, bool wait)
{
    return tables.empty() ? tables : "LOCK TABLE " + tables + " IN ROW EXCLUSIVE MODE" + (wait ? "; " : " NOWAIT; ");
}

std::vector<const Written *> pointers(const std::vector<Written> &tables)
{
    std::vector<const Written *> all;
    for (const auto &table : tables)
        all.push_back(&table);
    return all;
}

/// By that name there is nothing any more, as far as this tells.
bool isGone(const postgres::SqlError &error)
{
    return error.is(postgres::sqlstate::undefinedTable) || error.is(postgres::sqlstate::invalidSchema);
}

} // namespace

Written::Written(const catalog::Relation &table, const std::vector<Place> &columns)
    : m_oid(table.oid), m_name(table.name), m_row(row(table.oid, table.name, columns))
{
}

Written::Written(std::uint32_t oid, RelationName name) : m_oid(oid), m_name(std::move(name)), m_row(row(m_oid, m_name)) {}

HeldTables::HeldTables(postgres::Connection &connection, const std::vector<Written> &tables)
{
    hold(connection, pointers(tables), Wait::ForAll);
}

HeldTables HeldTables::begin(postgres::Connection &connection, const std::vector<Written> &tables)
{
    const auto all = pointers(tables);
    std::string eachAlone;
    for (const auto &[oid, table] : HeldTables().toBeLocked(all))
        eachAlone += "BEGIN; " + lock("ONLY " + postgres::quoted(table->m_name), true) + "ROLLBACK; ";
    for (;;) {
        connection.exec("BEGIN");
        try {
            HeldTables held;
            held.hold(connection, all, Wait::ForFirst);
            return held;
        } catch (const postgres::SqlError &error) {
            if (!error.is(postgres::sqlstate::lockNotAvailable))
                throw;
        }
        connection.rollback();
        try {
            connection.exec(eachAlone);
        } catch (const postgres::SqlError &error) {
            if (!isGone(error))
                throw;
            connection.rollback(); // which hold() will say
        }
    }
}

std::map<std::uint32_t, const Written *> HeldTables::toBeLocked(const std::vector<const Written *> &tables) const
{
    std::map<std::uint32_t, const Written *> wanted; // everybody locks in one order
    for (const auto *table : tables) {
        if (m_locked.count(table->m_oid) == 0 && m_unlockable.count(table->m_oid) == 0)
            wanted.emplace(table->m_oid, table);
    }
    return wanted;
}

bool HeldTables::hold(postgres::Connection &connection, const std::vector<const Written *> &tables, Wait wait, const std::string &before)
{
    std::set<std::string> asked;
    std::string rows;
    for (const auto *table : tables) {
        if (m_asked.count(table->m_row) == 0 && asked.insert(table->m_row).second)
            rows += comma(rows) + table->m_row;
    }
    if (asked.empty())
        return false;
    const auto wanted = toBeLocked(tables);
    std::string first;
    std::string others;
    for (const auto &[oid, table] : wanted) {
        auto &list = first.empty() ? first : others;
        list += comma(list) + ("ONLY " + postgres::quoted(table->m_name));
    }
    try {
        verify(connection.exec(before + lock(first, true) + lock(others, wait == Wait::ForAll) + otherThan(rows)));
    } catch (const postgres::SqlError &error) {
        if (isGone(error))
            throw ProblemError(renamed(tables.front()->m_name, "it, or a table that is written to with it, has another name on the target now"));
        throw;
    }
    for (const auto &entry : wanted)
        m_locked.insert(entry.first);
    m_asked.merge(asked);
    for (const auto *table : tables) {
        if (m_locked.count(table->m_oid) == 0)
            m_again.emplace(table->m_row, table->m_row);
        else if (auto &again = m_again[table->m_name.schema]; again.empty())
            again = row(table->m_oid, table->m_name);
    }
    return true;
}

void HeldTables::holdWhatCanBe(postgres::Connection &connection, const std::vector<const Written *> &tables)
{
    const auto wanted = toBeLocked(tables);
    if (!wanted.empty()) {
        connection.exec("SAVEPOINT holding");
        try {
            hold(connection, tables, Wait::ForAll);
            connection.exec("RELEASE SAVEPOINT holding");
            return;
        } catch (const postgres::SqlError &error) {
            if (error.problem().retryable)
                throw;
            connection.exec("ROLLBACK TO SAVEPOINT holding");
        }
        for (const auto &[oid, table] : wanted) {
            try {
                connection.exec("LOCK TABLE ONLY " + postgres::quoted(table->m_name) + " IN ROW EXCLUSIVE MODE; SAVEPOINT holding");
            } catch (const postgres::SqlError &error) {
                if (error.problem().retryable)
                    throw;
                connection.exec("ROLLBACK TO SAVEPOINT holding");
                m_unlockable.insert(oid);
            }
        }
    }
    hold(connection, tables, Wait::ForAll);
}

std::string HeldTables::lastQuestion() const
{
    std::string rows;
    for (const auto &entry : m_again)
        rows += comma(rows) + entry.second;
    return rows.empty() ? rows : otherThan(rows);
}

void HeldTables::verify(const postgres::Result &answer)
{
    if (answer.rows() > 0)
        throw ProblemError(renamed({answer.text(0, 0), answer.text(0, 1)}, "another table of the target, or another column of it, has a name of it now, or its type is another"));
}

void HeldTables::verify(postgres::Connection &connection) const
{
    if (const auto question = lastQuestion(); !question.empty())
        verify(connection.exec(question));
}

void HeldTables::clear()
{
    m_locked.clear();
    m_asked.clear();
    m_again.clear();
}

} // namespace tidegate::definition
