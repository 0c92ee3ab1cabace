// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "torture_faults.h"

#include <QTest>

namespace tidegate::torture {

namespace {

using support::Cluster;
using support::StopMode;
using End = std::function<void()>;

constexpr char ours[] = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name LIKE 'tidegate %'";

std::string name(bool ofSource) { return ofSource ? "source" : "target"; }

End killed(Place &place)
{
    place.say("kill -9");
    place.run()->kill9();
    place.startRun();
    return {};
}

End stopped(Place &place)
{
    place.say("terminate and run again");
    place.run()->terminate();
    place.run()->waitForEnd(10'000);
    place.startRun();
    return {};
}

End asleep(Place &place)
{
    place.say("the run is asleep");
    place.run()->suspend();
    return [&place] { place.run()->resume(); };
}

/// Whoever wakes up has been replaced: it writes nothing, and ends.
End takenOver(Place &place)
{
    place.say("the run is asleep, and another takes its place");
    return [sleeper = place.takeOver()] {
        sleeper->resume();
        QVERIFY2(sleeper->waitForEnd(60'000), sleeper->said().c_str());
    };
}

End backends(Place &place)
{
    const bool ofSource = place.pick(2) == 0;
    place.say("end our backends on the " + name(ofSource));
    ofSource ? place.onSource(ours) : place.onTarget(ours);
    return {};
}

End walsender(Place &place)
{
    place.say("end the walsender");
    place.onSource("SELECT pg_terminate_backend(active_pid) FROM pg_replication_slots WHERE active");
    return {};
}

/// Every commit is held, so what was received stays invisible for a while.
End standby(Place &place)
{
    place.say("the synchronous standby hangs");
    place.source().pauseStandby();
    return [&place] { place.source().resumeStandby(); };
}

End network(Place &place)
{
    const bool ofSource = place.pick(2) == 0;
    auto &path = place.path(ofSource);
    const End passes = [&path] { path.pass(); };
    const auto way = "the way to the " + name(ofSource);
    switch (place.pick(6)) {
    case 0:
        place.say(way + " is cut");
        path.cut();
        return {};
    case 1: {
        const auto bytes = 1 + place.pick(300'000);
        place.say(way + " is cut after " + std::to_string(bytes) + " bytes");
        path.cutAfter(bytes);
        return {};
    }
    case 2:
        place.say(way + " stalls");
        path.stall();
        return passes;
    case 3:
        place.say(way + " is closed");
        path.refuse();
        return passes;
    case 4:
        place.say(way + " is half open");
        path.halfOpen();
        return {};
    default:
        place.say(way + " is slow");
        path.slow(300'000);
        return passes;
    }
}

/// As a power cut, or as somebody who restarts it; commits that nobody waited for may be gone then.
End server(Place &place)
{
    const bool ofSource = place.pick(2) == 0;
    auto &cluster = ofSource ? place.source() : place.target();
    if (place.pick(3) > 0) {
        place.say("the " + name(ofSource) + " crashes");
        cluster.kill9();
    } else {
        place.say("the " + name(ofSource) + " is restarted");
        cluster.stop(StopMode::Fast);
    }
    cluster.startAgain();
    return {};
}

End lock(Place &place)
{
    const char *const tables[] = {"t_default", "t_keyless", "t_parted_1", "t_child", "t_shape", "t_rooted_2"};
    const std::string table = tables[place.pick(6)];
    place.say("somebody locks " + table + " of the target");
    auto session = std::make_shared<support::Session>(place.target().session("t"));
    try {
        session->exec("SET lock_timeout = '3s'; BEGIN; LOCK TABLE " + table);
    } catch (const support::SessionError &) {
        return {};
    }
    return [session] { session->exec("COMMIT"); };
}

} // namespace

End disturb(Place &place)
{
    constexpr End (*all[])(Place &) = {killed, killed, stopped, asleep, takenOver, backends, backends, walsender, standby, network, network, network, server, server, lock};
    return all[place.pick(sizeof all / sizeof *all)](place);
}

} // namespace tidegate::torture
