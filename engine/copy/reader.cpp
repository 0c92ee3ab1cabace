// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "copy/reader.h"

#include "base/failpoint.h"
#include "catalog/key_distribution_reader.h"
#include "catalog/published_terms.h"
#include "catalog/relation_reader.h"
#include "copy/table_error.h"
#include "postgres/error.h"
#include "postgres/quoting.h"

#include <algorithm>
#include <map>
#include <set>

namespace tidegate::copy {

namespace {

constexpr char begin[] = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY;";
constexpr char takeSnapshot[] = "SELECT pg_current_snapshot()::text, pg_current_wal_insert_lsn()";

/// How to lock, and by which name, cannot be asked in the snapshot's own transaction: the question would take the snapshot.
/// What has become another kind, or is called otherwise, until the lock is there is seen by the reading of the definitions.
struct Lockable {
    std::map<std::uint32_t, RelationName> names;
    std::set<std::uint32_t> roots;
    std::set<std::uint32_t> chunks;
};

Lockable readLockable(postgres::Connection &source, const std::vector<ReadRequest> &requests)
{
    Lockable found;
    std::vector<std::uint32_t> ids;
    for (const auto &request : requests)
        ids.push_back(request.oid);
    const auto oids = postgres::parameters(postgres::idArray(ids));
    const auto all = source.exec(
        "SELECT c.oid, n.nspname, c.relname, c.relkind = 'p', to_regclass('_timescaledb_catalog.hypertable') IS NOT NULL"
        " AND EXISTS (SELECT FROM pg_catalog.pg_inherits i WHERE i.inhrelid = c.oid)"
        " FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace WHERE c.oid = ANY ($1::oid[])",
        oids);
    bool askTimescale = false;
    for (int row = 0; row < all.rows(); ++row) {
        const auto oid = static_cast<std::uint32_t>(all.integer(row, 0));
        found.names.emplace(oid, RelationName{all.text(row, 1), all.text(row, 2)});
        if (all.boolean(row, 3))
            found.roots.insert(oid);
        askTimescale = askTimescale || all.boolean(row, 4);
    }
    if (!askTimescale)
        return found;
    const auto chunks = source.exec(
        "SELECT i.inhrelid FROM pg_catalog.pg_inherits i JOIN pg_catalog.pg_class p ON p.oid = i.inhparent"
        " JOIN pg_catalog.pg_namespace n ON n.oid = p.relnamespace"
        " JOIN _timescaledb_catalog.hypertable h ON h.schema_name = n.nspname AND h.table_name = p.relname"
        " WHERE i.inhrelid = ANY ($1::oid[])",
        oids);
    for (int row = 0; row < chunks.rows(); ++row)
        found.chunks.insert(static_cast<std::uint32_t>(chunks.integer(row, 0)));
    return found;
}

/// Waits for the first lock alone (`mayWait`), while it holds none: who waits while holding can close a
/// circle, and the server may then end the user's DDL, whose own deadlock_timeout began earlier, and not
/// us.
std::string lockList(const std::vector<std::string> &relations, const char *mode, bool mayWait)
{
    if (relations.empty())
        return {};
    std::string sql;
    std::string rest;
    for (const auto &relation : relations) {
        if (mayWait && &relation == &relations.front())
            sql = "LOCK TABLE " + relation + " IN " + mode + " MODE;";
        else
            rest += (rest.empty() ? "" : ", ") + relation;
    }
    return rest.empty() ? sql : sql + "LOCK TABLE " + rest + " IN " + mode + " MODE NOWAIT;";
}

/// With a timeout below deadlock_timeout: a list of locks must never make the server end somebody's DDL. Until the end of
/// the transaction: a unit that is claimed holds the stream, and also what is published (of all tables, from 16 on) and a
/// plan that opens the indexes can wait for somebody.
std::string withLockTimeout(const std::string &locks)
{
    return "SET LOCAL lock_timeout = '500ms';" + locks;
}

Problem changedDefinition(const ReadRequest &request, const std::string &what, bool retryable)
{
    return {Code::UnitDefinitionChanged, {request.name.display(), what}, {}, {}, {}, retryable};
}

[[noreturn]] void changed(const ReadRequest &request, const std::string &what, bool retryable = false)
{
    throw TableError(request.oid, changedDefinition(request, what, retryable));
}

std::string lockSql(const std::vector<ReadRequest> &requests, const Lockable &lockable)
{
    std::vector<std::string> shared;
    std::vector<std::string> exclusive;
    for (const auto &request : requests) {
        const auto name = lockable.names.find(request.oid);
        if (name == lockable.names.end())
            changed(request, "it was dropped");
        if (lockable.chunks.count(request.oid))
            exclusive.push_back(postgres::quoted(name->second));
        else
            shared.push_back((lockable.roots.count(request.oid) ? "" : "ONLY ") + postgres::quoted(name->second));
    }
    // Columnstore conversion and chunk merges take this lock; they would move rows between a chunk and its
    // compressed companion under an older snapshot.
    return lockList(shared, "ACCESS SHARE", true)
        + lockList(exclusive, "SHARE UPDATE EXCLUSIVE", shared.empty());
}

std::vector<std::string> readableColumns(const catalog::Relation &definition,
                                         const std::vector<std::string> &list)
{
    std::vector<std::string> columns;
    for (const auto &column : definition.columns) {
        if (!column.generated
            && (list.empty() || std::find(list.begin(), list.end(), column.name) != list.end()))
            columns.push_back(column.name);
    }
    return columns;
}

/// What the column of the range is called in the snapshot.
std::string rangeColumn(postgres::Connection &source, const ReadRequest &request)
{
    const auto found = source.exec("SELECT attname FROM pg_catalog.pg_attribute WHERE attrelid = $1::oid AND attnum = $2::int2"
                                   " AND NOT attisdropped",
                                   postgres::parameters(std::to_string(request.oid), request.range->number));
    if (found.rows() == 0)
        changed(request, "its column " + request.range->column + ", by which it is copied in ranges, was dropped: resync it");
    // Ranges that are copied already were divided by the order of then.
    if (!catalog::isOrderedEverywhere(source, request.oid, request.range->number))
        changed(request, "its column " + found.text(0, 0) + ", by which it is copied in ranges, is sorted otherwise now: resync it");
    return found.text(0, 0);
}

} // namespace

SnapshotReader::~SnapshotReader()
{
    if (m_open)
        m_source.rollback();
}

void SnapshotReader::open(const std::vector<ReadRequest> &requests,
                          const std::vector<std::string> &publications)
{
    const auto lockable = readLockable(m_source, requests);
    const auto locks = withLockTimeout(lockSql(requests, lockable));
    const auto wanted = [this] { return !m_source.stopToken().stopRequested(); };
    m_open = true;
    postgres::Result taken;
    if (failpoint::ruleOff("4")) {
        taken = m_source.exec(std::string(begin) + takeSnapshot);
        failpoint::reach("copy.before.lock", wanted);
        m_source.exec(locks);
    } else {
        failpoint::reach("copy.before.lock", wanted);
        // LOCK and SET take no snapshot: that of the last statement is the transaction's first.
        try {
            taken = m_source.exec(begin + locks + takeSnapshot);
        } catch (const postgres::SqlError &error) {
            if (!error.is(postgres::sqlstate::undefinedTable) && !error.is(postgres::sqlstate::invalidSchema))
                throw;
            throw ProblemError(changedDefinition(
                requests.front(), "one of the tables that are copied with it was renamed or dropped at this moment", true));
        }
    }
    m_snapshot = Snapshot::parse(taken.view(0, 0));
    m_copiedAt = taken.lsn(0, 1);
    readDefinitions(requests, publications, lockable.names);
    readEmptiness();
    failpoint::reach("copy.opened", wanted);
}

void SnapshotReader::readDefinitions(const std::vector<ReadRequest> &requests, const std::vector<std::string> &publications,
                                     const std::map<std::uint32_t, RelationName> &locked)
{
    if (requests.empty())
        return;
    catalog::RelationReader reader(m_source);
    std::vector<std::uint32_t> oids;
    for (const auto &request : requests)
        oids.push_back(request.oid);
    std::map<std::uint32_t, catalog::Relation> definitions;
    for (auto &relation : reader.readByOid(oids))
        definitions.emplace(relation.oid, std::move(relation));
    std::map<std::uint32_t, catalog::PublishedTable> published;
    if (!publications.empty()) {
        for (auto &table : reader.publishedTables(publications, oids))
            published.emplace(table.oid, std::move(table));
    }
    for (const auto &request : requests) {
        const auto definition = definitions.find(request.oid);
        if (definition == definitions.end())
            changed(request, "it was dropped");
        if (definition->second.name != locked.at(request.oid)) // what was locked may be another
            changed(request, "it is now " + definition->second.name.display(), true);
        ReadRelation relation;
        relation.rowFilter = request.rowFilter;
        relation.range = request.range;
        if (relation.range && relation.range->number != 0)
            relation.range->column = rangeColumn(m_source, request);
        std::vector<std::string> columnList;
        if (!publications.empty()) {
            const auto table = published.find(request.oid);
            if (table == published.end())
                changed(request, "it is no longer published");
            columnList = table->second.columns;
            relation.partitions = catalog::recordedPartitions(table->second);
            relation.rowFilter = table->second.rowFilter.value_or("");
            if (relation.rowFilter != request.rowFilter)
                changed(request, "its row filter");
        }
        relation.columns = readableColumns(definition->second, columnList);
        relation.withChildren =
            definition->second.kind == catalog::RelationKind::Partitioned || definition->second.chunk;
        relation.definition = std::move(definition->second);
        m_relations.push_back(std::move(relation));
    }
}

/// Of a list alone; the lock that we hold already keeps this from waiting for anybody, which the sizes of
/// RelationReader, made of statistics where somebody waits for the table, would not.
void SnapshotReader::readEmptiness()
{
    if (m_relations.size() < 2)
        return;
    std::vector<std::uint32_t> oids;
    for (const auto &relation : m_relations)
        oids.push_back(relation.definition.oid);
    const auto result = m_source.exec("SELECT coalesce(m.amname = 'heap' AND pg_relation_size(list.oid) = 0, false)"
                                      " FROM unnest($1::oid[]) WITH ORDINALITY AS list(oid, place)"
                                      " LEFT JOIN pg_catalog.pg_class c ON c.oid = list.oid"
                                      " LEFT JOIN pg_catalog.pg_am m ON m.oid = c.relam ORDER BY list.place",
                                      postgres::parameters(postgres::idArray(oids)));
    for (int row = 0; row < result.rows(); ++row) {
        auto &relation = m_relations[static_cast<std::size_t>(row)];
        relation.empty = relation.definition.kind == catalog::RelationKind::Table && !relation.withChildren && result.boolean(row, 0);
    }
}

std::string SnapshotReader::exportSnapshot()
{
    return m_source.exec("SELECT pg_export_snapshot()").text(0, 0);
}

void SnapshotReader::join(const std::string &exportedSnapshot, const std::vector<ReadRelation> &relations)
{
    // ACCESS SHARE also for a chunk: the leader's stronger lock conflicts with itself.
    std::vector<std::string> shared;
    for (const auto &relation : relations)
        shared.push_back((relation.withChildren ? "" : "ONLY ") + postgres::quoted(relation.definition.name));
    m_open = true;
    m_source.exec(begin + withLockTimeout(lockList(shared, "ACCESS SHARE", true)) + "SET TRANSACTION SNAPSHOT "
                  + postgres::literal(exportedSnapshot));
    m_relations = relations;
    requireNames();
}

std::string SnapshotReader::copySql(const ReadRelation &relation, const std::vector<std::string> &columns,
                                    bool binary, const std::optional<PageRange> &pages)
{
    std::string where;
    const auto add = [&where](const std::string &condition) {
        where += (where.empty() ? " WHERE " : " AND ") + condition;
    };
    if (pages) {
        add("ctid >= '(" + std::to_string(pages->from) + ",0)'::tid");
        if (pages->to)
            add("ctid < '(" + std::to_string(*pages->to) + ",0)'::tid");
    }
    if (const auto range = relation.range ? relation.range->predicate() : std::string(); !range.empty())
        add(range);
    if (!relation.rowFilter.empty())
        add("(" + relation.rowFilter + ")");
    return "COPY (SELECT " + postgres::quotedList(columns) + " FROM " + (relation.withChildren ? "" : "ONLY ")
           + postgres::quoted(relation.definition.name) + where + ") TO STDOUT" + (binary ? " (FORMAT binary)" : "");
}

void SnapshotReader::requireNames() const
{
    // A table of each schema stands for all that are locked. In the session that read: what it knows by now is no older.
    std::set<std::string> schemas;
    std::vector<std::uint32_t> oids;
    std::vector<std::string> names;
    for (const auto &relation : m_relations) {
        if (!schemas.insert(relation.definition.name.schema).second)
            continue;
        oids.push_back(relation.definition.oid);
        names.push_back(postgres::quoted(relation.definition.name));
    }
    const auto others = m_source.exec("SELECT w.oid FROM unnest($1::oid[], $2::text[]) AS w(oid, name)"
                                      " WHERE to_regclass(w.name)::oid IS DISTINCT FROM w.oid",
                                      postgres::parameters(postgres::idArray(oids), postgres::textArray(names)));
    for (const auto &relation : m_relations) {
        if (others.rows() > 0 && relation.definition.oid == static_cast<std::uint32_t>(others.integer(0, 0)))
            changed({relation.definition.oid, relation.definition.name, {}}, "its schema was renamed while it was read", true);
    }
}

void SnapshotReader::close()
{
    if (!m_open)
        return;
    requireNames();
    m_open = false;
    m_source.exec("COMMIT");
}

} // namespace tidegate::copy
