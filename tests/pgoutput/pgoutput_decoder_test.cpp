// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "encoder.h"
#include "samples.h"

#include "pgoutput/decoder.h"
#include "pgoutput/timestamp.h"

#include <QTest>

#include <algorithm>
#include <limits>

using namespace tidegate;
using namespace tidegate::pgoutput;

namespace {

template <typename T>
const T &decodeAs(Decoder &decoder, std::string_view bytes)
{
    return std::get<T>(decoder.decode(bytes));
}

QByteArray hex(std::string_view bytes)
{
    return QByteArray(bytes.data(), static_cast<qsizetype>(bytes.size())).toHex();
}

} // namespace

/// Every message against bytes written by hand from PostgreSQL's documentation.
class DecoderTest : public QObject
{
    Q_OBJECT

private slots:
    void begin()
    {
        Decoder decoder;
        const auto bytes = wire("'B' 00000016B374D848 0002A1B2C3D4E5F6 FFFFFFFE");
        const auto &message = decodeAs<Begin>(decoder, bytes);
        QCOMPARE(message.finalLsn, *Lsn::parse("16/B374D848"));
        QCOMPARE(message.commitTime, std::int64_t{0x0002A1B2C3D4E5F6});
        QCOMPARE(message.xid, 0xFFFFFFFEu);
    }

    void commit()
    {
        Decoder decoder;
        const auto bytes = wire("'C' 00 00000016B374D848 8000000000000001 FFFFFFFFFFFFFFFF");
        const auto &message = decodeAs<Commit>(decoder, bytes);
        QCOMPARE(message.commitLsn, *Lsn::parse("16/B374D848"));
        QCOMPARE(message.endLsn, Lsn{0x8000000000000001u});
        QCOMPARE(message.commitTime, std::int64_t{-1}); // a microsecond before 2000
    }

    void origin()
    {
        Decoder decoder;
        const auto bytes = wire("'O' 0000000100000002 'an origin' 00");
        const auto &message = decodeAs<Origin>(decoder, bytes);
        QCOMPARE(message.commitLsn, Lsn{0x0000000100000002u});
        QCOMPARE(message.name, std::string_view("an origin"));
    }

    void relation()
    {
        Decoder decoder;
        const auto bytes = wire("'R' 00004001 'Some Schema' 00 'Größe' 00 'i' 0002"
                                " 01 'id' 00 00000014 FFFFFFFF 00 'n ote' 00 80000413 00000024");
        const auto &message = decodeAs<Relation>(decoder, bytes);
        QCOMPARE(message.oid, 0x4001u);
        QCOMPARE(message.schema, std::string("Some Schema"));
        QCOMPARE(message.name, std::string("Größe"));
        QCOMPARE(message.replicaIdentity, 'i');
        QCOMPARE(message.columns.size(), std::size_t{2});
        QVERIFY(message.columns[0].key);
        QCOMPARE(message.columns[0].name, std::string("id"));
        QCOMPARE(message.columns[0].typeOid, 20u);
        QCOMPARE(message.columns[0].typmod, -1);
        QVERIFY(!message.columns[1].key);
        QCOMPARE(message.columns[1].name, std::string("n ote"));
        QCOMPARE(message.columns[1].typeOid, 0x80000413u); // oids are unsigned
        QCOMPARE(message.columns[1].typmod, 0x24);
    }

    void relationIdentities()
    {
        Decoder decoder;
        for (const char identity : std::string_view("dnfi")) {
            const auto bytes = wire("'R' 00004001 's' 00 't' 00").append(1, identity).append(wire("0000"));
            QCOMPARE(decodeAs<Relation>(decoder, bytes).replicaIdentity, identity);
        }
    }

    void emptySchemaIsTheCatalog()
    {
        Decoder decoder;
        const auto relation = wire("'R' 00000A11 00 't' 00 'd' 0000");
        QCOMPARE(decodeAs<Relation>(decoder, relation).schema, std::string("pg_catalog"));
        const auto type = wire("'Y' 00000A11 00 't' 00");
        QCOMPARE(decodeAs<Type>(decoder, type).schema, std::string("pg_catalog"));
    }

