// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "pgoutput/message.h"

#include <string>
#include <string_view>
#include <variant>

// The decoder's way back, for tests alone: what was read must give the same bytes again. It shares no code
// with the decoder, and the bytes written by hand in pgoutput_decoder_test keep both from the same mistake.

namespace tidegate::pgoutput {

class Encoder
{
public:
    std::string encode(const Message &message)
    {
        m_out.clear();
        std::visit([this](const auto &value) { write(value); }, message);
        return m_out;
    }

private:
    void letter(char c) { m_out.push_back(c); }
    void flag(bool set) { letter(set ? 1 : 0); }
    void text(std::string_view value) { m_out.append(value).push_back('\0'); }
    void schema(std::string_view name) { text(name == "pg_catalog" ? std::string_view() : name); }
    void lsn(Lsn value) { number(value.value, 8); }
    void time(std::int64_t value) { number(static_cast<std::uint64_t>(value), 8); }

    void number(std::uint64_t value, int size)
    {
        for (int i = size - 1; i >= 0; --i)
            letter(static_cast<char>(static_cast<unsigned char>(value >> (8 * i))));
    }

    void counted(std::string_view bytes)
    {
        number(bytes.size(), 4);
        m_out.append(bytes);
    }

    void tuple(Tuple values)
    {
        number(values.size(), 2);
        for (const Value &value : values) {
            switch (value.kind) {
            case ValueKind::Null: letter('n'); break;
            case ValueKind::UnchangedToast: letter('u'); break;
            case ValueKind::Text:
                letter('t');
                counted(value.bytes);
                break;
            case ValueKind::Binary:
                letter('b');
                counted(value.bytes);
                break;
            }
        }
    }

    void write(const Begin &begin)
    {
        letter('B');
        lsn(begin.finalLsn);
        time(begin.commitTime);
        number(begin.xid, 4);
    }

    void write(const Commit &commit)
    {
        letter('C');
        letter(0);
        lsn(commit.commitLsn);
        lsn(commit.endLsn);
        time(commit.commitTime);
    }

    void write(const Origin &origin)
    {
        letter('O');
        lsn(origin.commitLsn);
        text(origin.name);
    }

    void write(const Relation &relation)
    {
        letter('R');
        number(relation.oid, 4);
        schema(relation.schema);
        text(relation.name);
        letter(relation.replicaIdentity);
        number(relation.columns.size(), 2);
        for (const Column &column : relation.columns) {
            flag(column.key);
            text(column.name);
            number(column.typeOid, 4);
            number(static_cast<std::uint32_t>(column.typmod), 4);
        }
    }

    void write(const Type &type)
    {
        letter('Y');
        number(type.oid, 4);
        schema(type.schema);
        text(type.name);
    }

    void write(const Insert &insert)
    {
        letter('I');
        number(insert.relation, 4);
        letter('N');
        tuple(insert.newTuple);
    }

    void write(const Update &update)
    {
        letter('U');
        number(update.relation, 4);
        if (update.oldKind != OldKind::None) {
            letter(update.oldKind == OldKind::Key ? 'K' : 'O');
            tuple(update.oldTuple);
        }
        letter('N');
        tuple(update.newTuple);
    }

    void write(const Delete &del)
    {
        letter('D');
        number(del.relation, 4);
        letter(del.oldKind == OldKind::Key ? 'K' : 'O');
        tuple(del.oldTuple);
    }

    void write(const Truncate &truncate)
    {
        letter('T');
        number(truncate.relations.size(), 4);
        letter(static_cast<char>((truncate.cascade ? 1 : 0) + (truncate.restartIdentity ? 2 : 0)));
        for (const std::uint32_t relation : truncate.relations)
            number(relation, 4);
    }

    void write(const LogicalMessage &message)
    {
        letter('M');
        flag(message.transactional);
        lsn(message.lsn);
        text(message.prefix);
        counted(message.content);
    }

    std::string m_out;
};

} // namespace tidegate::pgoutput
