// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "apply/consumer_session.h"

#include "apply/range_route.h"
#include "base/problem.h"
#include "journal/command.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

#include <algorithm>

// The consumer's session, as far as tables with key ranges are concerned (exactness.md rules 8 and 15).

namespace tidegate::apply {

using units::Verdict;

bool Consumer::Session::isReady(const units::OwnedRelation &owned)
{
    if (!owned.ranges)
        return m_observer.isReady(owned.unit);
    if (m_readyInRanges.count(owned.oid) > 0)
        return true; // asked by every transaction that touches it, and it may have hundreds
    const auto &parts = owned.ranges->parts();
    const bool ready = std::all_of(parts.begin(), parts.end(), [this](const auto &part) { return m_observer.isReady(part.unit); });
    if (ready)
        m_readyInRanges.insert(owned.oid);
    return ready;
}

units::Verdict Consumer::Session::unitVerdict(const units::OwnedRelation &owned, std::int64_t unit)
{
    const auto known = m_unitVerdicts.find(unit);
    if (known != m_unitVerdicts.end())
        return known->second;
    struct Asked {
        units::Verdict verdict;
        const units::OwnedRelation *owned;
    };
    const auto verdict = untilDecided([&] { return Asked{m_observer.verdict(m_seen, unit, false), &owned}; }).verdict;
    m_unitVerdicts.emplace(unit, verdict);
    return verdict;
}

bool Consumer::Session::appliesWholly(const Decision &decision)
{
    if (!decision.byRange)
        return decision.verdict == Verdict::Apply;
    const auto &parts = decision.owned->ranges->parts();
    return std::all_of(parts.begin(), parts.end(), [&](const auto &part) { return unitVerdict(*decision.owned, part.unit) == Verdict::Apply; });
}

void Consumer::Session::changeInRange(ChangeKind kind, const units::OwnedRelation &owned, const stream::Frame &frame)
{
    // Under another replica identity an UPDATE need not tell where its row was (rule 17).
    const auto column = rangeColumn(owned);
    if (!column || !m_relations.definition(owned.oid).columns[*column].key)
        copyAgain(owned, "its replica identity has no " + owned.ranges->column() + " any more, by which it is copied in ranges");
    // Whatever is held meanwhile decodes nothing with this decoder, so the message stays.
    auto routed = route(m_decoder.decode(m_block->payload(frame)), *column, *owned.ranges,
                        [&](std::int64_t unit) { return unitVerdict(owned, unit); });
    switch (routed.what) {
    case Routed::What::Nothing:
        m_count.skipped(owned.oid);
        return;
    case Routed::What::AsItIs:
        add(kind, owned, frame);
        return;
    case Routed::What::CopyAgain:
        copyAgain(owned, "a row moved between two of its key ranges with a value that is not in the stream");
    case Routed::What::Composed:
        break;
    }
    auto table = tableOf(owned);
    if (!table)
        return;
    auto block = std::make_shared<stream::Block>();
    block->bytes = std::move(routed.message);
    auto change = changeOf(routed.kind, std::move(table), frame);
    change.message = block->bytes;
    m_batch.add(std::move(change), block);
}

std::optional<std::size_t> Consumer::Session::rangeColumn(const units::OwnedRelation &owned)
{
    const auto known = m_rangeColumns.find(owned.oid);
    if (known != m_rangeColumns.end())
        return known->second;
    awaitFinished();
    const auto found = m_definitions.rangeColumn(m_relations.definition(owned.oid), *owned.ranges);
    return m_rangeColumns.emplace(owned.oid, found).first->second;
}

void Consumer::Session::truncateRanges(const units::OwnedRelation &owned, const stream::Frame &frame)
{
    const auto table = tableOf(owned);
    if (!table)
        return;
    const auto column = rangeColumn(owned);
    for (const auto &part : owned.ranges->parts()) {
        if (unitVerdict(owned, part.unit) != Verdict::Apply)
            continue;
        auto change = changeOf(ChangeKind::Truncate, table, frame);
        auto there = part.range;
        if (column)
            there.column = table->columns()[*column].name;
        change.where = std::make_shared<const std::string>(there.predicate());
        m_batch.add(std::move(change), m_block);
    }
}

void Consumer::Session::copyAgain(const units::OwnedRelation &owned, const std::string &why)
{
    flush();
    // As anybody may ask it of the engine. As a whole: two ranges could send rows to each other for ever.
    QJsonObject arguments;
    arguments[QStringLiteral("tables")] = QJsonArray{QString::fromStdString(owned.source.display())};
    arguments[QStringLiteral("whole")] = true;
    const auto command = journal::postCommand(m_target, m_owner.m_options.fence.subscription(), "resync",
                                              QJsonDocument(arguments).toJson(QJsonDocument::Compact).toStdString());
    m_owner.m_log->warn("{} is copied again: {}", owned.source.display(), why);
    for (;;) {
        m_owner.m_stop.pause(100); // ends with the session, whose end comes first
        const auto answer = journal::readAnswer(m_target, command);
        if (answer && !answer->ok)
            throw ProblemError(Code::CommandRefused, {"resync", answer->text});
    }
}

} // namespace tidegate::apply
