// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <mutex>
#include <set>
#include <vector>

namespace tidegate::copy {

/// Backends on the source that hold our locks. Any thread.
class BackendSet
{
public:
    void add(int pid)
    {
        const std::lock_guard lock(m_mutex);
        m_pids.insert(pid);
    }
    void remove(int pid)
    {
        const std::lock_guard lock(m_mutex);
        m_pids.erase(pid);
    }
    std::vector<int> pids() const
    {
        const std::lock_guard lock(m_mutex);
        return {m_pids.begin(), m_pids.end()};
    }

private:
    mutable std::mutex m_mutex;
    std::set<int> m_pids;
};

/// A backend is in the set as long as this lives.
class BackendEntry
{
public:
    BackendEntry(BackendSet &backends, int pid) : m_backends(backends), m_pid(pid) { m_backends.add(m_pid); }
    ~BackendEntry() { m_backends.remove(m_pid); }
    BackendEntry(const BackendEntry &) = delete;
    BackendEntry &operator=(const BackendEntry &) = delete;

private:
    BackendSet &m_backends;
    int m_pid;
};

} // namespace tidegate::copy
