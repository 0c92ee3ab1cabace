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

struct Fit {
    bool fits = false;
    std::string statements; ///< else: what has to be run on the target, as far as is known
    std::string why;        ///< phrases::coded()
};

/// Could this table be copied now, as it is published, into its target as that is?
Fit fit(postgres::Connection &source, postgres::Connection &target, const journal::RelationRow &row,
        const catalog::PublishedTable &published, const definition::Known *known)
{
    const auto now = definition::read(source, row.oid);
    const auto targets = definition::read(target, std::vector{row.target});
    if (!now || targets.empty())
        return {};
    auto comparison =
        definition::compare({definition::sent(*now, published.columns), known, &*now, targets.begin()->second, definition::Rows::None});
    auto differs = definition::typesProblem(source, target, row.oid, row.source, known);
    if (!comparison.agrees()) {
        definition::addTypes(comparison, source, target);
        differs = definition::problem(row.source, comparison);
    }
    if (!differs)
        return {true, {}, {}};
    return {false, differs->arguments.back(), phrases::coded(*differs)};
}

/// As far as can be seen: what the journal has is cut and redacted, and tells it in other words where rows were copied before.
bool isSaid(const Fit &found, const std::string &lastError)
{
    return found.statements.empty() ? lastError == found.why : lastError.find(found.statements) != std::string::npos;
}

std::string setAsideArguments(std::uint32_t table, const Problem &problem, bool stop)
{
    const QJsonObject object{{QStringLiteral("table"), static_cast<double>(table)},
                             {QStringLiteral("why"), QString::fromStdString(phrases::coded(problem))},
                             {QStringLiteral("stop"), stop}};
    return QJsonDocument(object).toJson(QJsonDocument::Compact).toStdString();
}

} // namespace

void Coordinator::copyFailed(const Problem &problem, const copy::Concerned &concerned)
{
    Event event;
    event.kind = Event::Kind::Problem;
    event.table = concerned.table;
    event.problem = explained(problem);
    tell(event);
    if (concerned.oid == 0 || !copy::holdsUpOthers(problem))
        return;
    // By choice, and if it can be copied once its target fits.
    const bool stop = m_options.copyAgainWhenRedefined && definition::isOfDefinition(problem.code);
    enqueue({setAsideVerb, setAsideArguments(concerned.oid, problem, stop), {}});
}

void Coordinator::setAside(std::uint32_t table, const std::string &why, bool stop)
{
    const auto owned = m_shared.registry.owner(table);
    if (!owned || owned->stopped)
        return;
    const auto unit = m_shared.registry.unit(owned->unit);
    if (!stop && (!unit || unit->relations.size() < 2))
        return; // it holds up nobody
    endSession(); // its open transaction holds the fence; the next one finds the table stopped, or in its own unit
    m_retryAt = Clock::now();
    journal::FencedTransaction transaction(*m_fence, *m_control.target);
    if (stop)
        journal::stopToCopyAgain(*m_control.target, *m_fence, table, why);
    else
        journal::splitOut(*m_control.target, *m_fence, table);
    transaction.commit();
    if (stop)
        m_shared.registry.markStopped(table);
}

std::string Coordinator::forecast(std::vector<journal::RelationRow> tables, const std::vector<std::uint32_t> &oids) const
{
    std::erase_if(tables, [&](const auto &table) { return std::count(oids.begin(), oids.end(), table.oid) == 0; });
    return copyForecast(tables, copierPace());
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
        if (std::count(oids.begin(), oids.end(), row.oid) > 0 && m_toldAside.try_emplace(row.oid).second)
            tellAside(row, forecast(all, {row.oid}));
    }
    const auto known = definition::readKnown(*m_control.target, m_fence->subscription(), oids);
    std::vector<journal::RelationRow> ready;
    std::map<std::uint32_t, std::string> changedAgain;
    try {
        const postgres::Transaction look(*m_control.source, catalog::beginBriefLook);
        for (const auto &table : catalog::RelationReader(*m_control.source).publishedTables(m_control.record.publications)) {
            const auto row = std::find_if(all.begin(), all.end(), [&](const auto &each) { return each.oid == table.oid; });
            if (row == all.end() || std::count(oids.begin(), oids.end(), table.oid) == 0 || m_notCopiedAgain.count(table.oid) > 0)
                continue;
            const auto remembered = known.find(table.oid);
            auto found = fit(*m_control.source, *m_control.target, *row, table, remembered == known.end() ? nullptr : &remembered->second);
            auto &before = m_toldAside[table.oid];
            if (found.fits)
                ready.push_back(*row);
            else if (found.why.empty())
                continue; // one of the two tables is not there
            else if (before.empty() ? isSaid(found, row->lastError) : before == found.why)
                before = found.why;
            else
                changedAgain.emplace(table.oid, std::move(found.why));
        }
    } catch (const postgres::SqlError &error) {
        if (!error.is(postgres::sqlstate::lockNotAvailable))
            throw;
        return;
    }
    // What was said may be done already, and not be enough any more.
    if (!changedAgain.empty())
        sayAnew(all, changedAgain);
    for (const auto &table : ready)
        copyAgain(table);
}

void Coordinator::sayAnew(const std::vector<journal::RelationRow> &all, const std::map<std::uint32_t, std::string> &whys)
{
    try {
        // A large transaction of the consumer holds the fence until it ends: the next look finds the same.
        postgres::Transaction transaction(*m_control.target, "BEGIN; SET LOCAL lock_timeout = '500ms'");
        m_fence->check(m_control.target->exec(m_fence->lockSql()));
        journal::stopRelations(*m_control.target, *m_fence, whys);
        transaction.commit();
    } catch (const postgres::SqlError &error) {
        if (!error.is(postgres::sqlstate::lockNotAvailable))
            throw;
        return;
    }
    for (auto row : all) {
        const auto why = whys.find(row.oid);
        if (why == whys.end())
            continue;
        row.lastError = why->second;
        m_toldAside[row.oid] = why->second;
        tellAside(row, forecast(all, {row.oid}));
    }
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

void Coordinator::copyAgain(const journal::RelationRow &table)
{
    try {
        const QJsonObject arguments{{QStringLiteral("oids"), QJsonArray{static_cast<double>(table.oid)}}};
        const auto answer = resync(QJsonDocument(arguments).toJson(QJsonDocument::Compact).toStdString(), std::nullopt);
        tell({Event::Kind::TablesAdded, table.source.display(), answer ? answer->text : "is copied again", {}, {}});
    } catch (const postgres::ConnectionLostError &) {
        throw;
    } catch (const ProblemError &error) {
        if (error.problem().code == Code::TakenOver)
            throw;
        if (error.problem().sqlstate == postgres::sqlstate::lockNotAvailable || error.problem().code == Code::PublicationMissing)
            return; // at the next look
        // What stands in the way stays: it is told once, and left to whoever reads it.
        m_notCopiedAgain.insert(table.oid);
        refusal(error);
    }
}

} // namespace tidegate::migration
