// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "migration_place.h"

#include "journal/schema.h"
#include "journal/subscription.h"

#include <algorithm>
#include <stdexcept>

namespace tidegate::test {

namespace {

RelationName parsedName(const std::string &text)
{
    const auto dot = text.find('.');
    return dot == std::string::npos ? RelationName{"public", text}
                                    : RelationName{text.substr(0, dot), text.substr(dot + 1)};
}

} // namespace

MigrationPlace::MigrationPlace(support::Cluster &source, support::Cluster &target,
                               const std::string &database)
    : m_source(source), m_target(target), m_database(database)
{
    m_source.createDatabase(database);
    m_target.createDatabase(database);
    postgres::SessionOptions options;
    options.server = "target";
    options.applicationName = "test";
    m_journal = std::make_unique<postgres::Connection>(
        postgres::ConnectionParameters::parse(m_target.conninfo(database)), options, StopToken());
    journal::ensure(*m_journal);
    m_fence = journal::takeFence(*m_journal, "sub");
    journal::SlotRecord record;
    record.sourceSystem = "1";
    record.sourceDatabase = database;
    journal::createSlotRecord(*m_journal, m_fence, record);
}

void MigrationPlace::both(const std::string &sql)
{
    source(sql);
    target(sql);
}

std::int64_t MigrationPlace::addUnit(const std::vector<Table> &tables, const std::string &kind, int slices)
{
    std::vector<journal::RelationRow> rows;
    for (const auto &table : tables) {
        journal::RelationRow row;
        row.source = parsedName(table.name);
        row.target = parsedName(table.target.empty() ? table.name : table.target);
        row.shared = table.shared;
        auto session = m_source.session(m_database);
        const auto oid =
            session.exec("SELECT c.oid FROM pg_class c JOIN pg_namespace n ON n.oid = relnamespace"
                         " WHERE nspname = $1 AND relname = $2",
                         {row.source.schema, row.source.name});
        row.oid = static_cast<std::uint32_t>(std::stoul(*oid.at(0).at(0)));
        rows.push_back(row);
        m_tables.push_back(table);
    }
    journal::UnitRow unit;
    unit.kind = kind;
    unit.slices = slices;
    unit.admitted = true;
    m_fence.begin(*m_journal);
    const auto id = journal::insertUnit(*m_journal, m_fence, unit, rows);
    m_journal->commit();
    return id;
}

void MigrationPlace::publish(const std::vector<std::string> &names)
{
    publications = names;
    journal::recordPublications(*m_journal, m_fence, names, {});
}

void MigrationPlace::takeOver()
{
    m_fence = journal::takeFence(*m_journal, "sub");
}

journal::UnitRow MigrationPlace::unitRow(std::int64_t unit)
{
    for (auto &row : journal::readUnitStates(*m_journal, "sub")) {
        if (row.id == unit)
            return row;
    }
    throw std::runtime_error("no such unit");
}

copy::CopyResult MigrationPlace::copyUnit(std::int64_t unitId, const StopToken &stop)
{
    auto context = this->context();
    context.counters = std::make_shared<progress::Counters>();
    auto shared = std::make_shared<copy::SharedByCopiers>();
    shared->freeHelpers = 4;
    copy::UnitCopier copier(std::make_shared<const copy::CopyContext>(context), shared, stop);
    return copier.copy(unit(unitId), relations(unitId), journal::randomToken(24));
}

units::Unit MigrationPlace::unit(std::int64_t id)
{
    for (auto &candidate : unitsOf(journal::readUnits(*m_journal, "sub"))) {
        if (candidate.id == id)
            return candidate;
    }
    throw std::runtime_error("no such unit");
}

std::vector<units::OwnedRelation> MigrationPlace::relations(std::int64_t unit)
{
    auto relations = relationsOf(journal::readUnits(*m_journal, "sub"), unit);
    for (auto &relation : relations) {
        for (const auto &table : m_tables) {
            if (parsedName(table.name) == relation.source)
                relation.rowFilter = table.rowFilter;
        }
    }
    return relations;
}

copy::CopyContext MigrationPlace::context() const
{
    copy::CopyContext context;
    context.fence = m_fence;
    context.source = postgres::ConnectionParameters::parse(sourceConninfo());
    context.target =
        postgres::ConnectionParameters::parse(targetThrough.empty() ? targetConninfo() : targetThrough);
    context.publications = publications;
    return context;
}

std::vector<units::Unit> unitsOf(const journal::UnitsOfSubscription &rows)
{
    std::vector<units::Unit> units;
    for (const auto &row : rows.units) {
        units::Unit unit;
        unit.id = row.id;
        unit.state = units::UnitState{row.state};
        unit.sliced = row.kind == "sliced";
        unit.slices = row.slices;
        unit.admitted = row.admitted;
        for (const auto &relation : rows.relations) {
            if (relation.unit == row.id)
                unit.relations.push_back(relation.oid);
        }
        units.push_back(unit);
    }
    return units;
}

std::vector<units::OwnedRelation> relationsOf(const journal::UnitsOfSubscription &rows, std::int64_t unit)
{
    std::vector<units::OwnedRelation> relations;
    for (const auto &row : rows.relations) {
        if (unit != 0 && row.unit != unit)
            continue;
        units::OwnedRelation relation;
        relation.oid = row.oid;
        relation.source = row.source;
        relation.target = row.target;
        relation.unit = row.unit;
        relation.shared = row.shared;
        relation.stopped = row.stopped;
        relations.push_back(relation);
    }
    return relations;
}

} // namespace tidegate::test
