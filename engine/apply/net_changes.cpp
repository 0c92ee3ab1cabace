// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "apply/net_changes.h"

#include "base/failpoint.h"

namespace tidegate::apply {

using pgoutput::Tuple;
using pgoutput::Value;
using pgoutput::ValueKind;

bool NetChanges::keyOf(Tuple row)
{
    m_keyBytes.clear();
    m_keyValues.clear();
    for (const auto index : m_table.key()) {
        const auto &value = row[index];
        if (value.kind != ValueKind::Text)
            return false;
        const auto size = static_cast<std::uint32_t>(value.bytes.size());
        m_keyBytes.append(reinterpret_cast<const char *>(&size), sizeof size);
        m_keyBytes.append(value.bytes);
        m_keyValues.push_back(value);
    }
    return true;
}

NetRow *NetChanges::find()
{
    const auto found = m_index.find(m_keyBytes);
    return found == m_index.end() ? nullptr : &m_rows[found->second];
}

NetRow &NetChanges::add(NetRow::Kind kind)
{
    NetRow row;
    row.kind = kind;
    row.key = static_cast<std::uint32_t>(m_values.size());
    m_values.insert(m_values.end(), m_keyValues.begin(), m_keyValues.end());
    m_index.emplace(m_keyBytes, static_cast<std::uint32_t>(m_rows.size()));
    m_rows.push_back(row);
    return m_rows.back();
}

void NetChanges::setValues(NetRow &row, Tuple values)
{
    row.values = static_cast<std::uint32_t>(m_values.size());
    m_values.insert(m_values.end(), values.begin(), values.end());
}

void NetChanges::mergeValues(NetRow &row, Tuple fresh)
{
    for (std::size_t i = 0; i < fresh.size(); ++i) {
        if (fresh[i].kind != ValueKind::UnchangedToast)
            m_values[row.values + i] = fresh[i];
    }
}

bool NetChanges::insert(Tuple row)
{
    for (const auto &value : row) {
        if (value.kind == ValueKind::UnchangedToast || value.kind == ValueKind::Binary)
            return false;
    }
    if (m_table.match() != RowMatch::Key) {
        // Nothing names the row, so nothing can be netted against it; order among inserts does not count.
        NetRow plain;
        plain.kind = NetRow::Kind::Insert;
        setValues(plain, row);
        m_rows.push_back(plain);
        return true;
    }
    if (!keyOf(row))
        return false;
    auto *known = find();
    if (!known) {
        setValues(add(NetRow::Kind::Insert), row);
        return true;
    }
    if (known->kind != NetRow::Kind::Delete && known->kind != NetRow::Kind::Gone)
        return false;
    known->kind = known->kind == NetRow::Kind::Delete ? NetRow::Kind::Replace : NetRow::Kind::Insert;
    setValues(*known, row);
    return true;
}

bool NetChanges::update(const pgoutput::Update &update)
{
    if (m_table.match() != RowMatch::Key || !m_table.takesSets())
        return false;
    // Which of the other unique columns changed is not in the stream, so any update may have.
    if (m_table.hasOtherUniques() && !failpoint::ruleOff("19"))
        return false;
    Tuple row = update.newTuple;
    if (update.oldKind != pgoutput::OldKind::None && !failpoint::ruleOff("19key")) {
        for (const auto index : m_table.key()) {
            const auto &before = update.oldTuple[index];
            const auto &after = row[index];
            if (after.kind != ValueKind::UnchangedToast
                && (after.kind != before.kind || after.bytes != before.bytes))
                return false; // the key moves
        }
    }
    // The old tuple has a key value that is stored out of line, the new one does not.
    if (!keyOf(update.oldKind == pgoutput::OldKind::None ? row : update.oldTuple))
        return false;
    for (std::size_t i = 0; i < row.size(); ++i) {
        const auto &column = m_table.columns()[i];
        // SET may not name a GENERATED ALWAYS identity; whether it changed is not known.
        if (column.identityAlways && !column.key)
            return false;
    }
    auto *known = find();
    if (!known) {
        setValues(add(NetRow::Kind::Update), row);
        return true;
    }
    if (known->kind == NetRow::Kind::Delete || known->kind == NetRow::Kind::Gone)
        return false;
    mergeValues(*known, row);
    return true;
}

bool NetChanges::remove(Tuple oldRow)
{
    if (m_table.match() != RowMatch::Key || !m_table.takesSetsOfKeys() || !keyOf(oldRow))
        return false;
    auto *known = find();
    if (!known) {
        add(NetRow::Kind::Delete);
        return true;
    }
    switch (known->kind) {
    case NetRow::Kind::Insert:
        known->kind = NetRow::Kind::Gone;
        return true;
    case NetRow::Kind::Update:
    case NetRow::Kind::Replace:
        known->kind = NetRow::Kind::Delete;
        return true;
    case NetRow::Kind::Delete:
    case NetRow::Kind::Gone:
        return false;
    }
    return false;
}

void NetChanges::clear()
{
    m_rows.clear();
    m_values.clear();
    m_index.clear();
}

} // namespace tidegate::apply
