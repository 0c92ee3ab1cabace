// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "jobs/sequences_job.h"

#include "base/problem.h"
#include "journal/schema.h"
#include "journal/subscription.h"
#include "journal/unit_rows.h"

namespace tidegate::jobs {

namespace {

std::vector<sequences::TablePair> pairsOf(postgres::Connection &target, const std::string &subscription)
{
    if (!journal::exists(target) || !journal::readSlot(target, subscription))
        throw ProblemError(Code::NoSuchSubscription, {subscription});
    return sequences::tablePairs(journal::readUnits(target, subscription).relations);
}

} // namespace

std::vector<sequences::PreviewRow>
previewSequences(postgres::Connection &source, postgres::Connection &target, const std::string &subscription)
{
    const auto pairs = pairsOf(target, subscription);
    return sequences::preview(source, target, pairs, sequences::mapOf(pairs));
}

sequences::Outcome copySequences(postgres::Connection &source, postgres::Connection &target,
                                 const std::string &subscription)
{
    const auto pairs = pairsOf(target, subscription);
    return sequences::copySequences(source, target, pairs, sequences::mapOf(pairs));
}

} // namespace tidegate::jobs
