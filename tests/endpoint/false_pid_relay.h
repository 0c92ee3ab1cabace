// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <atomic>
#include <future>
#include <thread>

/// Stands between a client and a real server and announces another backend process than the server's, as
/// PgBouncer does in every mode. One connection at a time, without TLS.
class FalsePidRelay
{
public:
    explicit FalsePidRelay(int serverPort);
    ~FalsePidRelay();
    FalsePidRelay(const FalsePidRelay &) = delete;
    FalsePidRelay &operator=(const FalsePidRelay &) = delete;

    int port() const { return m_port; }

private:
    void work(int serverPort, std::promise<int> listening);

    std::atomic<bool> m_end{false};
    int m_port = 0;
    std::thread m_thread;
};
