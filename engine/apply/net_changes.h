// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "apply/target_table.h"
#include "pgoutput/message.h"

#include <cstdint>
#include <string>
#include <unordered_map>
#include <vector>

namespace tidegate::apply {

/// What is left of several changes of one row.
struct NetRow {
    enum class Kind : unsigned char {
        Gone,    ///< inserted and deleted again: nothing to do
        Insert,
        Update,
        Delete,
        Replace, ///< deleted and inserted again: both are written, deletes come first
    };
    Kind kind = Kind::Gone;
    std::uint32_t key = 0;    ///< index of its first key value in NetChanges::values()
    std::uint32_t values = 0; ///< index of its first column value; Insert, Update and Replace only
};

/// The changes of one table, netted per key (exactness.md rule 19). Deletes, then updates, then inserts give what the
/// changes in source order give, provided no update touches a key or another unique column; such changes are
/// refused here and the writer makes them in source order. Values point into the messages' blocks.
class NetChanges
{
public:
    explicit NetChanges(const TargetTable &table) : m_table(table) {}

    /// False if this change cannot be netted: write what is here, then this change on its own.
    bool insert(pgoutput::Tuple row);
    bool update(const pgoutput::Update &update);
    bool remove(pgoutput::Tuple oldRow);

    bool empty() const { return m_rows.empty(); }
    const std::vector<NetRow> &rows() const { return m_rows; }
    const pgoutput::Value *values(std::uint32_t index) const { return m_values.data() + index; }
    void clear();

private:
    /// Length-prefixed bytes of the key; false if a value of it is missing.
    bool keyOf(pgoutput::Tuple row);
    NetRow *find();
    NetRow &add(NetRow::Kind kind);
    void setValues(NetRow &row, pgoutput::Tuple values);
    /// Fills the holes (unchanged TOAST) of `fresh` from what the row has.
    void mergeValues(NetRow &row, pgoutput::Tuple fresh);

    const TargetTable &m_table;
    std::vector<NetRow> m_rows;
    std::vector<pgoutput::Value> m_values;
    std::vector<pgoutput::Value> m_keyValues; // of the change in hand
    std::string m_keyBytes;
    std::unordered_map<std::string, std::uint32_t> m_index;
};

} // namespace tidegate::apply
