// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "catalog/extension_rows.h"

#include "base/relation_name.h"
#include "postgres/error.h"
#include "postgres/quoting.h"

#include <algorithm>
#include <optional>
#include <utility>

namespace tidegate::catalog {

namespace {

constexpr std::size_t compared = 10'000;
constexpr std::size_t mended = 100;
constexpr std::int64_t pagesLookedAt = 2'000; // PostGIS's own rows of spatial_ref_sys fill 900

/// With the condition by which the extension tells people's rows from its own, and which pg_dump asks as well; none: all are people's.
constexpr char configurationTables[] = R"(
SELECT c.oid, n.nspname, c.relname, e.extname, x.condition,
       has_schema_privilege(n.oid, 'USAGE') AND has_table_privilege(c.oid, 'SELECT') AND NOT row_security_active(c.oid)
  FROM pg_catalog.pg_extension e
 CROSS JOIN LATERAL unnest(e.extconfig, e.extcondition) AS x(oid, condition)
  JOIN pg_catalog.pg_class c ON c.oid = x.oid AND c.relkind = 'r'
  JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
 WHERE e.extname <> 'timescaledb' AND c.oid <> ALL ($1::oid[])
 ORDER BY n.nspname, c.relname)";

/// The extension may be in another schema there.
constexpr char counterpart[] = R"(
SELECT c.oid, n.nspname, c.relname,
       has_schema_privilege(n.oid, 'USAGE') AND has_table_privilege(c.oid, 'SELECT') AND NOT row_security_active(c.oid)
  FROM pg_catalog.pg_extension e
  JOIN pg_catalog.pg_depend d ON d.refclassid = 'pg_catalog.pg_extension'::regclass AND d.refobjid = e.oid AND d.deptype = 'e'
  JOIN pg_catalog.pg_class c ON d.classid = 'pg_catalog.pg_class'::regclass AND c.oid = d.objid AND c.relkind = 'r'
  JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
 WHERE e.extname = $1::name AND c.relname = $2::name)";

constexpr char isPublished[] = R"(
SELECT EXISTS (SELECT FROM pg_catalog.pg_publication_tables t
                WHERE t.pubname = ANY ($1::name[]) AND t.schemaname = $2::name AND t.tablename = $3::name))";

constexpr char columnsOf[] = R"(
SELECT attname, attgenerated <> '', attidentity = 'a'
  FROM pg_catalog.pg_attribute WHERE attrelid = $1::oid AND attnum > 0 AND NOT attisdropped ORDER BY attnum)";

/// Somebody's lock, or a condition that takes long, must not hold up who asks. The same value must be the same text on both sides,
/// whatever their databases are set to; pg_dump's search_path, with which the condition was meant to be read.
constexpr char look[] = "BEGIN READ ONLY; SET LOCAL lock_timeout = '500ms'; SET LOCAL statement_timeout = '5s';"
                        "SET LOCAL TimeZone = 'UTC'; SET LOCAL DateStyle = 'ISO, YMD'; SET LOCAL IntervalStyle = 'postgres';"
                        "SET LOCAL extra_float_digits = 3; SET LOCAL bytea_output = 'hex'; SET LOCAL search_path = pg_catalog, pg_temp";

/// A table of one side.
struct Place {
    std::string oid;
    RelationName name;
};

struct Column {
    std::string name;
    bool generated;
    bool always; ///< GENERATED ALWAYS AS IDENTITY
};

using Rows = std::vector<std::string>;

std::vector<Column> readColumns(postgres::Connection &connection, const Place &table)
{
    const auto result = connection.exec(columnsOf, postgres::parameters(table.oid));
    std::vector<Column> columns;
    for (int row = 0; row < result.rows(); ++row)
        columns.push_back({result.text(row, 0), result.boolean(row, 1), result.boolean(row, 2)});
    return columns;
}

bool isTooLarge(postgres::Connection &connection, const Place &table)
{
    constexpr char sql[] = "SELECT pg_relation_size($1::oid) / current_setting('block_size')::bigint";
    const auto result = connection.exec(sql, postgres::parameters(table.oid));
    return !result.isNull(0, 0) && result.integer(0, 0) > pagesLookedAt;
}

/// With the extension's condition, which may name the table (it gets no alias) and may have a LIMIT of its own.
std::string asJson(const RelationName &table, const std::vector<std::string> &columns, const std::string &condition = {})
{
    return "SELECT row_to_json(x)::text FROM (SELECT " + postgres::quotedList(columns) + " FROM ONLY " + postgres::quoted(table) + " "
           + condition + "\n) AS x ";
}

Rows textsOf(const postgres::Result &result)
{
    Rows rows;
    for (int row = 0; row < result.rows(); ++row)
        rows.push_back(result.text(row, 0));
    return rows;
}

bool isEmpty(postgres::Connection &connection, const RelationName &table)
{
    return !connection.exec("SELECT EXISTS (SELECT FROM ONLY " + postgres::quoted(table) + ")").boolean(0, 0);
}

/// OVERRIDING SYSTEM VALUE where the identity would otherwise refuse a value.
std::string insertion(const RelationName &table, const std::vector<std::string> &columns, bool overriding, const Rows &rows)
{
    std::string all;
    for (const auto &row : rows)
        all += (all.empty() ? "[" : ",") + row;
    const auto name = postgres::quoted(table);
    const auto list = postgres::quotedList(columns);
    return "INSERT INTO " + name + " (" + list + ")" + (overriding ? " OVERRIDING SYSTEM VALUE" : "") + " SELECT " + list
           + " FROM json_populate_recordset(NULL::" + name + ", " + postgres::literal(all + "]") + ") ON CONFLICT DO NOTHING";
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
        try {
            const auto found = m_source.exec(configurationTables, postgres::parameters(postgres::idArray(followed)));
            for (int row = 0; row < found.rows(); ++row)
                at({{found.text(row, 0), {found.text(row, 1), found.text(row, 2)}}, found.text(row, 3), found.text(row, 4),
                    !found.isNull(row, 5) && found.boolean(row, 5)});
        } catch (const postgres::SqlError &error) {
            notSeen("tables of extensions", m_source, error.problem().serverMessage);
        }
        return std::move(m_findings);
    }

