// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "copy/sliced_copy.h"

#include <atomic>
#include <exception>
#include <mutex>
#include <optional>

namespace tidegate::copy {

/// What the threads of one sliced unit share.
class SliceQueue
{
public:
    explicit SliceQueue(int slices) : m_slices(slices) {}

    /// The next slice; none when all are taken or somebody has failed.
    std::optional<int> take()
    {
        const int slice = m_failed.load(std::memory_order_acquire) ? m_slices : m_next.fetch_add(1);
        return slice < m_slices ? std::optional(slice) : std::nullopt;
    }
    void add(const Pumped &pumped, std::unique_ptr<progress::CopyTally> tally)
    {
        const std::lock_guard lock(m_mutex);
        m_done.total.rows += pumped.rows;
        m_done.total.bytes += pumped.bytes;
        m_done.tallies.push_back(std::move(tally));
    }
    /// The first error counts; the others leave their slices as soon as they see it.
    void fail(std::exception_ptr error)
    {
        const std::lock_guard lock(m_mutex);
        if (!m_error)
            m_error = std::move(error);
        m_failed.store(true, std::memory_order_release);
    }
    const std::atomic<bool> &failed() const { return m_failed; }
    /// When all threads have ended.
    SlicesCopied result()
    {
        if (m_error)
            std::rethrow_exception(m_error);
        return std::move(m_done);
    }

private:
    const int m_slices;
    std::atomic<int> m_next{0};
    std::atomic<bool> m_failed{false};
    std::mutex m_mutex;
    std::exception_ptr m_error;
    SlicesCopied m_done;
};

} // namespace tidegate::copy
