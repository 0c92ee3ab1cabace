// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "torture_cutover.h"

#include "torture_faults.h"

#include <QElapsedTimer>
#include <QTest>

namespace tidegate::torture {

namespace {

constexpr int patience = 180'000;

bool wasCutOver(const Place &place)
{
    return place.onTarget("SELECT cut_over_at IS NOT NULL FROM _tidegate.slot WHERE subname = 's'") == "t";
}

} // namespace

void endPrepared(const Place &place)
{
    for (const auto &row : place.source().sql("t", "SELECT gid FROM pg_prepared_xacts")) {
        try {
            (void)place.onSource("COMMIT PREPARED '" + *row[0] + "'");
        } catch (const support::SessionError &) {
            continue;
        }
    }
}

bool cutOver(Place &place, Changes &changes, bool underWrites)
{
    if (!underWrites)
        return place.command("cutover", {"--yes"}, [&changes] { changes.mendAsShown(); });
    unsigned faults = place.pick(5);
    QElapsedTimer timer;
    for (timer.start(); timer.elapsed() < patience;) {
        endPrepared(place);
        changes.mendAsShown();
        const auto cutover = place.start("cutover", {"--yes", "--timeout", "20", "--stop-writes", "read-only"});
        while (!cutover->waitForEnd(static_cast<int>(place.pick(500)))) {
            if (faults == 0)
                continue;
            --faults;
            if (const auto end = disturb(place)) {
                QTest::qWait(static_cast<int>(place.pick(1'200)));
                end();
            }
        }
        if (wasCutOver(place))
            return true;
        if (!place.isUp())
            place.startRun();
    }
    return false;
}

} // namespace tidegate::torture
