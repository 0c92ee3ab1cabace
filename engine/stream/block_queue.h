// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "base/lsn.h"

#include <condition_variable>
#include <cstdint>
#include <deque>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

namespace tidegate::stream {

/// One message of the stream. A keepalive has no payload; its `lsn` is the server's position, which speaks of
/// everything queued before it.
struct Frame {
    Lsn lsn;
    std::uint32_t offset = 0;
    std::uint32_t length = 0;
    bool keepalive = false;
};

/// Messages as received, in order. Changes that are gathered for a batch point into `bytes` and keep the block alive.
struct Block {
    std::string bytes;
    std::vector<Frame> frames;

    std::string_view payload(const Frame &frame) const { return {bytes.data() + frame.offset, frame.length}; }
    /// What it takes in memory, which for a few short messages is mostly not their bytes.
    std::size_t weight() const
    {
        return sizeof(Block) + bytes.capacity() + frames.capacity() * sizeof(Frame);
    }
};
using BlockPointer = std::shared_ptr<const Block>;

/// Between the receiver and the consumer; bounded in bytes (one block may exceed the bound, since one row may).
class BlockQueue
{
public:
    explicit BlockQueue(std::size_t byteLimit) : m_byteLimit(byteLimit) {}

    /// False if there is no room within `milliseconds`; the block is then still the caller's.
    bool push(BlockPointer &block, int milliseconds);
    /// Null if nothing came within `milliseconds`.
    BlockPointer pop(int milliseconds);
    bool empty() const;
    std::size_t bytes() const;

private:
    const std::size_t m_byteLimit;
    mutable std::mutex m_mutex;
    std::condition_variable m_room;
    std::condition_variable m_filled;
    std::deque<BlockPointer> m_blocks;
    std::size_t m_bytes = 0;
};

} // namespace tidegate::stream