    void type()
    {
        Decoder decoder;
        const auto bytes = wire("'Y' 00004100 'app' 00 'mood' 00");
        const auto &message = decodeAs<Type>(decoder, bytes);
        QCOMPARE(message.oid, 0x4100u);
        QCOMPARE(message.schema, std::string("app"));
        QCOMPARE(message.name, std::string("mood"));
    }

    void insertWithEveryKindOfValue()
    {
        Decoder decoder;
        const auto bytes =
            wire("'I' 80004001 'N' 0005 't' 00000002 '42' 'n' 't' 00000000 'u' 'b' 00000003 00FF00");
        const auto &message = decodeAs<Insert>(decoder, bytes);
        QCOMPARE(message.relation, 0x80004001u);
        QCOMPARE(message.newTuple.size(), std::size_t{5});
        QVERIFY(message.newTuple[0].kind == ValueKind::Text);
        QCOMPARE(message.newTuple[0].bytes, std::string_view("42"));
        QVERIFY(message.newTuple[1].kind == ValueKind::Null);
        QVERIFY(message.newTuple[1].bytes.empty());
        QVERIFY(message.newTuple[2].kind == ValueKind::Text); // the empty string is not NULL
        QVERIFY(message.newTuple[2].bytes.empty());
        QVERIFY(message.newTuple[3].kind == ValueKind::UnchangedToast);
        QVERIFY(message.newTuple[3].bytes.empty());
        QVERIFY(message.newTuple[4].kind == ValueKind::Binary);
        QCOMPARE(message.newTuple[4].bytes, std::string_view("\0\xff\0", 3));
        // Into the caller's bytes, not a copy of them.
        QVERIFY(message.newTuple[0].bytes.data() == bytes.data() + 13);
    }

    void updateWithoutOldTuple()
    {
        Decoder decoder;
        const auto bytes = wire("'U' 00004001 'N' 0002 't' 00000001 '7' 'u'");
        const auto &message = decodeAs<Update>(decoder, bytes);
        QCOMPARE(message.relation, 0x4001u);
        QVERIFY(message.oldKind == OldKind::None);
        QVERIFY(message.oldTuple.empty());
        QCOMPARE(message.newTuple.size(), std::size_t{2});
        QCOMPARE(message.newTuple[0].bytes, std::string_view("7"));
        QVERIFY(message.newTuple[1].kind == ValueKind::UnchangedToast);
    }

    void updateWithOldTuple()
    {
        Decoder decoder;
        for (const auto &[letter, kind] : {std::pair{'K', OldKind::Key}, std::pair{'O', OldKind::Full}}) {
            const auto bytes = wire("'U' 00004001").append(1, letter).append(
                wire("0002 't' 00000001 '6' 'n' 'N' 0002 't' 00000001 '7' 't' 00000003 'new'"));
            const auto &message = decodeAs<Update>(decoder, bytes);
            QVERIFY(message.oldKind == kind);
            QCOMPARE(message.oldTuple.size(), std::size_t{2});
            QCOMPARE(message.oldTuple[0].bytes, std::string_view("6"));
            QVERIFY(message.oldTuple[1].kind == ValueKind::Null);
            QCOMPARE(message.newTuple.size(), std::size_t{2});
            QCOMPARE(message.newTuple[0].bytes, std::string_view("7"));
            QCOMPARE(message.newTuple[1].bytes, std::string_view("new"));
        }
    }

    void deleteWithOldTuple()
    {
        Decoder decoder;
        for (const auto &[letter, kind] : {std::pair{'K', OldKind::Key}, std::pair{'O', OldKind::Full}}) {
            const auto bytes =
                wire("'D' 00004001").append(1, letter).append(wire("0002 't' 00000001 '6' 'n'"));
            const auto &message = decodeAs<Delete>(decoder, bytes);
            QCOMPARE(message.relation, 0x4001u);
            QVERIFY(message.oldKind == kind);
            QCOMPARE(message.oldTuple.size(), std::size_t{2});
            QCOMPARE(message.oldTuple[0].bytes, std::string_view("6"));
            QVERIFY(message.oldTuple[1].kind == ValueKind::Null);
        }
    }

