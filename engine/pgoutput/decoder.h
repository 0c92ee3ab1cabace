// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "pgoutput/message.h"
#include "pgoutput/protocol_error.h"

#include <string_view>
#include <vector>

namespace tidegate::pgoutput {

/// Decodes messages of protocol version 1, without the options streaming and two_phase (messages and binary
/// may be on). Keeps nothing between messages but its own storage: which columns a relation has is for the
/// caller to remember. One decoder belongs to one thread.
class Decoder
{
public:
    Decoder() = default;
    Decoder(const Decoder &) = delete;
    Decoder &operator=(const Decoder &) = delete;

    /// Decodes exactly one message. The result and its tuples live until the next decode() or the end of the
    /// decoder; the string views in them point into `bytes` and so live no longer than those. Who must keep a
    /// change keeps its bytes and decodes them again, which is cheaper than copying its values.
    /// Allocates nothing for transactions, inserts, updates and deletes once the widest row was seen; for any
    /// input at most a fixed multiple of its size. Throws ProtocolError for anything that is not one whole
    /// message; what an earlier call returned is gone then too.
    const Message &decode(std::string_view bytes);

private:
    Message m_message;
    // Only ever grow; the tuples of m_message look into them.
    std::vector<Value> m_oldValues;
    std::vector<Value> m_newValues;
};

} // namespace tidegate::pgoutput
