// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "slot/slot_creation.h"

#include "postgres/replication_connection.h"

#include <atomic>
#include <chrono>
#include <exception>
#include <thread>

namespace tidegate::slot {

namespace {

using Clock = std::chrono::steady_clock;

/// The walsender's thread. Its own token lets it be stopped also where only this side has failed.
class Creation
{
public:
    Creation(const postgres::ConnectionParameters &parameters, const std::string &applicationName,
             const std::string &name)
    {
        m_thread = std::thread([this, parameters, applicationName, name] {
            try {
                postgres::SessionOptions options;
                options.server = "source";
                options.applicationName = applicationName;
                postgres::ReplicationConnection walsender(parameters, options, m_stop);
                m_pid = walsender.connection().backendPid();
                walsender.createSlot(name);
            } catch (...) {
                m_error = std::current_exception();
            }
            m_done = true;
        });
    }
    ~Creation()
    {
        m_stop.requestStop();
        m_thread.join();
    }
    Creation(const Creation &) = delete;
    Creation &operator=(const Creation &) = delete;

    bool done() const { return m_done; }
    int pid() const { return m_pid; }
    /// After done().
    void rethrow() const
    {
        if (m_error)
            std::rethrow_exception(m_error);
    }

private:
    StopToken m_stop;
    std::atomic<bool> m_done{false};
    std::atomic<int> m_pid{0};
    std::exception_ptr m_error; // written before m_done
    std::thread m_thread;
};

std::vector<Blocker> holders(postgres::Connection &source, int walsender)
{
    const auto waited = source.exec("SELECT max(transactionid::text::bigint) FROM pg_catalog.pg_locks"
                                    " WHERE pid = $1 AND locktype = 'transactionid' AND NOT granted",
                                    postgres::parameters(walsender));
    if (waited.isNull(0, 0))
        return {};
    const TransactionId below{static_cast<std::uint64_t>(waited.integer(0, 0)) + 1};
    return catalog::readBlockers(source, below).list;
}

} // namespace

void createSlot(postgres::Connection &source, const std::string &applicationName, const std::string &name,
                const WaitingCallback &onWaiting, const StopToken &stop)
{
    const Creation creation(source.parameters(), applicationName, name);
    const auto start = Clock::now();
    auto told = start;
    while (!creation.done()) {
        stop.pause(10);
        if (onWaiting && Clock::now() - told >= std::chrono::seconds(1)) {
            told = Clock::now();
            onWaiting(std::chrono::duration<double>(told - start).count(), holders(source, creation.pid()));
        }
    }
    creation.rethrow();
}

} // namespace tidegate::slot
