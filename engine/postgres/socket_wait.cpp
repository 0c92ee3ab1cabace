// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "postgres/socket_wait.h"

#ifdef _WIN32
#include <winsock2.h>
#else
#include <poll.h>
#endif

namespace tidegate::postgres {

Readiness waitForSocket(int socket, Readiness wanted, int milliseconds)
{
    const int mask = static_cast<int>(wanted);
    const short events = static_cast<short>(((mask & 1) ? POLLIN : 0) | ((mask & 2) ? POLLOUT : 0));
#ifdef _WIN32
    WSAPOLLFD entry{};
    entry.fd = static_cast<SOCKET>(socket);
    entry.events = events;
    const int ready = WSAPoll(&entry, 1, milliseconds);
#else
    pollfd entry{};
    entry.fd = socket;
    entry.events = events;
    const int ready = poll(&entry, 1, milliseconds);
#endif
    if (ready <= 0)
        return Readiness::None;
    // An error or hang-up counts as both, so that libpq looks and says what it is.
    if (entry.revents & (POLLERR | POLLHUP | POLLNVAL))
        return Readiness::Both;
    return static_cast<Readiness>(((entry.revents & POLLIN) ? 1 : 0) | ((entry.revents & POLLOUT) ? 2 : 0));
}

} // namespace tidegate::postgres
