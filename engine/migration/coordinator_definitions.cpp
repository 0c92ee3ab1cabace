// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

// Tables that were set aside by choice, since their definition has changed: copied again once the target fits.

#include "migration/coordinator.h"

#include "catalog/relation_reader.h"
#include "definition/comparison.h"
#include "definition/problem.h"
#include "definition/user_types.h"
#include "journal/definition_rows.h"
#include "migration/copy_forecast.h"
#include "phrases/phrases.h"
#include "postgres/error.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

#include <algorithm>

namespace tidegate::migration {

namespace {

constexpr auto lookInterval = std::chrono::seconds(3);

/// Could this table be copied now, as it is published, into its target as that is?
bool fits(postgres::Connection &source, postgres::Connection &target, const journal::RelationRow &row,
          const catalog::PublishedTable &published, const definition::Known *known)
{
    const auto now = definition::read(source, row.oid);
    const auto targets = definition::read(target, std::vector{row.target});
    if (!now || targets.empty())
        return false;
    auto seen = *now;
    const auto &list = published.columns;
    std::erase_if(seen.columns, [&](const auto &column) {
        return column.generated || (!list.empty() && std::count(list.begin(), list.end(), column.name) == 0);
    });
    return definition::compare({seen, known, &*now, targets.begin()->second, definition::Rows::None}).agrees()
        && !definition::typesProblem(source, target, row.oid, row.source, known);
}

std::string setAsideArguments(const std::string &table, const Problem &problem)
{
    const QJsonObject object{{QStringLiteral("table"), QString::fromStdString(table)},
                             {QStringLiteral("why"), QString::fromStdString(phrases::coded(problem))}};
    return QJsonDocument(object).toJson(QJsonDocument::Compact).toStdString();
}

} // namespace

void Coordinator::copyFailed(const Problem &problem, const std::string &table)
{
    Event event;
    event.kind = Event::Kind::Problem;
    event.table = table;
    event.problem = explained(problem);
    tell(event);
    if (definition::isOfDefinition(problem.code) && !problem.retryable)
        enqueue({setAsideVerb, setAsideArguments(table, problem), {}});
}

void Coordinator::setAside(const std::string &table, const std::string &why)
{
    const auto relations = m_shared.registry.relations();
    const auto found = std::find_if(relations.begin(), relations.end(),
                                    [&](const auto &relation) { return relation.source.display() == table; });
    if (found == relations.end() || found->stopped)
        return;
    const auto unit = m_shared.registry.unit(found->unit);
    if (!m_options.copyAgainWhenRedefined && (!unit || unit->relations.size() < 2))
        return; // it holds up nobody
    endSession(); // its open transaction holds the fence; the next one finds the table stopped, or in its own unit
    m_retryAt = Clock::now();
    journal::FencedTransaction transaction(*m_fence, *m_control.target);
    if (m_options.copyAgainWhenRedefined)
        journal::stopToCopyAgain(*m_control.target, *m_fence, found->oid, why);
    else
        journal::splitOut(*m_control.target, *m_fence, found->oid);
    transaction.commit();
    if (m_options.copyAgainWhenRedefined)
        m_shared.registry.markStopped(found->oid);
}

std::string Coordinator::forecast(std::vector<journal::RelationRow> tables, const std::vector<std::uint32_t> &oids) const
{
    std::erase_if(tables, [&](const auto &table) { return std::count(oids.begin(), oids.end(), table.oid) == 0; });
    return copyForecast(tables, m_shared.counters->pace().bytesPerSecond());
}

void Coordinator::copyChangedAgain()
{
    m_nextDefinitionLook = Clock::now() + lookInterval;
    if (!m_options.copyAgainWhenRedefined)
        return;
    const auto oids = journal::readCopyAgain(*m_control.target, m_fence->subscription());
    if (oids.empty())
        return;
    const auto all = journal::readUnits(*m_control.target, m_fence->subscription()).relations;
    for (const auto &row : all) {
        if (std::count(oids.begin(), oids.end(), row.oid) > 0 && m_toldAside.insert(row.oid).second)
            tellAside(row, forecast(all, {row.oid}));
    }
    const auto known = definition::readKnown(*m_control.target, m_fence->subscription(), oids);
    std::vector<std::string> ready;
    try {
        const postgres::Transaction look(*m_control.source, catalog::beginBriefLook);
        for (const auto &table : catalog::RelationReader(*m_control.source).publishedTables(m_control.record.publications)) {
            const auto row = std::find_if(all.begin(), all.end(), [&](const auto &each) { return each.oid == table.oid; });
            if (row == all.end() || std::count(oids.begin(), oids.end(), table.oid) == 0 || m_notCopiedAgain.count(table.oid) > 0)
                continue;
            const auto before = known.find(table.oid);
            if (fits(*m_control.source, *m_control.target, *row, table, before == known.end() ? nullptr : &before->second))
                ready.push_back(table.name.display());
        }
    } catch (const postgres::SqlError &error) {
        if (!error.is(postgres::sqlstate::lockNotAvailable))
            throw;
        return;
    }
    for (const auto &name : ready)
        copyAgain(name);
}

void Coordinator::tellAside(const journal::RelationRow &row, const std::string &takes)
{
    Event event;
    event.kind = Event::Kind::Problem;
    event.table = row.source.display();
    event.problem = Problem{Code::TableStopped, {row.source.display(), row.lastError}, {}, {}, {}, false};
    tell(event);
    tell({Event::Kind::TablesAdded, row.source.display(), "is copied again as soon as its target fits: " + takes, {}, {}});
}

void Coordinator::copyAgain(const std::string &table)
{
    try {
        const QJsonObject arguments{{QStringLiteral("tables"), QJsonArray{QString::fromStdString(table)}}};
        const auto answer = resync(QJsonDocument(arguments).toJson(QJsonDocument::Compact).toStdString(), std::nullopt);
        m_toldAside.clear();
        tell({Event::Kind::TablesAdded, table, answer ? answer->text : "is copied again", {}, {}});
    } catch (const postgres::ConnectionLostError &) {
        throw;
    } catch (const ProblemError &error) {
        if (error.problem().code == Code::TakenOver)
            throw;
        if (error.problem().sqlstate == postgres::sqlstate::lockNotAvailable)
            return; // at the next look
        // What stands in the way stays: it is told once, and left to whoever reads it.
        for (const auto &relation : m_shared.registry.relations()) {
            if (relation.source.display() == table)
                m_notCopiedAgain.insert(relation.oid);
        }
        refusal(error);
    }
}

} // namespace tidegate::migration
