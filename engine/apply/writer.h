// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "apply/batch.h"
#include "apply/net_changes.h"
#include "base/problem.h"
#include "journal/skip.h"
#include "pgoutput/decoder.h"
#include "postgres/connection.h"
#include "postgres/pipeline.h"

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tidegate::apply {

/// Told of rows that were not there in a lenient table.
using Missed = std::function<void(const TargetTable &, std::uint64_t rows)>;

/// Writes a batch set-wise inside the open transaction: inserts by COPY, updates and deletes from arrays. Nothing waits for
/// the answer to a statement but a COPY, which costs round trips: a few inserts go one by one in the pipeline. Any
/// surprise (an error, a row count that is not what the source did) is thrown as NotSetWise or SqlError, and the
/// caller rolls back and has OrderedWriter tell which change it was.
class SetWriter
{
public:
    SetWriter(postgres::Connection &target, Missed missed) : m_target(target), m_missed(std::move(missed)) {}
    void write(const Batch &batch);

private:
    void park(const Batch &batch);
    void writeTable(const Batch &batch, const std::vector<std::uint32_t> &changes);
    void flush(const TargetTable &table, NetChanges &net);
    void insertRows(const TargetTable &table, const NetChanges &net, const std::vector<const NetRow *> &rows);
    void copyRows(const TargetTable &table, const NetChanges &net, const std::vector<const NetRow *> &rows);
    void deleteRows(const TargetTable &table, const NetChanges &net, const std::vector<const NetRow *> &rows);
    void updateRows(const TargetTable &table, const NetChanges &net, const std::vector<const NetRow *> &rows);
    void writeAlone(const Change &change);
    void send(const TargetTable &table, const std::string &sql, const postgres::Parameters &parameters,
              std::optional<std::size_t> rows);
    /// Takes the answers that are due; only then may anything but send() speak to the target.
    void settle();
    bool isExpected(std::size_t statement, std::uint64_t hit);

    /// What a statement that was sent has to hit; no number: whatever there is.
    struct Sent {
        const TargetTable *table = nullptr;
        std::optional<std::size_t> rows;
    };

    postgres::Connection &m_target;
    Missed m_missed;
    pgoutput::Decoder m_decoder;
    std::optional<postgres::Pipeline> m_pipeline;
    std::vector<Sent> m_sent; ///< by the pipeline's indexes
    bool m_surprised = false;
};

/// A count of rows that the set-wise way did not expect.
struct NotSetWise {
};

/// Changes of a batch, by index, that are not made because somebody chose so; each with its row in the journal.
struct LeftOutChange {
    std::int64_t skip = 0;
    journal::SkippedChange change;
};
using LeftOut = std::map<std::size_t, LeftOutChange>;

/// Writes changes one by one in source order, pipelined, inside the open transaction. Every INSERT, UPDATE and DELETE
/// must hit exactly one row (rule 7), unless its table is lenient: then misses are counted.
class OrderedWriter
{
public:
    OrderedWriter(postgres::Connection &target, Missed missed) : m_target(target), m_missed(std::move(missed)) {}

    /// The changes [first, last) of the batch, but for those left out. Throws OrderedFailure naming the change at fault.
    void write(const Batch &batch, std::size_t first, std::size_t last, const LeftOut &leftOut = {});
    /// describeRow() as the target can keep it. Asks that once, so not within a transaction that has failed.
    std::string describe(const Change &change);

private:
    postgres::Connection &m_target;
    Missed m_missed;
    pgoutput::Decoder m_decoder;
    std::optional<bool> m_targetIsUtf8;
};

/// The change that could not be made, and why.
struct OrderedFailure {
    std::size_t change = 0;
    Problem problem;
};

/// From here on one copy more of a value or a row counts.
constexpr std::size_t largeBytes = 1'000'000;

/// `value` must outlive the parameters.
void addValue(postgres::Parameters &parameters, const TargetTable::Column &column, const pgoutput::Value &value);
/// The text that is sent for a value of a "char" column: a number.
std::string byteNumber(std::string_view text);
/// One change as a statement with its parameters: shared by both writers.
struct SingleStatement {
    std::string sql;
    postgres::Parameters parameters;
};
SingleStatement singleStatement(const Change &change, pgoutput::Decoder &decoder);
/// The statement that puts a change aside: a row of the journal, whatever the change is.
SingleStatement parkStatement(const Change &change, const AppliedTransaction &transaction);

/// A short description of the change's row for people: the key, or the first columns, cut to about 200 bytes between two
/// characters. Always UTF-8; unless `inUtf8` is wanted ASCII, the rest escaped.
std::string describeRow(const Change &change, pgoutput::Decoder &decoder, bool inUtf8);
const char *operationName(ChangeKind kind);

} // namespace tidegate::apply
