// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "slot/slot_proof.h"

#include "postgres/error.h"
#include "postgres/replication_connection.h"
#include "slot/slot_facts.h"

#include <chrono>

namespace tidegate::slot {

namespace {

using Clock = std::chrono::steady_clock;

/// Keepalive: 'k', the server's position (8 bytes), its clock, whether it wants an answer.
Lsn keepalivePosition(std::string_view payload)
{
    Lsn position;
    if (payload.size() < 9 || payload.front() != 'k')
        return position;
    for (int i = 1; i <= 8; ++i)
        position.value =
            position.value << 8 | static_cast<unsigned char>(payload[static_cast<std::size_t>(i)]);
    return position;
}

/// Standby status update without any position, that asks for a keepalive.
std::string askForKeepalive()
{
    constexpr std::size_t positionsAndClock = 4 * 8;
    return 'r' + std::string(positionsAndClock, '\0') + '\1';
}

} // namespace

bool provesDecodable(postgres::Connection &source, const std::string &applicationName, const std::string &name,
                     Lsn start, const std::vector<std::string> &publications,
                     const WaitingCallback &onWaiting, const StopToken &stop)
{
    postgres::SessionOptions options;
    options.server = "source";
    options.applicationName = applicationName;
    try {
        postgres::ReplicationConnection walsender(source.parameters(), options, stop);
        walsender.startReplication(name, start, publications, source.serverVersion() >= 140000);
        const auto begun = Clock::now();
        auto asked = begun - std::chrono::seconds(1);
        auto told = begun;
        for (;;) {
            stop.throwIfStopped();
            const auto now = Clock::now();
            if (now - asked >= std::chrono::milliseconds(200)) {
                asked = now;
                walsender.send(askForKeepalive());
            }
            if (onWaiting && now - told >= std::chrono::seconds(1)) {
                told = now;
                onWaiting(std::chrono::duration<double>(now - begun).count(), {});
            }
            if (keepalivePosition(walsender.receive(50)) >= start)
                break;
        }
    } catch (const postgres::SqlError &) {
        return false;
    }
    awaitInactive(source, name, 5000);
    return true;
}

} // namespace tidegate::slot
