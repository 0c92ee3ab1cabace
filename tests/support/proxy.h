// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <deque>
#include <list>
#include <mutex>
#include <string>
#include <thread>

namespace tidegate::support {

/// A nasty network between a client and a server: a thread that forwards loopback TCP connections and can be
/// told to misbehave. Every method may be called from any thread; a change takes effect within 20 ms.
class Proxy
{
public:
    Proxy(std::string host, int port);
    ~Proxy();
    Proxy(const Proxy &) = delete;
    Proxy &operator=(const Proxy &) = delete;

    int port() const { return m_port; }
    std::string conninfo(const std::string &database = "postgres",
                         const std::string &user = "postgres") const;

    void pass();  ///< forwards everything; the mode at the start
    void stall(); ///< moves no byte in either direction, closes nothing; new connections hang
    void slow(std::uint64_t bytesPerSecond); ///< all connections together, both directions together
    /// Every byte arrives that much later, in both directions, as with a server that is far away; as many as ever are under way.
    void delay(std::chrono::milliseconds oneWay);
    void halfOpen(); ///< closes the server's side of every open connection; the clients are told nothing
    void refuse();   ///< closes what is open and every new connection, as a server that is down
    void cut();      ///< closes both sides of every open connection once; new ones pass
    /// cut() as soon as this many more bytes have been forwarded in both directions together.
    void cutAfter(std::uint64_t bytes);

    std::uint64_t bytesToServer() const { return m_toServer; }
    std::uint64_t bytesToClient() const { return m_toClient; }
    /// How often a client has spoken after its server had: what distance costs.
    std::uint64_t roundTrips() const { return m_roundTrips; }
    std::uint64_t connectionsSeen() const { return m_seen; } ///< accepted since the start
    int connectionsOpen() const { return m_open; }

private:
    enum class Mode { Pass, Stall, Slow, Refuse };
    struct Direction {
        int from = -1;
        int to = -1;
        std::string pending; // may be sent
        struct Later {
            std::int64_t due = 0; // nanoseconds, steady clock
            std::string bytes;
        };
        std::deque<Later> later; // behind `pending`
        bool ended = false;   // no more bytes come in
        bool endSent = false; // and the other side knows
    };
    struct Link {
        int client = -1;
        int server = -1;
        Direction up;
        Direction down;
        bool halfOpen = false;
        bool clientSpokeLast = false;
    };

    void work();
    void acceptOne();
    bool forward(Link &link, bool toServer, short events);
    std::size_t allowance();
    static bool mayRead(const Direction &direction);
    static void takeDue(Direction &direction);
    int patience(bool moving) const;
    void closeLink(Link &link);
    void closeAll();
    void setMode(Mode mode);
    void wake();

    const std::string m_host;
    const int m_serverPort;
    int m_port = 0;
    int m_listener = -1;
    int m_wake[2] = {-1, -1};
    std::atomic<Mode> m_mode{Mode::Pass};
    std::atomic<bool> m_end{false};
    std::atomic<bool> m_cutNow{false};
    std::atomic<bool> m_halfOpenNow{false};
    std::atomic<std::uint64_t> m_asked{0}; // how often the mode was set
    std::atomic<std::uint64_t> m_obeyed{0}; // … and up to which of these the worker has done it
    std::atomic<std::uint64_t> m_rate{0};
    std::atomic<std::int64_t> m_delay{0}; // nanoseconds
    std::atomic<std::int64_t> m_cutAfter{-1}; // bytes left, negative: no limit
    std::atomic<std::uint64_t> m_toServer{0};
    std::atomic<std::uint64_t> m_toClient{0};
    std::atomic<std::uint64_t> m_roundTrips{0};
    std::atomic<std::uint64_t> m_seen{0};
    std::atomic<int> m_open{0};
    std::list<Link> m_links;     // worker thread only
    double m_budget = 0;         // bytes that slow() may move now
    std::int64_t m_refilled = 0; // nanoseconds, steady clock
    std::thread m_thread;
};

} // namespace tidegate::support
