// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "stream/block_queue.h"

#include <chrono>

namespace tidegate::stream {

bool BlockQueue::push(BlockPointer &block, int milliseconds)
{
    std::unique_lock lock(m_mutex);
    const auto weight = block->weight();
    if (!m_room.wait_for(lock, std::chrono::milliseconds(milliseconds),
                         [&] { return m_blocks.empty() || m_bytes + weight <= m_byteLimit; }))
        return false;
    m_bytes += weight;
    m_blocks.push_back(std::move(block));
    m_filled.notify_one();
    return true;
}

BlockPointer BlockQueue::pop(int milliseconds)
{
    std::unique_lock lock(m_mutex);
    m_isIdle = true;
    if (m_blocks.empty())
        m_done.notify_one();
    if (!m_filled.wait_for(lock, std::chrono::milliseconds(milliseconds), [&] { return !m_blocks.empty(); }))
        return nullptr;
    m_isIdle = false;
    auto block = std::move(m_blocks.front());
    m_blocks.pop_front();
    m_bytes -= block->weight();
    m_room.notify_one();
    return block;
}

bool BlockQueue::waitUntilDone(int milliseconds)
{
    std::unique_lock lock(m_mutex);
    return m_done.wait_for(lock, std::chrono::milliseconds(milliseconds), [&] { return m_blocks.empty() && m_isIdle; });
}

bool BlockQueue::empty() const
{
    const std::lock_guard lock(m_mutex);
    return m_blocks.empty();
}

std::size_t BlockQueue::bytes() const
{
    const std::lock_guard lock(m_mutex);
    return m_bytes;
}

} // namespace tidegate::stream
