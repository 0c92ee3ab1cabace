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
    /// Instead of `bytes`: one large message alone, in the buffer that it came in.
    std::shared_ptr<const char> buffer = {};
    std::size_t bufferSize = 0;

    std::string_view content() const { return buffer ? std::string_view(buffer.get(), bufferSize) : std::string_view(bytes); }
    std::string_view payload(const Frame &frame) const { return content().substr(frame.offset, frame.length); }
    /// What it takes in memory, which for a few short messages is mostly not their bytes.
    std::size_t weight() const
    {
        return sizeof(Block) + bytes.capacity() + bufferSize + frames.capacity() * sizeof(Frame);
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
    /// Null if nothing came within `milliseconds`. Who asks has done with what it took before.
    BlockPointer pop(int milliseconds);
    /// Everything that was pushed is taken and done with; waits for that at most so long.
    bool waitUntilDone(int milliseconds);
    /// There is no room for it beside another.
    bool isLarge(const Block &block) const { return block.weight() > m_byteLimit; }
    bool empty() const;
    std::size_t bytes() const;

private:
    const std::size_t m_byteLimit;
    mutable std::mutex m_mutex;
    std::condition_variable m_room;
    std::condition_variable m_filled;
    std::condition_variable m_done;
    std::deque<BlockPointer> m_blocks;
    std::size_t m_bytes = 0;
    bool m_isIdle = true; ///< nobody works on what was taken
};

} // namespace tidegate::stream
