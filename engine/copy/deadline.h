// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "base/stop_token.h"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <condition_variable>
#include <mutex>
#include <thread>

namespace tidegate::copy {

/// A token that is asked to stop when the time is over.
class Deadline
{
public:
    explicit Deadline(int milliseconds)
        : m_thread([this, milliseconds] {
              std::unique_lock lock(m_mutex);
              if (!m_ended.wait_for(lock, std::chrono::milliseconds(milliseconds), [this] { return m_end; }))
                  m_token.requestStop();
          })
    {
    }
    ~Deadline()
    {
        {
            const std::lock_guard lock(m_mutex);
            m_end = true;
        }
        m_ended.notify_all();
        m_thread.join();
    }
    Deadline(const Deadline &) = delete;
    Deadline &operator=(const Deadline &) = delete;

    const StopToken &token() const { return m_token; }

private:
    StopToken m_token;
    std::mutex m_mutex;
    std::condition_variable m_ended;
    bool m_end = false;
    std::thread m_thread; // last: it uses the others
};

/// As many of the wanted helpers as are free now; given back at the end.
class HelperLease
{
public:
    HelperLease(std::atomic<int> &free, int wanted) : m_free(free)
    {
        int available = m_free.load();
        do {
            m_count = std::clamp(wanted, 0, std::max(0, available));
        } while (!m_free.compare_exchange_weak(available, available - m_count));
    }
    ~HelperLease() { m_free += m_count; }
    HelperLease(const HelperLease &) = delete;
    HelperLease &operator=(const HelperLease &) = delete;

    int count() const { return m_count; }

private:
    std::atomic<int> &m_free;
    int m_count = 0;
};

} // namespace tidegate::copy
