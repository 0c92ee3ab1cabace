// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "apply/parking.h"

#include "base/failpoint.h"
#include "base/problem.h"
#include "definition/problem.h"
#include "journal/parked.h"
#include "pgoutput/compose.h"

#include <utility>

namespace tidegate::apply {

namespace {

/// Read, and made in one target transaction: as a batch from the stream.
constexpr std::int64_t chunkBytes = 8 * 1024 * 1024;

stream::BlockPointer blockOf(std::string bytes)
{
    auto block = std::make_shared<stream::Block>();
    block->bytes = std::move(bytes);
    return block;
}

ChangeKind kindOf(const pgoutput::Message &message)
{
    if (std::holds_alternative<pgoutput::Insert>(message))
        return ChangeKind::Insert;
    if (std::holds_alternative<pgoutput::Update>(message))
        return ChangeKind::Update;
    return std::holds_alternative<pgoutput::Delete>(message) ? ChangeKind::Delete : ChangeKind::Truncate;
}

} // namespace

Parking::Parking(bool on, postgres::Connection &target, ByteTexts &byteTexts, DefinitionCheck &definitions, UnitObserver &observer,
                 BatchCommitter &committer, bool lenient)
    : m_on(on), m_target(target), m_byteTexts(byteTexts), m_definitions(definitions), m_observer(observer), m_committer(committer), m_lenient(lenient)
{
}

progress::ChangeTally Parking::load(const std::string &subscription)
{
    if (!m_on)
        return {};
    const auto parked = journal::countParked(m_target, subscription);
    for (const auto unit : parked.units)
        m_observer.setParked(unit, true);
    return parked.changes;
}

void Parking::park(Batch &batch, Change change, const stream::BlockPointer &block, const pgoutput::Relation &definition,
                   std::int64_t unit)
{
    if (m_described.insert(definition.oid).second) {
        const auto described = blockOf(pgoutput::composeRelation(definition));
        auto first = change;
        first.message = described->bytes;
        first.kind = ChangeKind::Definition;
        first.parkedFor = unit;
        batch.add(std::move(first), described);
    }
    change.parkedFor = unit;
    batch.add(std::move(change), block);
    m_observer.setParked(unit, true);
}

void Parking::makeDue(const units::UnitRegistry &registry, const journal::Progress &progress, const Made &made,
                      const StopToken &stop)
{
    for (const auto unit : m_observer.unparkable())
        make(unit, registry, progress, made, stop);
}

void Parking::make(std::int64_t unit, const units::UnitRegistry &registry, const journal::Progress &progress,
                   const Made &made, const StopToken &stop)
{
    RelationCache relations(m_target, m_byteTexts, m_definitions, nullptr, m_lenient); // as of then, whatever the stream describes now
    pgoutput::Decoder decoder;
    std::int64_t last = 0;       // seq of the last that was taken
    std::int64_t definitionSeq = 0; // of the definition that holds after it
    for (;;) {
        stop.throwIfStopped();
        Batch batch;
        progress::ChangeTally skipped;
        auto changes = journal::readParked(m_target, unit, last, chunkBytes);
        std::uint32_t relation = 0;
        for (auto &parked : changes) {
            const auto before = std::exchange(last, parked.seq);
            const auto &message = decoder.decode(parked.message);
            if (const auto *described = std::get_if<pgoutput::Relation>(&message)) {
                relations.announce(*described);
                definitionSeq = parked.seq;
                relation = described->oid;
                continue;
            }
            const auto owned = registry.soleRelation(unit);
            relation = owned ? owned->oid : relation;
            const auto verdict = m_observer.verdictForParked({parked.xid, parked.commit}, unit);
            if (verdict == units::Verdict::Hold)
                return;
            if (!owned || owned->stopped || verdict != units::Verdict::Apply) {
                ++skipped[relation];
                continue;
            }
            // It was parked when nobody else fed its target (rule 9).
            const auto kind = kindOf(message);
            if (kind == ChangeKind::Truncate && (owned->shared || registry.feeders(owned->target).size() > 1))
                throw CannotBeRepeated{*owned};
            auto &transactions = batch.transactions;
            if (transactions.empty() || transactions.back().xid != parked.xid || transactions.back().commit != parked.commit)
                transactions.push_back({parked.xid, parked.commit, parked.commit, 0, {}});
            const auto block = blockOf(std::move(parked.message)); // what was decoded may point nowhere from here on
            std::shared_ptr<TargetTable> table;
            try {
                table = relations.table(*owned, parked.xid);
            } catch (const ProblemError &error) {
                if (!definition::isOfDefinition(error.problem().code))
                    throw;
                m_committer.commitParked(batch, progress, journal::forgetParkedSql(unit, before, definitionSeq));
                made(batch, skipped);
                throw DefinitionDiffers{*owned, error.problem()};
            }
            batch.add({block->bytes, std::move(table), parked.lsn,
                             static_cast<std::uint32_t>(transactions.size() - 1), kind},
                            block);
        }
        const bool all = changes.empty();
        failpoint::reach("apply.unpark", [&stop] { return !stop.stopRequested(); });
        m_committer.commitParked(batch, progress,
                                 journal::forgetParkedSql(unit, last, all ? 0 : definitionSeq));
        made(batch, skipped);
        if (all)
            break;
    }
    m_observer.setParked(unit, false);
    if (const auto owned = registry.soleRelation(unit))
        m_described.erase(owned->oid);
}

} // namespace tidegate::apply
