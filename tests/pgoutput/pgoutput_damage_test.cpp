// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "samples.h"

#include "pgoutput/decoder.h"

#include <QTest>

#include <optional>

using namespace tidegate::pgoutput;

namespace {

/// The error that decoding ends in; nullopt if it does not.
std::optional<ProtocolError> errorOf(std::string_view bytes)
{
    Decoder decoder;
    const ExactCopy copy(bytes);
    try {
        decoder.decode(copy.view());
    } catch (const ProtocolError &error) {
        return error;
    }
    return std::nullopt;
}

} // namespace

/// No damaged message is taken for a change, and the error says where the damage is.
class DamageTest : public QObject
{
    Q_OBJECT

private slots:
    void cutShortAnywhere()
    {
        for (const Sample &sample : samples()) {
            QVERIFY2(!errorOf(sample.bytes), sample.name);
            for (std::size_t length = 0; length < sample.bytes.size(); ++length) {
                const auto error = errorOf(std::string_view(sample.bytes).substr(0, length));
                QVERIFY2(error, qPrintable(QStringLiteral("%1 cut to %2 bytes was taken")
                                               .arg(QString::fromUtf8(sample.name)).arg(length)));
                QCOMPARE(error->messageType(), length == 0 ? '\0' : sample.bytes[0]);
                QVERIFY(error->offset() <= length);
            }
        }
    }

    void bytesTooMany()
    {
        for (const Sample &sample : samples()) {
            for (const char extra : {'\0', 'n', 'N', '\xff'}) {
                for (const std::size_t count : {1, 2, 4, 64}) {
                    const auto error = errorOf(sample.bytes + std::string(count, extra));
                    QVERIFY2(error, sample.name);
                    QCOMPARE(error->offset(), sample.bytes.size());
                }
            }
        }
    }

