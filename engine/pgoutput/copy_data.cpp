// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "pgoutput/copy_data.h"

#include "pgoutput/wire_reader.h"

#include <cstddef>
#include <string>

namespace tidegate::pgoutput {

namespace {

XLogData readXLogData(WireReader &in)
{
    XLogData data;
    data.start = in.lsn("start position");
    data.walEnd = in.lsn("WAL end");
    data.sendTime = in.i64("send time");
    data.payload = in.rest();
    return data;
}

PrimaryKeepalive readKeepalive(WireReader &in)
{
    PrimaryKeepalive keepalive;
    keepalive.walEnd = in.lsn("WAL end");
    keepalive.sendTime = in.i64("send time");
    const std::uint8_t reply = in.u8("reply request");
    if (reply > 1)
        in.fail(1, "reply request " + std::to_string(reply) + " is neither 0 nor 1");
    keepalive.replyRequested = reply == 1;
    in.expectEnd();
    return keepalive;
}

} // namespace

CopyData parseCopyData(std::string_view bytes)
{
    WireReader in(bytes);
    switch (in.letter("message type")) {
    case 'w': return readXLogData(in);
    case 'k': return readKeepalive(in);
    default: in.fail(1, "not a message that a walsender sends");
    }
}

std::array<char, 34> standbyStatusUpdate(const StandbyStatus &status)
{
    std::array<char, 34> message;
    std::size_t at = 0;
    message[at++] = 'r';
    const auto put = [&](std::uint64_t value) {
        for (int shift = 56; shift >= 0; shift -= 8)
            message[at++] = static_cast<char>(static_cast<unsigned char>(value >> shift));
    };
    put(status.written.value);
    put(status.flushed.value);
    put(status.applied.value);
    put(static_cast<std::uint64_t>(status.sendTime));
    message[at] = status.replyRequested ? 1 : 0;
    return message;
}

} // namespace tidegate::pgoutput
