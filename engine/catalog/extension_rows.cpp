// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "catalog/extension_rows.h"

#include "base/relation_name.h"
#include "postgres/error.h"
#include "postgres/quoting.h"

#include <optional>
#include <utility>

namespace tidegate::catalog {

namespace {

constexpr std::size_t compared = 10'000;
constexpr std::size_t mended = 100;

/// With the condition by which the extension tells people's rows from its own, and which pg_dump asks as well; none: all are people's.
constexpr char configurationTables[] = R"(
SELECT n.nspname, c.relname, e.extname, x.condition,
       has_schema_privilege(n.oid, 'USAGE') AND has_table_privilege(c.oid, 'SELECT') AND NOT row_security_active(c.oid)
  FROM pg_catalog.pg_extension e
 CROSS JOIN LATERAL unnest(e.extconfig, e.extcondition) AS x(oid, condition)
  JOIN pg_catalog.pg_class c ON c.oid = x.oid AND c.relkind = 'r'
  JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
 WHERE e.extname <> 'timescaledb' AND c.oid <> ALL ($1::oid[])
 ORDER BY n.nspname, c.relname)";

/// The extension may be in another schema there.
constexpr char counterpart[] = R"(
SELECT n.nspname, c.relname,
       has_schema_privilege(n.oid, 'USAGE') AND has_table_privilege(c.oid, 'SELECT') AND NOT row_security_active(c.oid)
  FROM pg_catalog.pg_extension e
  JOIN pg_catalog.pg_depend d ON d.refclassid = 'pg_catalog.pg_extension'::regclass AND d.refobjid = e.oid AND d.deptype = 'e'
  JOIN pg_catalog.pg_class c ON d.classid = 'pg_catalog.pg_class'::regclass AND c.oid = d.objid AND c.relkind = 'r'
  JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
 WHERE e.extname = $1::name AND c.relname = $2::name)";

constexpr char isPublished[] = R"(
SELECT EXISTS (SELECT FROM pg_catalog.pg_publication_tables t
                WHERE t.pubname = ANY ($1::name[]) AND t.schemaname = $2::name AND t.tablename = $3::name))";

using Rows = std::vector<std::string>;

std::string asJson(const RelationName &table)
{
    return "SELECT row_to_json(" + postgres::quoted(table.name) + ".*)::text FROM ONLY " + postgres::quoted(table) + " ";
}

/// With the extension's condition, which may name the table: it gets no alias. One more than are compared, if there are.
Rows rowsOf(postgres::Connection &connection, const RelationName &table, const std::string &condition)
{
    const auto result = connection.exec(asJson(table) + condition + " LIMIT " + std::to_string(compared + 1));
    Rows rows;
    for (int row = 0; row < result.rows(); ++row)
        rows.push_back(result.text(row, 0));
    return rows;
}

bool isEmpty(postgres::Connection &connection, const RelationName &table)
{
    return !connection.exec("SELECT EXISTS (SELECT FROM ONLY " + postgres::quoted(table) + ")").boolean(0, 0);
}

/// Those that the table lacks. Compared there: the table has thousands of the extension's own, and is asked again and again.
Rows lackingOf(const Rows &rows, postgres::Connection &connection, const RelationName &table)
{
    const auto result = connection.exec("SELECT w.j FROM unnest($1::text[]) AS w(j) EXCEPT " + asJson(table) + "ORDER BY 1",
                                        postgres::parameters(postgres::textArray(rows)));
    Rows lacking;
    for (int row = 0; row < result.rows(); ++row)
        lacking.push_back(result.text(row, 0));
    return lacking;
}

std::string insertion(const RelationName &table, const Rows &rows)
{
    std::string all;
    for (const auto &row : rows)
        all += (all.empty() ? "[" : ",") + row;
    const auto name = postgres::quoted(table);
    return "INSERT INTO " + name + " SELECT * FROM json_populate_recordset(NULL::" + name + ", " + postgres::literal(all + "]")
        + ") ON CONFLICT DO NOTHING";
}