    void truncate()
    {
        Decoder decoder;
        for (int options = 0; options < 4; ++options) {
            const auto bytes = wire("'T' 00000002").append(1, static_cast<char>(options)).append(
                wire("00004001 F0004002"));
            const auto &message = decodeAs<Truncate>(decoder, bytes);
            QCOMPARE(message.cascade, (options & 1) != 0);
            QCOMPARE(message.restartIdentity, (options & 2) != 0);
            QVERIFY((message.relations == std::vector<std::uint32_t>{0x4001u, 0xF0004002u}));
        }
    }

    void logicalMessage()
    {
        Decoder decoder;
        const auto bytes = wire("'M' 01 00000016B374D848 'a prefix' 00 00000004 00'ab'FF");
        const auto &message = decodeAs<LogicalMessage>(decoder, bytes);
        QVERIFY(message.transactional);
        QCOMPARE(message.lsn, *Lsn::parse("16/B374D848"));
        QCOMPARE(message.prefix, std::string_view("a prefix"));
        QCOMPARE(message.content, std::string_view("\0ab\xff", 4));
        const auto other = wire("'M' 00 00000016B374D848 00 00000000");
        QVERIFY(!decodeAs<LogicalMessage>(decoder, other).transactional);
    }

    void widestRow()
    {
        // 1600 columns is PostgreSQL's limit; a decoder that saw them still reads a narrow row rightly.
        Decoder decoder;
        std::string bytes = wire("'I' 00004001 'N' 0640");
        for (int i = 0; i < 1600; ++i)
            bytes += wire("'t' 00000004").append(std::to_string(1000 + i));
        const auto wide = decodeAs<Insert>(decoder, bytes).newTuple;
        QCOMPARE(wide.size(), std::size_t{1600});
        QCOMPARE(wide.front().bytes, std::string_view("1000"));
        QCOMPARE(wide.back().bytes, std::string_view("2599"));
        const auto narrow = wire("'I' 00004001 'N' 0001 'n'");
        QCOMPARE(decodeAs<Insert>(decoder, narrow).newTuple.size(), std::size_t{1});
    }

    void oneDecoderForAllInAnyOrder()
    {
        Decoder decoder;
        Encoder encoder;
        const auto all = samples();
        std::vector<bool> seen(std::variant_size_v<Message>);
        for (const Sample &first : all) {
            for (const Sample &second : all) {
                decoder.decode(first.bytes);
                const Message &message = decoder.decode(second.bytes);
                seen[message.index()] = true;
                QVERIFY2(encoder.encode(message) == second.bytes, second.name);
                // The encoder is a real check only if it sees the fields.
                QCOMPARE(hex(encoder.encode(message)), hex(second.bytes));
            }
        }
        QVERIFY2(std::find(seen.begin(), seen.end(), false) == seen.end(), "a message has no sample");
    }

    void timestamps()
    {
        // date -u -d '2024-02-29 12:34:56' +%s = 1709210096
        QCOMPARE(toUnixMicroseconds(762'525'296'123'456), std::int64_t{1'709'210'096'123'456});
        QCOMPARE(fromUnixMicroseconds(1'709'210'096'123'456), std::int64_t{762'525'296'123'456});
        QCOMPARE(toUnixMicroseconds(0), std::int64_t{946'684'800'000'000});
        QCOMPARE(toUnixMicroseconds(-946'684'800'000'000), std::int64_t{0});
        constexpr auto latest = std::numeric_limits<std::int64_t>::max();
        constexpr auto earliest = std::numeric_limits<std::int64_t>::min();
        QCOMPARE(toUnixMicroseconds(latest), latest);
        QCOMPARE(toUnixMicroseconds(latest - 946'684'800'000'000), latest);
        QCOMPARE(fromUnixMicroseconds(earliest), earliest);
    }
};

QTEST_APPLESS_MAIN(DecoderTest)
#include "pgoutput_decoder_test.moc"