    void inconsistent_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        QTest::addColumn<int>("offset");
        const auto row = [](const char *name, std::string_view notation, int offset) {
            const auto bytes = wire(notation);
            QTest::newRow(name) << QByteArray(bytes.data(), static_cast<qsizetype>(bytes.size())) << offset;
        };
        row("negative text length", "'I' 00000001 'N' 0001 't' FFFFFFFF 'abc'", 9);
        row("lowest text length", "'I' 00000001 'N' 0001 't' 80000000 'abc'", 9);
        row("text longer than the message", "'I' 00000001 'N' 0001 't' 00000004 'abc'", 9);
        row("text of 2 GB", "'I' 00000001 'N' 0001 't' 7FFFFFFF 'abc'", 9);
        row("negative binary length", "'I' 00000001 'N' 0001 'b' FFFFFFFE 'abc'", 9);
        row("unknown value kind", "'I' 00000001 'N' 0001 'x'", 8);
        row("negative column count", "'I' 00000001 'N' FFFF 'nnn'", 6);
        row("more columns than bytes", "'I' 00000001 'N' 7FFF 'nnn'", 6);
        row("one column more than bytes", "'I' 00000001 'N' 0004 'nnn'", 6);
        row("insert with a key tuple", "'I' 00000001 'K' 0001 'n'", 5);
        row("update ending in a key tuple", "'U' 00000001 'K' 0001 'n' 'K' 0001 'n'", 9);
        row("update with two full tuples", "'U' 00000001 'O' 0001 'n' 'O' 0001 'n'", 9);
        row("update with an unknown tuple", "'U' 00000001 'P' 0001 'n'", 5);
        row("update of two widths", "'U' 00000001 'O' 0002 'nn' 'N' 0001 'n'", 14);
        row("delete with a new tuple", "'D' 00000001 'N' 0001 'n'", 5);
        row("negative relation count", "'T' FFFFFFFF 00 00000001", 1);
        row("more relations than bytes", "'T' 40000001 00 00000001", 1);
        row("unknown truncate option", "'T' 00000001 04 00000001", 5);
        row("unknown commit flags", "'C' 01 0000000000000001 0000000000000002 0000000000000003", 1);
        row("no commit LSN", "'C' 00 0000000000000000 0000000000000002 0000000000000003", 2);
        row("no end LSN", "'C' 00 0000000000000001 0000000000000000 0000000000000003", 10);
        row("end before commit", "'C' 00 0000000000000002 0000000000000001 0000000000000003", 10);
        row("no final LSN", "'B' 0000000000000000 0000000000000000 00000001", 1);
        row("origin's name without end", "'O' 0000000000000001 'abc'", 9);
        row("unknown replica identity", "'R' 00000001 's' 00 't' 00 'x' 0000", 9);
        row("negative count of a relation", "'R' 00000001 's' 00 't' 00 'd' FFFF", 10);
        row("more relation columns than bytes",
            "'R' 00000001 's' 00 't' 00 'd' 0002 00'x'00 00000017 FFFFFFFF", 10);
        row("unknown column flags", "'R' 00000001 's' 00 't' 00 'd' 0001 02'x'00 00000017 FFFFFFFF", 12);
        row("unknown message flags", "'M' 02 0000000000000001 00 00000000", 1);
        row("negative content length", "'M' 01 0000000000000001 00 FFFFFFFF 'x'", 11);
        row("content longer than the message", "'M' 01 0000000000000001 00 00000002 'x'", 11);
        row("streamed insert", "'I' 00001234 00000001 'N' 0001 'n'", 5);
    }

    void inconsistent()
    {
        QFETCH(QByteArray, bytes);
        QFETCH(int, offset);
        const auto error = errorOf({bytes.constData(), static_cast<std::size_t>(bytes.size())});
        QVERIFY(error);
        QCOMPARE(error->messageType(), bytes[0]);
        QVERIFY2(error->offset() == static_cast<std::size_t>(offset), error->what());
        const QByteArray at =
            "offset " + QByteArray::number(offset) + " of " + QByteArray::number(bytes.size());
        QVERIFY2(QByteArray(error->what()).contains(at), error->what());
    }

    void unknownMessages()
    {
        // Stream start, stop, commit, abort, two-phase: versions 2 and 3, never asked for.
        const std::string_view known = "BCORYIUDTM";
        int unknown = 0;
        for (int type = 0; type < 256; ++type) {
            const char letter = static_cast<char>(static_cast<unsigned char>(type));
            if (known.find(letter) != std::string_view::npos)
                continue;
            ++unknown;
            const auto error = errorOf(std::string(1, letter) + std::string(20, '\1'));
            QVERIFY(error);
            QCOMPARE(error->messageType(), letter);
            QCOMPARE(error->offset(), std::size_t{0});
        }
        QCOMPARE(unknown, 246);
    }

    void errorText()
    {
        QCOMPARE(errorOf({})->what(), "replication protocol: empty message");
        QCOMPARE(errorOf(wire("'I' 0000"))->what(),
                 "replication protocol: Insert message ('I'), offset 1 of 3: "
                 "relation takes 4 bytes, 2 are left");
        QCOMPARE(errorOf(wire("07"))->what(), "replication protocol: Unknown message (0x07), offset 0 of 1: "
                                              "protocol version 1 has no such message");
    }

    void errorTextHoldsNoValue()
    {
        const auto error = errorOf(wire("'I' 00000001 'N' 0002 't' 00000006 'secret' 'secret'"));
        QVERIFY(error);
        QVERIFY(!QByteArray(error->what()).contains("secret"));
    }

    void decoderGoesOnAfterAnError()
    {
        Decoder decoder;
        for (const Sample &sample : samples()) {
            const auto cut = std::string_view(sample.bytes).substr(0, sample.bytes.size() - 1);
            QVERIFY_THROWS_EXCEPTION(ProtocolError, decoder.decode(cut));
            decoder.decode(sample.bytes);
        }
    }
};

QTEST_APPLESS_MAIN(DamageTest)
#include "pgoutput_damage_test.moc"
