// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "allocation_count.h"
#include "random_messages.h"
#include "round_trip.h"
#include "samples.h"

#include "pgoutput/decoder.h"

#include <QTest>

#include <algorithm>

using namespace tidegate::pgoutput;

namespace {

QByteArray report(const char *what, std::uint64_t seed, int round, std::string_view bytes)
{
    return QByteArray(what) + ", seed " + QByteArray::number(static_cast<qulonglong>(seed)) + ", round "
        + QByteArray::number(round) + ": "
        + QByteArray(bytes.data(), static_cast<qsizetype>(bytes.size())).toHex();
}

/// Damages a message in one to four places: single bits, bytes, whole numbers, pieces left out or doubled.
void damage(std::string &bytes, RandomMessages &random)
{
    for (auto times = 1 + random.below(4); times > 0 && !bytes.empty(); --times) {
        const std::size_t at = random.below(bytes.size());
        switch (random.below(6)) {
        case 0: bytes[at] = static_cast<char>(bytes[at] ^ (1 << random.below(8))); break;
        case 1: bytes[at] = static_cast<char>(static_cast<unsigned char>(random.below(256))); break;
        case 2: bytes.erase(at, 1 + random.below(8)); break;
        case 3: bytes.insert(at, random.bytes(8)); break;
        case 4: bytes.insert(at, bytes.substr(at, 1 + random.below(16))); break;
        default: {
            const char *const numbers[] = {"FFFFFFFF", "7FFFFFFF", "80000000",
                                           "00000000", "0000FFFF", "00010000"};
            bytes.replace(at, 4, wire(numbers[random.below(6)]));
        }
        }
    }
}

} // namespace

/// Fixed seeds: a failure names the seed and the round, and comes again.
class RandomTest : public QObject
{
    Q_OBJECT

private slots:
    void roundTrip()
    {
        RandomMessages random(20000101);
        Decoder decoder;
        std::vector<int> seen(std::variant_size_v<Message>);
        for (int round = 0; round < 20'000; ++round) {
            const Message message = random.next();
            const ExactCopy bytes(Encoder().encode(message));
            const Message &decoded = decoder.decode(bytes.view());
            ++seen[message.index()];
            QCOMPARE(decoded.index(), message.index());
            const char *wrong = wrongWith(decoded, bytes.view());
            QVERIFY2(!wrong, report(wrong, 20000101, round, bytes.view()));
        }
        QVERIFY(*std::min_element(seen.begin(), seen.end()) > 1000);
    }

    void damaged_data()
    {
        QTest::addColumn<quint64>("seed");
        for (const quint64 seed : {1, 2, 3, 4, 5})
            QTest::addRow("seed %d", static_cast<int>(seed)) << seed;
    }

    void damaged()
    {
        QFETCH(quint64, seed);
        RandomMessages random(seed);
        Decoder decoder;
        int taken = 0;
        int refused = 0;
        for (int round = 0; round < 60'000; ++round) {
            std::string text = Encoder().encode(random.next());
            damage(text, random);
            const ExactCopy bytes(text);
            const auto before = allocationCount();
            try {
                const Message &message = decoder.decode(bytes.view());
                const auto allocated = allocationCount().bytes - before.bytes;
                const char *wrong = wrongWith(message, bytes.view());
                QVERIFY2(!wrong, report(wrong, seed, round, bytes.view()));
                // A column of a relation takes 10 bytes or more there and here about 50, a value 1 and 24.
                QVERIFY2(allocated <= 64 * text.size(),
                         report("allocated too much", seed, round, bytes.view()));
                ++taken;
            } catch (const ProtocolError &error) {
                const auto allocated = allocationCount().bytes - before.bytes;
                QVERIFY2(allocated <= 64 * text.size() + 2048,
                         report("allocated too much", seed, round, bytes.view()));
                QVERIFY2(error.offset() <= text.size(), report(error.what(), seed, round, bytes.view()));
                ++refused;
            }
        }
        QVERIFY(taken > 5'000);
        QVERIFY(refused > 20'000);
    }

    void noise()
    {
        // Bytes without any form, behind a type that exists; nearly all are refused, and none may do harm.
        RandomMessages random(7);
        Decoder decoder;
        int refused = 0;
        for (int round = 0; round < 200'000; ++round) {
            std::string text = random.bytes(80);
            text.insert(0, 1, "BCORYIUDTM"[random.below(10)]);
            const ExactCopy bytes(text);
            try {
                const char *wrong = wrongWith(decoder.decode(bytes.view()), bytes.view());
                QVERIFY2(!wrong, report(wrong, 7, round, bytes.view()));
            } catch (const ProtocolError &) {
                ++refused;
            }
        }
        QVERIFY(refused > 150'000);
    }

    void hugeCountsAllocateNothing()
    {
        Decoder decoder;
        for (const auto *notation : {"'I' 00000001 'N' 7FFF 'n'", "'T' 7FFFFFFF 00 00000001",
                                     "'R' 00000001 's' 00 't' 00 'd' 7FFF 00'x'00 00000017 FFFFFFFF",
                                     "'M' 01 0000000000000001 00 7FFFFFFF 'x'"}) {
            const auto bytes = wire(notation);
            const auto before = allocationCount();
            QVERIFY_THROWS_EXCEPTION(ProtocolError, decoder.decode(bytes));
            QVERIFY(allocationCount().bytes - before.bytes < 2048); // the error's text
        }
    }

    void changesAllocateNothing()
    {
        Decoder decoder;
        std::vector<std::string> stream;
        for (const Sample &sample : samples()) {
            if (std::string_view("BCOIUDM").find(sample.bytes[0]) != std::string_view::npos)
                stream.push_back(sample.bytes);
        }
        QVERIFY(stream.size() >= 12);
        for (const auto &bytes : stream)
            decoder.decode(bytes);
        const auto before = allocationCount();
        for (int round = 0; round < 1000; ++round) {
            for (const auto &bytes : stream)
                decoder.decode(bytes);
        }
        QCOMPARE(allocationCount().calls, before.calls);

        // The counter counts.
        decoder.decode(wire("'T' 00000001 00 00004001"));
        QVERIFY(allocationCount().calls > before.calls);
    }
};

QTEST_APPLESS_MAIN(RandomTest)
#include "pgoutput_random_test.moc"
