// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "pgoutput/decoder.h"

#include "pgoutput/wire_reader.h"

#include <string>

namespace tidegate::pgoutput {

namespace {

// Zero means "none" further on, where progress is kept; the server never sends it.
Lsn readPosition(WireReader &in, const char *field)
{
    const Lsn lsn = in.lsn(field);
    if (!lsn.isValid())
        in.fail(8, std::string(field) + " is zero");
    return lsn;
}

Begin readBegin(WireReader &in)
{
    Begin begin;
    begin.finalLsn = readPosition(in, "final LSN");
    begin.commitTime = in.i64("commit time");
    begin.xid = in.u32("transaction");
    return begin;
}

Commit readCommit(WireReader &in)
{
    if (const auto flags = in.u8("flags"))
        in.fail(1, "unknown flags " + std::to_string(flags));
    Commit commit;
    commit.commitLsn = readPosition(in, "commit LSN");
    commit.endLsn = readPosition(in, "end LSN");
    if (commit.endLsn < commit.commitLsn)
        in.fail(8, "the end LSN is before the commit LSN");
    commit.commitTime = in.i64("commit time");
    return commit;
}

Origin readOrigin(WireReader &in)
{
    Origin origin;
    origin.commitLsn = in.lsn("commit LSN");
    origin.name = in.text("origin name");
    return origin;
}

// pgoutput shortens pg_catalog to an empty name, for it is in front of most types.
std::string readSchema(WireReader &in)
{
    const auto schema = in.text("schema");
    return schema.empty() ? "pg_catalog" : std::string(schema);
}

// An element takes at least `smallest` bytes, so a count beyond that is a lie, found before it is allocated.
std::size_t readColumnCount(WireReader &in, std::size_t smallest)
{
    const auto count = in.i16("column count");
    if (count < 0 || static_cast<std::size_t>(count) > in.remaining() / smallest)
        in.fail(2, std::to_string(count) + " columns in " + std::to_string(in.remaining()) + " bytes");
    return static_cast<std::size_t>(count);
}

Relation readRelation(WireReader &in)
{
    Relation relation;
    relation.oid = in.u32("relation");
    relation.schema = readSchema(in);
    relation.name = in.text("name");
    relation.replicaIdentity = in.letter("replica identity");
    if (std::string_view("dnfi").find(relation.replicaIdentity) == std::string_view::npos)
        in.fail(1, "unknown replica identity");
    constexpr std::size_t smallestColumn = 1 + 1 + 4 + 4;
    relation.columns.resize(readColumnCount(in, smallestColumn));
    for (Column &column : relation.columns) {
        const auto flags = in.u8("column flags");
        if (flags > 1)
            in.fail(1, "unknown column flags " + std::to_string(flags));
        column.key = flags == 1;
        column.name = in.text("column name");
        column.typeOid = in.u32("column type");
        column.typmod = in.i32("column type modifier");
    }
    return relation;
}

Type readType(WireReader &in)
{
    Type type;
    type.oid = in.u32("type");
    type.schema = readSchema(in);
    type.name = in.text("name");
    return type;
}

Tuple readTuple(WireReader &in, std::vector<Value> &store)
{
    const std::size_t count = readColumnCount(in, 1);
    if (store.size() < count)
        store.resize(count);
    for (std::size_t i = 0; i < count; ++i) {
        Value &value = store[i];
        switch (in.letter("value kind")) {
        case 't': value = {ValueKind::Text, in.counted("text value")}; break;
        case 'n': value = {ValueKind::Null, {}}; break;
        case 'u': value = {ValueKind::UnchangedToast, {}}; break;
        case 'b': value = {ValueKind::Binary, in.counted("binary value")}; break;
        default: in.fail(1, "unknown value kind");
        }
    }
    return Tuple(store.data(), count);
}

OldKind oldKind(char letter)
{
    return letter == 'K' ? OldKind::Key : letter == 'O' ? OldKind::Full : OldKind::None;
}

Insert readInsert(WireReader &in, std::vector<Value> &newValues)
{
    Insert insert;
    insert.relation = in.u32("relation");
    if (in.letter("tuple kind") != 'N')
        in.fail(1, "an insert has a new tuple ('N') only");
    insert.newTuple = readTuple(in, newValues);
    return insert;
}

Update readUpdate(WireReader &in, std::vector<Value> &oldValues, std::vector<Value> &newValues)
{
    Update update;
    update.relation = in.u32("relation");
    char letter = in.letter("tuple kind");
    update.oldKind = oldKind(letter);
    if (update.oldKind != OldKind::None) {
        update.oldTuple = readTuple(in, oldValues);
        letter = in.letter("tuple kind");
    }
    if (letter != 'N')
        in.fail(1, "an update ends with a new tuple ('N')");
    update.newTuple = readTuple(in, newValues);
    if (update.oldKind != OldKind::None && update.oldTuple.size() != update.newTuple.size())
        in.fail(0, "old tuple of " + std::to_string(update.oldTuple.size()) + " columns, new tuple of "
                + std::to_string(update.newTuple.size()));
    return update;
}

Delete readDelete(WireReader &in, std::vector<Value> &oldValues)
{
    Delete del;
    del.relation = in.u32("relation");
    del.oldKind = oldKind(in.letter("tuple kind"));
    if (del.oldKind == OldKind::None)
        in.fail(1, "a delete has an old tuple ('K' or 'O') only");
    del.oldTuple = readTuple(in, oldValues);
    return del;
}

Truncate readTruncate(WireReader &in)
{
    const auto count = in.i32("relation count");
    const auto options = in.u8("options");
    if (options > 3)
        in.fail(1, "unknown options " + std::to_string(options));
    if (count < 0 || static_cast<std::size_t>(count) > in.remaining() / 4)
        in.fail(5, std::to_string(count) + " relations in " + std::to_string(in.remaining()) + " bytes");
    Truncate truncate;
    truncate.cascade = (options & 1) != 0;
    truncate.restartIdentity = (options & 2) != 0;
    truncate.relations.resize(static_cast<std::size_t>(count));
    for (std::uint32_t &relation : truncate.relations)
        relation = in.u32("relation");
    return truncate;
}

LogicalMessage readLogicalMessage(WireReader &in)
{
    const auto flags = in.u8("flags");
    if (flags > 1)
        in.fail(1, "unknown flags " + std::to_string(flags));
    LogicalMessage message;
    message.transactional = flags == 1;
    message.lsn = in.lsn("LSN");
    message.prefix = in.text("prefix");
    message.content = in.counted("content");
    return message;
}

} // namespace

const Message &Decoder::decode(std::string_view bytes)
{
    WireReader in(bytes);
    switch (in.letter("message type")) {
    case 'I': m_message = readInsert(in, m_newValues); break;
    case 'U': m_message = readUpdate(in, m_oldValues, m_newValues); break;
    case 'D': m_message = readDelete(in, m_oldValues); break;
    case 'B': m_message = readBegin(in); break;
    case 'C': m_message = readCommit(in); break;
    case 'R': m_message = readRelation(in); break;
    case 'O': m_message = readOrigin(in); break;
    case 'Y': m_message = readType(in); break;
    case 'T': m_message = readTruncate(in); break;
    case 'M': m_message = readLogicalMessage(in); break;
    default: in.fail(1, "protocol version 1 has no such message");
    }
    in.expectEnd();
    return m_message;
}

} // namespace tidegate::pgoutput
