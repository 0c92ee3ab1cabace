// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "support/proxy.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <stdexcept>
#include <vector>

namespace tidegate::support {

namespace {

constexpr std::size_t chunk = 64 * 1024;

int loopbackSocket()
{
    const int socket = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    const int on = 1;
    setsockopt(socket, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    return socket;
}

sockaddr_in address(const std::string &host, int port)
{
    sockaddr_in result{};
    result.sin_family = AF_INET;
    result.sin_port = htons(static_cast<std::uint16_t>(port));
    inet_pton(AF_INET, host.c_str(), &result.sin_addr);
    return result;
}

sockaddr *generic(sockaddr_in &specific)
{
    return reinterpret_cast<sockaddr *>(&specific);
}

std::int64_t now()
{
    return std::chrono::steady_clock::now().time_since_epoch() / std::chrono::nanoseconds(1);
}

} // namespace

Proxy::Proxy(std::string host, int port) : m_host(std::move(host)), m_serverPort(port)
{
    m_listener = loopbackSocket();
    auto here = address("127.0.0.1", 0);
    socklen_t size = sizeof here;
    if (bind(m_listener, generic(here), size) != 0 || listen(m_listener, 64) != 0
        || getsockname(m_listener, generic(here), &size) != 0 || pipe2(m_wake, O_CLOEXEC | O_NONBLOCK) != 0)
        throw std::runtime_error("the proxy cannot listen");
    fcntl(m_listener, F_SETFL, O_NONBLOCK);
    m_port = ntohs(here.sin_port);
    m_thread = std::thread([this] { work(); });
}

Proxy::~Proxy()
{
    m_end = true;
    wake();
    m_thread.join();
    closeAll();
    for (const int descriptor : {m_listener, m_wake[0], m_wake[1]})
        close(descriptor);
}

std::string Proxy::conninfo(const std::string &database, const std::string &user) const
{
    return "host=127.0.0.1 port=" + std::to_string(m_port) + " user=" + user + " dbname='" + database + "'";
}

void Proxy::wake()
{
    const char byte = 'w';
    [[maybe_unused]] const auto written = write(m_wake[1], &byte, 1);
}

/// Returns when it holds: what is sent from now on does not pass under the mode before.
void Proxy::setMode(Mode mode)
{
    m_mode = mode;
    const auto mine = ++m_asked;
    wake();
    for (auto obeyed = m_obeyed.load(); obeyed < mine; obeyed = m_obeyed.load())
        m_obeyed.wait(obeyed);
}

void Proxy::pass()
{
    m_cutAfter = -1;
    setMode(Mode::Pass);
}

void Proxy::stall()
{
    setMode(Mode::Stall);
}

void Proxy::slow(std::uint64_t bytesPerSecond)
{
    m_rate = bytesPerSecond;
    setMode(Mode::Slow);
}

void Proxy::delay(std::chrono::milliseconds oneWay)
{
    m_delay = std::chrono::nanoseconds(oneWay).count();
    setMode(m_mode);
}

void Proxy::halfOpen()
{
    m_halfOpenNow = true;
    setMode(m_mode);
}

void Proxy::refuse()
{
    setMode(Mode::Refuse);
}

void Proxy::cut()
{
    m_cutNow = true;
    setMode(m_mode == Mode::Refuse ? Mode::Pass : m_mode.load());
}

void Proxy::cutAfter(std::uint64_t bytes)
{
    m_cutAfter = static_cast<std::int64_t>(bytes);
}

void Proxy::acceptOne()
{
    const int client = accept4(m_listener, nullptr, nullptr, SOCK_CLOEXEC);
    if (client < 0)
        return;
    ++m_seen;
    const int server = loopbackSocket();
    auto there = address(m_host, m_serverPort);
    // Loopback answers at once, so a blocking connect does not hold the others up.
    if (m_mode == Mode::Refuse || connect(server, generic(there), sizeof there) != 0) {
        close(server);
        close(client);
        return;
    }
    for (const int socket : {client, server})
        fcntl(socket, F_SETFL, O_NONBLOCK);
    Link link;
    link.client = client;
    link.server = server;
    link.up = {client, server, {}, {}, false, false};
    link.down = {server, client, {}, {}, false, false};
    m_links.push_back(std::move(link));
    ++m_open;
}

void Proxy::closeLink(Link &link)
{
    for (int *socket : {&link.client, &link.server}) {
        if (*socket >= 0)
            close(*socket);
        *socket = -1;
    }
    --m_open;
}

void Proxy::closeAll()
{
    for (auto &link : m_links)
        closeLink(link);
    m_links.clear();
}

std::size_t Proxy::allowance()
{
    if (m_mode != Mode::Slow)
        return chunk;
    const auto time = now();
    const double rate = static_cast<double>(m_rate);
    m_budget =
        std::min(m_budget + rate * static_cast<double>(time - m_refilled) / 1e9, std::max(rate / 10, 1.0));
    m_refilled = time;
    return static_cast<std::size_t>(m_budget);
}

/// A sender is not read further than a window of TCP ahead of the receiver.
bool Proxy::mayRead(const Direction &direction)
{
    return !direction.ended && direction.pending.empty() && direction.later.size() < 64;
}

void Proxy::takeDue(Direction &direction)
{
    if (!direction.pending.empty() || direction.later.empty() || direction.later.front().due > now())
        return;
    direction.pending = std::move(direction.later.front().bytes);
    direction.later.pop_front();
}

/// Milliseconds until something has to be done that no socket tells.
int Proxy::patience(bool moving) const
{
    if (m_mode == Mode::Slow)
        return 5;
    std::int64_t wait = 1'000'000'000;
    for (const auto &link : m_links) {
        for (const auto *direction : {&link.up, &link.down}) {
            if (moving && !link.halfOpen && direction->pending.empty() && !direction->later.empty())
                wait = std::min(wait, std::max<std::int64_t>(direction->later.front().due - now(), 0));
        }
    }
    return static_cast<int>((wait + 999'999) / 1'000'000);
}

/// Moves what can be moved now; false if the link is broken.
bool Proxy::forward(Link &link, bool toServer, short events)
{
    auto &direction = toServer ? link.up : link.down;
    if (mayRead(direction) && (events & (POLLIN | POLLHUP | POLLERR))) {
        const auto allowed = std::min(allowance(), chunk);
        if (allowed == 0)
            return true;
        std::string bytes(allowed, '\0');
        const auto got = recv(direction.from, bytes.data(), allowed, 0);
        if (got < 0 && errno != EAGAIN && errno != EWOULDBLOCK)
            return false;
        direction.ended = got == 0;
        bytes.resize(static_cast<std::size_t>(std::max<ssize_t>(got, 0)));
        if (!bytes.empty())
            direction.later.push_back({now() + m_delay, std::move(bytes)});
    }
    takeDue(direction);
    if (!direction.pending.empty()) {
        auto size = direction.pending.size();
        if (m_cutAfter >= 0)
            size = std::min(size, static_cast<std::size_t>(m_cutAfter.load()));
        const auto sent = size == 0 ? 0 : send(direction.to, direction.pending.data(), size, MSG_NOSIGNAL);
        if (sent < 0)
            return errno == EAGAIN || errno == EWOULDBLOCK;
        direction.pending.erase(0, static_cast<std::size_t>(sent));
        (toServer ? m_toServer : m_toClient) += static_cast<std::uint64_t>(sent);
        if (sent > 0 && toServer != link.clientSpokeLast) {
            m_roundTrips += toServer ? 1 : 0;
            link.clientSpokeLast = toServer;
        }
        if (m_mode == Mode::Slow)
            m_budget -= static_cast<double>(sent);
        if (m_cutAfter >= 0 && (m_cutAfter -= sent) <= 0) {
            m_cutAfter = -1;
            m_cutNow = true;
        }
    }
    if (direction.ended && direction.pending.empty() && direction.later.empty() && !direction.endSent) {
        shutdown(direction.to, SHUT_WR);
        direction.endSent = true;
    }
    return true;
}

void Proxy::work()
{
    while (!m_end) {
        const auto asked = m_asked.load();
        const bool moving = m_mode == Mode::Pass || m_mode == Mode::Slow;
        std::vector<pollfd> waits = {{m_wake[0], POLLIN, 0}};
        if (m_mode != Mode::Stall)
            waits.push_back({m_listener, POLLIN, 0});
        const auto first = waits.size();
        const bool budget = allowance() > 0;
        for (const auto &link : m_links) {
            const auto wanted = [&](const Direction &in, const Direction &out) {
                const bool reads = moving && budget && mayRead(in);
                return static_cast<short>((reads ? POLLIN : 0)
                                          | (moving && !out.pending.empty() ? POLLOUT : 0));
            };
            // A negative descriptor is skipped by poll; so is one that we want nothing of, lest its hang-up
            // spin.
            const auto up = link.halfOpen ? short{0} : wanted(link.up, link.down);
            const auto down = link.halfOpen ? short{0} : wanted(link.down, link.up);
            waits.push_back({up ? link.client : -1, up, 0});
            waits.push_back({down ? link.server : -1, down, 0});
        }
        poll(waits.data(), waits.size(), asked != m_obeyed ? 0 : patience(moving));
        char drained[64];
        while (read(m_wake[0], drained, sizeof drained) > 0) {}
        if (m_mode == Mode::Pass || m_mode == Mode::Slow) {
            auto wait = waits.begin() + static_cast<std::ptrdiff_t>(first);
            for (auto link = m_links.begin(); link != m_links.end() && wait != waits.end(); wait += 2) {
                const bool fine = link->halfOpen
                                  || (forward(*link, true, wait[0].revents) && forward(*link, false, wait[1].revents));
                if (!fine || (link->up.endSent && link->down.endSent)) {
                    closeLink(*link);
                    link = m_links.erase(link);
                } else {
                    ++link;
                }
                if (m_cutNow)
                    break;
            }
        }
        if (m_cutNow.exchange(false) || m_mode == Mode::Refuse)
            closeAll();
        if (m_halfOpenNow.exchange(false)) {
            for (auto &link : m_links) {
                close(link.server);
                link.server = -1;
                link.halfOpen = true;
            }
        }
        if (m_mode != Mode::Stall && first > 1 && (waits[1].revents & POLLIN))
            acceptOne();
        m_obeyed = asked;
        m_obeyed.notify_all();
    }
}

} // namespace tidegate::support
