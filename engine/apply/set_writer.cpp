// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "apply/writer.h"

#include "journal/parked.h"
#include "postgres/copy_stream.h"
#include "postgres/empty_table.h"
#include "postgres/quoting.h"

#include <map>
#include <utility>

namespace tidegate::apply {

using pgoutput::Value;
using pgoutput::ValueKind;

namespace {

/// Bytes of a value that are written as hex at a time: a value may be large.
constexpr std::size_t hexPiece = 64 * 1024;
/// So many rows of a table are inserted faster one by one in a pipeline than by a COPY, for which everything waits.
constexpr std::size_t fewInserts = 16;

/// One value in COPY's text format (PostgreSQL docs, COPY, "Text Format"). Of a large one what is done goes out already.
void appendCopyValue(postgres::CopyIn &copy, std::string &line, const Value &value)
{
    if (value.kind == ValueKind::Null) {
        line += "\\N";
        return;
    }
    const auto bytes = value.bytes;
    const auto give = [&copy, &line](std::string_view part) {
        if (line.size() + part.size() < largeBytes) {
            line.append(part);
            return;
        }
        copy.write(line);
        line.clear();
        copy.write(part);
    };
    std::size_t start = 0;
    for (std::size_t i = 0; i < bytes.size(); ++i) {
        char escape = 0;
        switch (bytes[i]) {
        case '\\': escape = '\\'; break;
        case '\n': escape = 'n'; break;
        case '\r': escape = 'r'; break;
        case '\t': escape = 't'; break;
        default: continue;
        }
        give(bytes.substr(start, i - start));
        line += '\\';
        line += escape;
        start = i + 1;
    }
    give(bytes.substr(start));
}

void appendArrayValue(std::string &array, const TargetTable::Column &column, const Value &value)
{
    if (array.size() > 1)
        array += ',';
    if (value.kind == ValueKind::Null)
        array += "NULL";
    else if (column.isByte)
        array += byteNumber(value.bytes);
    else
        postgres::appendArrayElement(array, value.bytes);
}

} // namespace

void SetWriter::write(const Batch &batch)
{
    // Tables do not see each other here: foreign keys and triggers do not act (rule 16).
    std::map<const TargetTable *, std::vector<std::uint32_t>> byTable;
    bool parked = false;
    for (std::uint32_t i = 0; i < batch.changes.size(); ++i) {
        if (batch.changes[i].parkedFor == 0)
            byTable[batch.changes[i].table.get()].push_back(i);
        else
            parked = true;
    }
    // Several source relations may feed one target; then order between them counts and nothing is netted.
    std::map<RelationName, int> feeders;
    for (const auto &entry : byTable)
        ++feeders[entry.first->target()];
    for (const auto &entry : feeders) {
        if (entry.second > 1)
            throw NotSetWise{};
    }
    m_surprised = false;
    try {
        for (const auto &entry : byTable)
            writeTable(batch, entry.second);
        settle();
    } catch (...) {
        m_pipeline.reset(); // the connection is wanted for ROLLBACK
        m_sent.clear();
        throw;
    }
    if (parked)
        park(batch);
}

void SetWriter::send(const TargetTable &table, const std::string &sql, const postgres::Parameters &parameters,
                     std::optional<std::size_t> rows)
{
    if (!m_pipeline)
        m_pipeline.emplace(m_target, [this](std::size_t statement, std::uint64_t hit) {
            m_surprised = m_surprised || !isExpected(statement, hit);
        });
    m_sent.push_back({&table, rows});
    m_pipeline->execute(sql, parameters);
    if (m_surprised)
        throw NotSetWise{};
}

void SetWriter::settle()
{
    if (!m_pipeline)
        return;
    m_pipeline->finish();
    m_pipeline.reset();
    m_sent.clear();
    if (m_surprised)
        throw NotSetWise{};
}

bool SetWriter::isExpected(std::size_t statement, std::uint64_t hit)
{
    const auto &sent = m_sent[statement];
    if (!sent.rows || hit == *sent.rows)
        return true;
    if (hit > *sent.rows || !sent.table->lenient())
        return false;
    m_missed(*sent.table, *sent.rows - hit);
    return true;
}

void SetWriter::park(const Batch &batch)
{
    postgres::CopyIn copy(m_target, journal::parkCopySql);
    std::uint64_t count = 0;
    for (const auto &change : batch.changes) {
        if (change.parkedFor == 0)
            continue;
        const auto &transaction = batch.transactions[change.transaction];
        copy.write(std::to_string(change.parkedFor) + '\t' + std::to_string(transaction.xid) + '\t'
                   + transaction.commit.toString() + '\t' + change.lsn.toString() + "\t\\\\x");
        for (std::size_t at = 0; at < change.message.size(); at += hexPiece)
            copy.write(std::string_view(journal::hexBytea(change.message.substr(at, hexPiece))).substr(2));
        copy.write("\n");
        ++count;
    }
    if (copy.finish() != count)
        throw NotSetWise{};
}

void SetWriter::writeTable(const Batch &batch, const std::vector<std::uint32_t> &changes)
{
    const auto table = batch.changes[changes.front()].table;
    NetChanges net(*table);
    for (const auto index : changes) {
        const auto &change = batch.changes[index];
        const auto &message = m_decoder.decode(change.message);
        bool netted = false;
        const bool isLarge = change.message.size() >= largeBytes; // an array would hold it again, and twice while it grows
        if (const auto *insert = std::get_if<pgoutput::Insert>(&message)) {
            netted = net.insert(insert->newTuple);
        } else if (const auto *update = std::get_if<pgoutput::Update>(&message)) {
            netted = !isLarge && net.update(*update);
        } else if (const auto *remove = std::get_if<pgoutput::Delete>(&message)) {
            netted = net.remove(remove->oldTuple);
        }
        if (netted)
            continue;
        flush(*table, net);
        writeAlone(change);
    }
    flush(*table, net);
}

void SetWriter::flush(const TargetTable &table, NetChanges &net)
{
    if (net.empty())
        return;
    std::vector<const NetRow *> inserts;
    std::vector<const NetRow *> updates;
    std::vector<const NetRow *> deletes;
    for (const auto &row : net.rows()) {
        if (row.kind == NetRow::Kind::Delete || row.kind == NetRow::Kind::Replace)
            deletes.push_back(&row);
        if (row.kind == NetRow::Kind::Insert || row.kind == NetRow::Kind::Replace)
            inserts.push_back(&row);
        if (row.kind == NetRow::Kind::Update)
            updates.push_back(&row);
    }
    if (!deletes.empty())
        deleteRows(table, net, deletes);
    if (!updates.empty())
        updateRows(table, net, updates);
    const auto areLarge = [&] {
        std::size_t bytes = 0;
        for (const auto *row : inserts) {
            for (std::size_t i = 0; i < table.columns().size(); ++i)
                bytes += net.values(row->values)[i].bytes.size();
        }
        return bytes >= largeBytes;
    };
    if (table.takesCopies() && (inserts.size() > fewInserts || areLarge()))
        copyRows(table, net, inserts);
    else
        insertRows(table, net, inserts);
    net.clear();
}

void SetWriter::insertRows(const TargetTable &table, const NetChanges &net, const std::vector<const NetRow *> &rows)
{
    for (const auto *row : rows) {
        const auto *values = net.values(row->values);
        postgres::Parameters parameters;
        for (std::size_t i = 0; i < table.columns().size(); ++i) {
            if (!table.columns()[i].gone)
                addValue(parameters, table.columns()[i], values[i]);
        }
        send(table, table.insertSql(), parameters, 1);
    }
}

void SetWriter::copyRows(const TargetTable &table, const NetChanges &net, const std::vector<const NetRow *> &rows)
{
    settle();
    postgres::CopyIn copy(m_target, table.copySql());
    const auto columns = table.columns().size();
    std::string line;
    for (const auto *row : rows) {
        line.clear();
        const auto *values = net.values(row->values);
        bool first = true;
        for (std::size_t i = 0; i < columns; ++i) {
            if (table.columns()[i].gone)
                continue;
            if (!std::exchange(first, false))
                line += '\t';
            appendCopyValue(copy, line, values[i]);
        }
        line += '\n';
        copy.write(line);
    }
    if (copy.finish() != rows.size())
        throw NotSetWise{};
}

void SetWriter::deleteRows(const TargetTable &table, const NetChanges &net, const std::vector<const NetRow *> &rows)
{
    postgres::Parameters parameters;
    for (std::size_t k = 0; k < table.key().size(); ++k) {
        std::string array = "{";
        for (const auto *row : rows)
            appendArrayValue(array, table.columns()[table.key()[k]], net.values(row->key)[k]);
        parameters.add(array += '}');
    }
    send(table, table.deleteSetSql(), parameters, rows.size());
}

void SetWriter::updateRows(const TargetTable &table, const NetChanges &net, const std::vector<const NetRow *> &rows)
{
    // Rows with the same columns to set go together: a column with unchanged TOAST must not be named.
    const auto columns = table.columns().size();
    std::map<std::vector<std::size_t>, std::vector<const NetRow *>> bySet;
    for (const auto *row : rows) {
        std::vector<std::size_t> set;
        const auto *values = net.values(row->values);
        for (std::size_t i = 0; i < columns; ++i) {
            if (!table.columns()[i].key && !table.columns()[i].gone && values[i].kind != ValueKind::UnchangedToast)
                set.push_back(i);
        }
        bySet[std::move(set)].push_back(row);
    }
    for (const auto &[set, same] : bySet) {
        if (set.empty())
            continue; // nothing but the key, and that did not change
        postgres::Parameters parameters;
        for (std::size_t k = 0; k < table.key().size(); ++k) {
            std::string array = "{";
            for (const auto *row : same)
                appendArrayValue(array, table.columns()[table.key()[k]], net.values(row->key)[k]);
            parameters.add(array += '}');
        }
        for (const auto column : set) {
            std::string array = "{";
            for (const auto *row : same)
                appendArrayValue(array, table.columns()[column], net.values(row->values)[column]);
            parameters.add(array += '}');
        }
        send(table, table.updateSetSql(set), parameters, same.size());
    }
}

void SetWriter::writeAlone(const Change &change)
{
    const bool isTruncate = change.kind == ChangeKind::Truncate;
    if (isTruncate && change.allAtOnce) {
        settle();
        postgres::emptyTable(m_target, change.table->rows());
        return;
    }
    const auto statement = singleStatement(change, m_decoder);
    if (!statement.sql.empty())
        send(*change.table, statement.sql, statement.parameters, isTruncate ? std::nullopt : std::optional<std::size_t>(1));
}

} // namespace tidegate::apply
