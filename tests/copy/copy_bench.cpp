// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "migration_place.h"
#include "support/cluster.h"

#include <QElapsedTimer>
#include <QFile>

#include <algorithm>
#include <cstdio>
#include <cstdlib>

// The unit copier against the raw binary pipe (psql | psql), between two private servers on this machine:
//   copy_bench [rows]
// Prints seconds (best of the rounds), the ratio to the pipe, and the peak memory of this process.

using namespace tidegate;
using namespace tidegate::test;
using support::Cluster;

namespace {

constexpr int rounds = 3;

/// Peak resident memory of this process; -1 where the system does not say.
long peakKilobytes()
{
    QFile status(QStringLiteral("/proc/self/status"));
    if (!status.open(QIODevice::ReadOnly))
        return -1;
    for (const auto &line : status.readAll().split('\n')) {
        if (line.startsWith("VmHWM:"))
            return line.mid(6).trimmed().split(' ').first().toLong();
    }
    return -1;
}

double seconds(MigrationPlace &place, const std::function<void()> &copy)
{
    place.target("TRUNCATE t");
    place.target("CHECKPOINT");
    QElapsedTimer timer;
    timer.start();
    copy();
    return static_cast<double>(timer.elapsed()) / 1000;
}

double pipe(MigrationPlace &place, const std::string &psql, const std::string &format)
{
    return seconds(place, [&] {
        const auto side = [&](const std::string &conninfo, const std::string &sql) {
            return psql + " -XAtq -d \"" + conninfo + "\" -c \"" + sql + format + "\"";
        };
        const auto command = side(place.sourceConninfo(), "COPY public.t TO STDOUT ") + " | "
                             + side(place.targetConninfo(), "COPY public.t FROM STDIN ");
        if (std::system(command.c_str()) != 0)
            std::printf("the pipe failed\n");
    });
}

double copier(MigrationPlace &place, int slices)
{
    const auto unit = place.addUnit({{"t"}}, slices ? "sliced" : "relation", slices * 4);
    const double time = seconds(place, [&] {
        const auto result = place.copyUnit(unit);
        if (result.outcome != copy::Outcome::Copied)
            std::printf("not copied: %s\n", result.problem ? result.problem->serverMessage.c_str() : "?");
    });
    place.target("DELETE FROM _tidegate.subscription_rel; DELETE FROM _tidegate.copy_unit");
    return time;
}

} // namespace

int main(int count, char **arguments)
{
    const std::string rows = count > 1 ? arguments[1] : "5000000";
    const support::Settings settings = {{"max_wal_size", "'8GB'"}, {"shared_buffers", "'512MB'"}};
    const auto source = Cluster::start({{}, settings});
    const auto target = Cluster::start({{}, settings});
    MigrationPlace place(*source, *target, "bench");
    place.both(
        "CREATE TABLE t (id bigint, at timestamptz, x double precision, y double precision, note text)");
    place.source("INSERT INTO t SELECT g, '2024-01-01'::timestamptz + g * interval '1 s', g * 0.1, random(),"
                 " 'device ' || g % 1000 FROM generate_series(1, "
                 + rows + ") g");
    place.source("VACUUM ANALYZE t");
    const auto psql = source->installation().program("psql");
    double best[4] = {1e9, 1e9, 1e9, 1e9};
    for (int round = 0; round < rounds; ++round) {
        best[0] = std::min(best[0], pipe(place, psql, "(FORMAT binary)"));
        best[1] = std::min(best[1], copier(place, 0));
        best[2] = std::min(best[2], copier(place, 2));
        best[3] = std::min(best[3], pipe(place, psql, ""));
    }
    const char *names[4] = {"binary pipe", "unit copier, one connection", "unit copier, slices by two",
                            "text pipe"};
    for (int i = 0; i < 4; ++i)
        std::printf("%-28s %6.2f s  %.2f of the binary pipe\n", names[i], best[i], best[i] / best[0]);
    std::printf("peak memory %ld kB\n", peakKilobytes());
    return 0;
}