class Look
{
public:
    Look(postgres::Connection &source, postgres::Connection &target, const std::vector<std::string> &publications)
        : m_source(source), m_target(target), m_publications(postgres::textArray(publications))
    {
    }

    std::vector<Finding> atAll(const std::vector<std::uint32_t> &followed)
    {
        const auto found = m_source.exec(configurationTables, postgres::parameters(postgres::idArray(followed)));
        for (int row = 0; row < found.rows(); ++row)
            at({{found.text(row, 0), found.text(row, 1)}, found.text(row, 2), found.text(row, 3), found.boolean(row, 4)});
        return std::move(m_findings);
    }

private:
    struct Table {
        RelationName name;
        std::string extension;
        std::string condition;
        bool mayRead;
    };

    void at(Table table)
    {
        const auto there = m_target.exec(counterpart, postgres::parameters(table.extension, table.name.name));
        // Published, one that is all people's is followed or stands in the way itself. Where the extension is not, nobody
        // misses its rows unless they were to be brought.
        const bool comesWithIt = !table.condition.empty();
        if (there.rows() == 0 ? !comesWithIt || !published(table.name) : !comesWithIt && published(table.name))
            return;
        if (!table.mayRead)
            return notSeen(table.name, m_source);
        if (there.rows() == 0)
            return compare(table, std::nullopt);
        if (!there.boolean(0, 2))
            return notSeen(table.name, m_target);
        compare(table, RelationName{there.text(0, 0), there.text(0, 1)});
    }

    void compare(const Table &table, const std::optional<RelationName> &target)
    {
        auto *reading = &m_source;
        try {
            const postgres::Transaction onSource(m_source, "BEGIN READ ONLY; SET LOCAL lock_timeout = '500ms'");
            const postgres::Transaction onTarget(m_target, "BEGIN READ ONLY; SET LOCAL lock_timeout = '500ms'");
            reading = &m_target;
            const bool emptied = target && isEmpty(m_target, *target); // by somebody: the extension's own are not there either
            reading = &m_source;
            auto rows = rowsOf(m_source, table.name, emptied ? std::string() : table.condition);
            const bool isMore = rows.size() > compared;
            reading = &m_target;
            if (target && !emptied && !rows.empty())
                rows = lackingOf(rows, m_target, *target);
            if (!rows.empty())
                lacks(table, target.value_or(table.name), rows, isMore);
        } catch (const postgres::SqlError &error) {
            if (error.is(postgres::sqlstate::lockNotAvailable))
                return notSeen(table.name, *reading);
            if (!error.is(postgres::sqlstate::undefinedTable)) // it was dropped since it was listed
                throw;
        }
    }

    void lacks(const Table &table, const RelationName &target, const Rows &rows, bool isMore)
    {
        const auto count = rows.size() > compared ? "more than " + std::to_string(compared)
                           : isMore               ? "at least " + std::to_string(rows.size())
                                                  : std::to_string(rows.size());
        m_findings.push_back({Severity::Warning,
                              Code::TableNotFollowed,
                              {table.name.display() + " (which comes with the extension " + table.extension
                               + "; rows that were added to it and that the target lacks: " + count + ")"},
                              isMore || rows.size() > mended ? std::string() : insertion(target, rows)});
    }

    void notSeen(const RelationName &table, postgres::Connection &connection)
    {
        const auto role = connection.exec("SELECT current_user").text(0, 0);
        m_findings.push_back({Severity::Note,
                              Code::NotSeen,
                              {"which rows were added to " + table.display() + " on the " + (&connection == &m_source ? "source" : "target"), role},
                              {}});
    }

    bool published(const RelationName &table)
    {
        return m_source.exec(isPublished, postgres::parameters(m_publications, table.schema, table.name)).boolean(0, 0);
    }

    postgres::Connection &m_source;
    postgres::Connection &m_target;
    const std::string m_publications;
    std::vector<Finding> m_findings;
};

} // namespace

std::vector<Finding> extensionRows(postgres::Connection &source, postgres::Connection &target,
                                   const std::vector<std::string> &publications, const std::vector<std::uint32_t> &followed)
{
    return Look(source, target, publications).atAll(followed);
}

} // namespace tidegate::catalog
