// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "pgoutput/compose.h"

namespace tidegate::pgoutput {

namespace {

void append(std::string &out, std::uint64_t value, int bytes)
{
    for (int shift = 8 * (bytes - 1); shift >= 0; shift -= 8)
        out += static_cast<char>(static_cast<unsigned char>(value >> shift));
}

void append(std::string &out, Tuple row)
{
    append(out, row.size(), 2);
    for (const auto &value : row) {
        switch (value.kind) {
        case ValueKind::Null:
            out += 'n';
            break;
        case ValueKind::UnchangedToast:
            out += 'u';
            break;
        case ValueKind::Text:
        case ValueKind::Binary:
            out += value.kind == ValueKind::Text ? 't' : 'b';
            append(out, value.bytes.size(), 4);
            out += value.bytes;
            break;
        }
    }
}

} // namespace

std::string composeRelation(const Relation &relation)
{
    std::string out = "R";
    append(out, relation.oid, 4);
    out.append(relation.schema).push_back('\0');
    out.append(relation.name).push_back('\0');
    out += relation.replicaIdentity;
    append(out, relation.columns.size(), 2);
    for (const auto &column : relation.columns) {
        out += column.key ? '\1' : '\0';
        out.append(column.name).push_back('\0');
        append(out, column.typeOid, 4);
        append(out, static_cast<std::uint32_t>(column.typmod), 4);
    }
    return out;
}

std::string composeInsert(std::uint32_t relation, Tuple row)
{
    std::string out = "I";
    append(out, relation, 4);
    out += 'N';
    append(out, row);
    return out;
}

std::string composeDelete(std::uint32_t relation, OldKind kind, Tuple oldRow)
{
    std::string out = "D";
    append(out, relation, 4);
    out += kind == OldKind::Full ? 'O' : 'K';
    append(out, oldRow);
    return out;
}

} // namespace tidegate::pgoutput
