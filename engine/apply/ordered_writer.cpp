// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "apply/writer.h"

#include "base/failpoint.h"
#include "journal/parked.h"
#include "postgres/error.h"
#include "postgres/pipeline.h"

#include <QByteArray>

#include <algorithm>

namespace tidegate::apply {

using pgoutput::Tuple;
using pgoutput::Value;
using pgoutput::ValueKind;

namespace {

void addRowMatch(postgres::Parameters &parameters, const TargetTable &table, Tuple oldRow)
{
    if (table.match() == RowMatch::Key) {
        for (const auto index : table.key())
            addValue(parameters, table.columns()[index], oldRow[index]);
        return;
    }
    for (std::size_t i = 0; i < oldRow.size(); ++i) {
        if (!table.columns()[i].gone)
            addValue(parameters, table.columns()[i], oldRow[i]);
    }
}

[[noreturn]] void toastMissing(const TargetTable &table, std::size_t column, Lsn lsn)
{
    throw ProblemError(Code::UnchangedToastMissing,
                       {table.source().display(), table.columns()[column].name, lsn.toString()});
}

SingleStatement updateStatement(const TargetTable &table, const pgoutput::Update &update)
{
    SingleStatement statement;
    const bool hasOld = update.oldKind != pgoutput::OldKind::None;
    const Tuple row = update.newTuple;
    const Tuple before = hasOld ? update.oldTuple : row;
    std::vector<std::size_t> set;
    bool replace = false;
    for (std::size_t i = 0; i < row.size(); ++i) {
        if (row[i].kind == ValueKind::UnchangedToast || table.columns()[i].gone)
            continue;
        const auto &column = table.columns()[i];
        const bool old = hasOld && (column.key || update.oldKind == pgoutput::OldKind::Full);
        const bool changed = !old || row[i].kind != before[i].kind || row[i].bytes != before[i].bytes;
        if (column.key && !(old && changed))
            continue; // the key stands as it is
        // An UPDATE may not name a GENERATED ALWAYS identity, so the row is taken out and put in again.
        if (column.identityAlways && changed)
            replace = true;
        if (column.identityAlways && !changed)
            continue;
        set.push_back(i);
    }
    if (set.empty())
        return statement;
    statement.sql = replace ? table.replaceOneSql(set) : table.updateOneSql(set);
    for (const auto index : set)
        addValue(statement.parameters, table.columns()[index], row[index]);
    addRowMatch(statement.parameters, table, before);
    return statement;
}

struct Character {
    std::size_t bytes = 0; ///< none: what stands there is no UTF-8
    char32_t code = 0;
};

Character characterAt(std::string_view text, std::size_t at)
{
    const auto lead = static_cast<unsigned char>(text[at]);
    const std::size_t bytes = lead < 0x80 ? 1 : lead < 0xC2 ? 0 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : lead < 0xF5 ? 4 : 0;
    if (bytes == 0 || at + bytes > text.size())
        return {};
    char32_t code = bytes == 1 ? lead : lead & (0x7Fu >> bytes);
    for (std::size_t i = 1; i < bytes; ++i) {
        const auto next = static_cast<unsigned char>(text[at + i]);
        if ((next & 0xC0) != 0x80)
            return {};
        code = code << 6 | (next & 0x3Fu);
    }
    const bool isLonger = (bytes == 3 && code < 0x800) || (bytes == 4 && code < 0x10000);
    if (isLonger || (code >= 0xD800 && code < 0xE000) || code > 0x10FFFF)
        return {};
    return {bytes, code};
}

/// As a text that the target takes: in the journal it is what names the row. Escaped is what no text of any encoding holds,
/// and unless that is UTF-8 whatever is not in every one.
std::string beginningOf(std::string_view value, bool inUtf8)
{
    constexpr std::size_t most = 60;
    const auto hex = [](char32_t number, int digits) { return QByteArray::number(qulonglong{number}, 16).rightJustified(digits, '0').toStdString(); };
    std::string text;
    for (std::size_t at = 0; at < value.size();) {
        const auto character = characterAt(value, at);
        const auto bytes = std::max<std::size_t>(character.bytes, 1);
        if (at + bytes > most)
            break;
        if (character.bytes == 0)
            text += "\\x" + hex(static_cast<unsigned char>(value[at]), 2);
        else if (inUtf8 || character.code < 0x80)
            text += value.substr(at, bytes);
        else
            text += character.code < 0x10000 ? "\\u" + hex(character.code, 4) : "\\U" + hex(character.code, 8);
        at += bytes;
    }
    return text;
}

bool isUtf8(std::string_view text)
{
    for (std::size_t at = 0; at < text.size();) {
        const auto bytes = characterAt(text, at).bytes;
        if (bytes == 0)
            return false;
        at += bytes;
    }
    return true;
}

} // namespace

void addValue(postgres::Parameters &parameters, const TargetTable::Column &column, const Value &value)
{
    if (value.kind == ValueKind::Null)
        parameters.addNull();
    else if (column.isByte)
        parameters.add(byteNumber(value.bytes));
    else if (value.bytes.size() >= largeBytes && !column.ownTextCast)
        parameters.addLarge(value.bytes);
    else
        parameters.add(value.bytes);
}

std::string byteNumber(std::string_view text)
{
    const auto isOctal = [](char c) { return c >= '0' && c <= '7'; };
    int byte = 0;
    if (text.size() == 4 && text[0] == '\\' && std::all_of(text.begin() + 1, text.end(), isOctal))
        byte = (text[1] - '0') * 64 + (text[2] - '0') * 8 + (text[3] - '0');
    else if (text.size() == 1)
        byte = static_cast<unsigned char>(text[0]);
    else if (!text.empty())
        return std::string(text); // a byte that was converted to another encoding: no number, so the server refuses it
    return std::to_string(byte < 128 ? byte : byte - 256);
}

SingleStatement singleStatement(const Change &change, pgoutput::Decoder &decoder)
{
    const auto &table = *change.table;
    SingleStatement statement;
    const auto &message = decoder.decode(change.message);
    if (const auto *insert = std::get_if<pgoutput::Insert>(&message)) {
        statement.sql = table.insertSql();
        for (std::size_t i = 0; i < insert->newTuple.size(); ++i) {
            if (table.columns()[i].gone)
                continue;
            if (insert->newTuple[i].kind == ValueKind::UnchangedToast)
                toastMissing(table, i, change.lsn);
            addValue(statement.parameters, table.columns()[i], insert->newTuple[i]);
        }
    } else if (const auto *update = std::get_if<pgoutput::Update>(&message)) {
        statement = updateStatement(table, *update);
    } else if (const auto *remove = std::get_if<pgoutput::Delete>(&message)) {
        statement.sql = table.deleteOneSql();
        addRowMatch(statement.parameters, table, remove->oldTuple);
    } else {
        statement.sql = table.deleteAllSql() + (change.where ? " WHERE " + *change.where : "");
    }
    return statement;
}

SingleStatement parkStatement(const Change &change, const AppliedTransaction &transaction)
{
    return {journal::parkInsertSql,
            postgres::parameters(change.parkedFor, std::int64_t{transaction.xid}, transaction.commit.toString(), change.lsn.toString(),
                                 journal::hexBytea(change.message))};
}

void OrderedWriter::write(const Batch &batch, std::size_t first, std::size_t last, const LeftOut &leftOut)
{
    std::vector<std::size_t> sent; // change of each pipelined command
    std::size_t wrongRows = last;
    std::uint64_t wrongCount = 0;
    std::size_t current = first;
    const auto fail = [&](std::size_t change, Problem problem) {
        throw OrderedFailure{change, std::move(problem)};
    };
    {
        postgres::Pipeline pipeline(m_target, [&](std::size_t index, std::uint64_t affected) {
            const auto at = sent[index];
            const auto &change = batch.changes[at];
            if (affected == 1 || (change.kind == ChangeKind::Truncate && change.parkedFor == 0))
                return;
            if (affected == 0 && change.table->lenient())
                m_missed(*change.table, 1);
            else if (at < wrongRows) {
                wrongRows = at;
                wrongCount = affected;
            }
        });
        try {
            for (; current < last && wrongRows == last; ++current) {
                if (leftOut.count(current) > 0)
                    continue;
                const auto &change = batch.changes[current];
                const auto statement = change.parkedFor == 0
                    ? singleStatement(change, m_decoder)
                    : parkStatement(change, batch.transactions[change.transaction]);
                if (statement.sql.empty())
                    continue;
                sent.push_back(current);
                pipeline.execute(statement.sql, statement.parameters);
            }
            pipeline.finish();
        } catch (const postgres::SqlError &error) {
            fail(sent[pipeline.failedIndex()], error.problem());
        } catch (const postgres::ConnectionLostError &) {
            throw;
        } catch (const ProblemError &error) {
            fail(current, error.problem());
        }
    }
    if (wrongRows == last)
        return;
    const auto &change = batch.changes[wrongRows];
    const auto &transaction = batch.transactions[change.transaction];
    fail(wrongRows, Problem{Code::RowCountUnexpected,
                            {change.table->source().display(), operationName(change.kind), std::to_string(wrongCount),
                             std::to_string(transaction.xid), change.lsn.toString(), describe(change)},
                            {},
                            singleStatement(change, m_decoder).sql,
                            {},
                            false});
}

const char *operationName(ChangeKind kind)
{
    switch (kind) {
    case ChangeKind::Insert: return "INSERT";
    case ChangeKind::Update: return "UPDATE";
    case ChangeKind::Delete: return "DELETE";
    case ChangeKind::Truncate: return "TRUNCATE";
    case ChangeKind::Definition: return "a change of definition";
    }
    return "";
}

std::string describeRow(const Change &change, pgoutput::Decoder &decoder, bool inUtf8)
{
    const auto &message = decoder.decode(change.message);
    Tuple row;
    Tuple written;
    if (const auto *insert = std::get_if<pgoutput::Insert>(&message)) {
        row = written = insert->newTuple;
    } else if (const auto *update = std::get_if<pgoutput::Update>(&message)) {
        written = update->newTuple;
        row = update->oldKind == pgoutput::OldKind::None ? written : update->oldTuple;
    } else if (const auto *remove = std::get_if<pgoutput::Delete>(&message)) {
        row = remove->oldTuple;
    }
    std::string text;
    const auto &columns = change.table->columns();
    const auto append = [&](Tuple tuple, const auto &wanted) {
        for (std::size_t i = 0; i < tuple.size() && i < columns.size() && text.size() < 200; ++i) {
            if (tuple[i].kind == ValueKind::Text && wanted(i))
                text += (text.empty() ? "" : ", ") + columns[i].name + "=" + beginningOf(tuple[i].bytes, inUtf8);
        }
    };
    const auto names = [&](std::size_t i) { return change.table->key().empty() || columns[i].key; };
    append(row, names);
    // What no target in UTF8 takes is named, too: it comes from a database whose texts nobody has checked.
    const bool isNew = written.size() > 0 && row.size() > 0 && &written[0] != &row[0];
    append(written, [&](std::size_t i) { return inUtf8 && (isNew || !names(i)) && !isUtf8(written[i].bytes); });
    return text;
}

std::string OrderedWriter::describe(const Change &change)
{
    if (!m_targetIsUtf8)
        m_targetIsUtf8 = m_target.exec("SHOW server_encoding").text(0, 0) == "UTF8";
    return describeRow(change, m_decoder, *m_targetIsUtf8);
}

} // namespace tidegate::apply