private:
    struct Table {
        Place here;
        std::string extension;
        std::string condition;
        bool mayRead;
    };

    /// What the server refuses about one table says nothing about the others, and stands in nobody's way.
    void at(const Table &table)
    {
        m_reading = &m_source;
        try {
            lookAt(table);
        } catch (const postgres::SqlError &error) {
            notSeen(table.here.name.display(), *m_reading, error.problem().serverMessage);
        }
    }

    void lookAt(const Table &table)
    {
        m_reading = &m_target;
        const auto there = m_target.exec(counterpart, postgres::parameters(table.extension, table.here.name.name));
        m_reading = &m_source;
        // Published, one that is all people's is followed or stands in the way itself. Where the extension is not, nobody
        // misses its rows unless they were to be brought.
        const bool comesWithIt = !table.condition.empty();
        if (there.rows() == 0 ? !comesWithIt || !published(table.here.name) : !comesWithIt && published(table.here.name))
            return;
        if (!table.mayRead)
            return notSeen(table.here.name.display(), m_source);
        if (there.rows() == 0)
            return compare(table, std::nullopt);
        if (there.isNull(0, 3) || !there.boolean(0, 3))
            return notSeen(table.here.name.display(), m_target);
        compare(table, Place{there.text(0, 0), {there.text(0, 1), there.text(0, 2)}});
    }

    void compare(const Table &table, const std::optional<Place> &target)
    {
        const postgres::Transaction onSource(m_source, look);
        m_reading = &m_target;
        const postgres::Transaction onTarget(m_target, look);
        if (target && isTooLarge(m_target, *target))
            return tooLarge(table);
        const auto columnsThere = target ? readColumns(m_target, *target) : std::vector<Column>();
        const bool emptied = target && isEmpty(m_target, target->name); // by somebody: the extension's own are not there either
        m_reading = &m_source;
        if (isTooLarge(m_source, table.here))
            return tooLarge(table);
        // What both have; what is computed follows from the rest.
        std::vector<std::string> columns;
        bool overriding = false;
        for (const auto &column : readColumns(m_source, table.here)) {
            const auto same = std::find_if(columnsThere.begin(), columnsThere.end(),
                                           [&](const Column &other) { return other.name == column.name; });
            if (column.generated || (target && (same == columnsThere.end() || same->generated)))
                continue;
            columns.push_back(column.name);
            overriding = overriding || (target ? same->always : column.always);
        }
        if (columns.empty())
            return;
        // One more than are compared, if there are.
        auto rows = textsOf(m_source.exec(asJson(table.here.name, columns, emptied ? std::string() : table.condition) + "LIMIT "
                                          + std::to_string(compared + 1)));
        const bool isMore = rows.size() > compared;
        // Compared there: the table has thousands of the extension's own, and is asked again and again.
        m_reading = &m_target;
        if (target && !emptied && !rows.empty())
            rows = textsOf(m_target.exec("SELECT w.j FROM unnest($1::text[]) AS w(j) EXCEPT " + asJson(target->name, columns) + "ORDER BY 1",
                                         postgres::parameters(postgres::textArray(rows))));
        if (rows.empty())
            return;
        const bool mayMend = !table.condition.empty() && !isMore && rows.size() <= mended;
        lacks(table, rows, isMore,
              mayMend ? insertion(target ? target->name : table.here.name, columns, overriding, rows) : std::string());
    }

    /// Rows of a table that is all people's are often work to do (cron.job, part_config): on the target it would be done at once.
    void lacks(const Table &table, const Rows &rows, bool isMore, std::string mend)
    {
        const auto count = rows.size() > compared ? "more than " + std::to_string(compared)
                           : isMore               ? "at least " + std::to_string(rows.size())
                                                  : std::to_string(rows.size());
        tell(Severity::Warning, table,
             "rows that were added to it and that the target lacks: " + count
                 + (table.condition.empty() ? "; the extension may act on them, so bring them after the cutover, if they are wanted there" : ""),
             std::move(mend));
    }

    void tooLarge(const Table &table)
    {
        tell(Severity::Note, table, "whether rows were added to it was not looked at: it is too large");
    }

    void tell(Severity severity, const Table &table, const std::string &what, std::string mend = {})
    {
        m_findings.push_back({severity,
                              Code::TableNotFollowed,
                              {table.here.name.display() + " (which comes with the extension " + table.extension + "; " + what + ")"},
                              std::move(mend)});
    }

    void notSeen(const std::string &table, postgres::Connection &connection, const std::string &why = {})
    {
        const auto role = connection.exec("SELECT current_user").text(0, 0);
        const std::string side = &connection == &m_source ? "source" : "target";
        m_findings.push_back({Severity::Note,
                              Code::NotSeen,
                              {"which rows were added to " + table + " on the " + side + (why.empty() ? "" : " (" + why + ")"), role},
                              {}});
    }

    bool published(const RelationName &table)
    {
        return m_source.exec(isPublished, postgres::parameters(m_publications, table.schema, table.name)).boolean(0, 0);
    }

    postgres::Connection &m_source;
    postgres::Connection &m_target;
    postgres::Connection *m_reading = nullptr;
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
