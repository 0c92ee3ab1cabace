// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "copy/copier_pool.h"
#include "journal/subscription.h"
#include "migration_place.h"
#include "phrases/phrases.h"
#include "slot/slot_start.h"

#include <cstdio>
#include <exception>
#include <string>

// A copier in a process of its own, which failpoints may kill and for which rules may be switched off:
//   copy_driver unit SOURCE TARGET GENERATION TOKEN UNIT      prints the outcome, rows and problem
//   copy_driver slot SOURCE TARGET GENERATION TOKEN           starts the subscription's slot, prints F1

using namespace tidegate;

namespace {

const char *nameOf(copy::Outcome outcome)
{
    switch (outcome) {
    case copy::Outcome::Copied:
        return "Copied";
    case copy::Outcome::NotClaimed:
        return "NotClaimed";
    case copy::Outcome::LostOwner:
        return "LostOwner";
    case copy::Outcome::GaveWay:
        return "GaveWay";
    case copy::Outcome::Failed:
        return "Failed";
    }
    return "?";
}

int runUnit(const copy::CopyContext &context, postgres::Connection &target, std::int64_t id)
{
    const auto rows = journal::readUnits(target, context.fence.subscription());
    for (const auto &unit : test::unitsOf(rows)) {
        if (unit.id != id)
            continue;
        auto shared = std::make_shared<copy::SharedByCopiers>();
        shared->freeHelpers = 4;
        copy::UnitCopier copier(std::make_shared<const copy::CopyContext>(context), shared, StopToken());
        const auto result = copier.copy(unit, test::relationsOf(rows, id), journal::randomToken(24));
        std::printf("outcome %s rows %llu\n", nameOf(result.outcome),
                    static_cast<unsigned long long>(result.rows));
        if (result.problem)
            std::printf("problem %s\n", phrases::sentence(*result.problem).c_str());
        return 0;
    }
    return 2;
}

int runSlot(const copy::CopyContext &context, postgres::Connection &target)
{
    postgres::Connection source(context.source, context.sourceOptions(), StopToken());
    const auto start = slot::startSlot({source, target, context.fence, StopToken(), {}});
    std::printf("start %s\n", start.toString().c_str());
    return 0;
}

} // namespace

int main(int count, char **arguments)
{
    if (count < 6)
        return 2;
    try {
        copy::CopyContext context;
        context.source = postgres::ConnectionParameters::parse(arguments[2]);
        context.target = postgres::ConnectionParameters::parse(arguments[3]);
        context.fence = journal::Fence("sub", std::atoll(arguments[4]), arguments[5], "tidegate sub");
        context.counters = std::make_shared<progress::Counters>();
        postgres::Connection target(context.target, context.targetOptions(), StopToken());
        if (std::string(arguments[1]) == "slot")
            return runSlot(context, target);
        return count < 7 ? 2 : runUnit(context, target, std::atoll(arguments[6]));
    } catch (const std::exception &error) {
        std::printf("failed %s\n", error.what());
        return 1;
    }
}
