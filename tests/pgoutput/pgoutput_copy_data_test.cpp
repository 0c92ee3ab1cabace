// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "samples.h"

#include "pgoutput/copy_data.h"
#include "pgoutput/protocol_error.h"

#include <QTest>

using namespace tidegate;
using namespace tidegate::pgoutput;

class CopyDataTest : public QObject
{
    Q_OBJECT

private slots:
    void xLogData()
    {
        const auto bytes = wire("'w' 0000000100000002 0000000300000004 FFFFFFFFFFFFFFFE 'payload'00");
        const auto data = std::get<XLogData>(parseCopyData(bytes));
        QCOMPARE(data.start, *Lsn::parse("1/2"));
        QCOMPARE(data.walEnd, *Lsn::parse("3/4"));
        QCOMPARE(data.sendTime, std::int64_t{-2});
        QCOMPARE(data.payload, std::string_view("payload\0", 8));
        QVERIFY(data.payload.data() == bytes.data() + 25);
    }

    void keepalive()
    {
        for (const bool reply : {false, true}) {
            const auto bytes = wire("'k' 0000000300000004 0002A1B2C3D4E5F6").append(1, reply ? '\1' : '\0');
            const auto keepalive = std::get<PrimaryKeepalive>(parseCopyData(bytes));
            QCOMPARE(keepalive.walEnd, *Lsn::parse("3/4"));
            QCOMPARE(keepalive.sendTime, std::int64_t{0x0002A1B2C3D4E5F6});
            QCOMPARE(keepalive.replyRequested, reply);
        }
    }

    void cutShortAnywhere()
    {
        // XLogData may end anywhere after its head: its payload is checked by the decoder.
        for (const auto &bytes : {wire("'w' 0000000100000002 0000000300000004 0000000000000005"),
                                  wire("'k' 0000000300000004 0002A1B2C3D4E5F6 01")}) {
            parseCopyData(bytes);
            for (std::size_t length = 0; length < bytes.size(); ++length) {
                const ExactCopy cut(std::string_view(bytes).substr(0, length));
                QVERIFY_THROWS_EXCEPTION(ProtocolError, parseCopyData(cut.view()));
            }
        }
    }

    void wrong()
    {
        const auto throws = [](std::string_view notation) {
            try {
                parseCopyData(wire(notation));
            } catch (const ProtocolError &) {
                return true;
            }
            return false;
        };
        QVERIFY(throws("'k' 0000000300000004 0002A1B2C3D4E5F6 01 00"));
        QVERIFY(throws("'k' 0000000300000004 0002A1B2C3D4E5F6 02"));
        QVERIFY(throws("'r' 0000000300000004 0002A1B2C3D4E5F6 0000000000000001"));
        QVERIFY(throws("'s'"));
    }

    void standbyStatus()
    {
        StandbyStatus status;
        status.written = *Lsn::parse("1/2");
        status.flushed = *Lsn::parse("3/4");
        status.applied = *Lsn::parse("FEDCBA98/76543210");
        status.sendTime = -2;
        const auto message = standbyStatusUpdate(status);
        const auto expected =
            wire("'r' 0000000100000002 0000000300000004 FEDCBA9876543210 FFFFFFFFFFFFFFFE 00");
        QVERIFY(std::string_view(message.data(), message.size()) == expected);
        status.replyRequested = true;
        QCOMPARE(standbyStatusUpdate(status).back(), '\1');
    }
};

QTEST_APPLESS_MAIN(CopyDataTest)
#include "pgoutput_copy_data_test.moc"
