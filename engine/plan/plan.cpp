// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "plan/plan.h"

#include "base/problem.h"
#include "plan/json_object.h"

#include <QFile>
#include <QJsonDocument>
#include <QRegularExpression>
#include <QSaveFile>

#include <algorithm>
#include <iterator>

namespace tidegate::plan {

namespace {

QString text(const std::string &value)
{
    return QString::fromStdString(value);
}

QJsonObject relationJson(const RelationName &relation)
{
    return {{QStringLiteral("schema"), text(relation.schema)},
            {QStringLiteral("table"), text(relation.name)}};
}

QJsonObject tableJson(const SelectedTable &table)
{
    auto json = relationJson(table.source);
    if (table.target != table.source)
        json.insert(QStringLiteral("target"), relationJson(table.target));
    if (table.timeColumn)
        json.insert(QStringLiteral("timeColumn"), text(*table.timeColumn));
    if (table.chunkInterval)
        json.insert(QStringLiteral("chunkInterval"), text(*table.chunkInterval));
    return json;
}

struct KindName {
    StatementDecision::Kind kind;
    const char *name;
};
constexpr KindName kindNames[] = {{StatementDecision::Kind::Refuse, "refuse"},
                                  {StatementDecision::Kind::Run, "run"},
                                  {StatementDecision::Kind::Edit, "edit"}};

QJsonObject decisionJson(const StatementDecision &decision)
{
    QJsonObject json{{QStringLiteral("statement"), text(decision.statement)}};
    for (const auto &each : kindNames) {
        if (each.kind == decision.kind)
            json.insert(QStringLiteral("decision"), QLatin1StringView(each.name));
    }
    if (decision.kind == StatementDecision::Kind::Edit) {
        json.insert(QStringLiteral("original"), text(decision.original));
        json.insert(QStringLiteral("sql"), text(decision.sql));
    }
    return json;
}

StatementDecision readDecision(JsonObject &json)
{
    StatementDecision decision;
    decision.statement = json.text("statement");
    const auto name = json.text("decision");
    const auto *found = std::find_if(std::begin(kindNames), std::end(kindNames),
                                     [&name](const KindName &each) { return name == each.name; });
    if (found == std::end(kindNames))
        throw JsonError{json.path("decision") + " is none of refuse, run and edit"};
    decision.kind = found->kind;
    if (decision.kind == StatementDecision::Kind::Edit) {
        decision.original = json.text("original");
        decision.sql = json.text("sql");
    }
    return decision;
}

constexpr char waits[] = "wait";
constexpr char recopies[] = "recopy";

OnDefinitionChange readOnDefinitionChange(JsonObject &json)
{
    const auto word = json.text("onDefinitionChange");
    if (word != waits && word != recopies)
        throw JsonError{json.path("onDefinitionChange") + " is neither wait nor recopy"};
    return word == recopies ? OnDefinitionChange::Recopy : OnDefinitionChange::Wait;
}

/// Calls `read` for each element, as an object with its path.
template <typename Read>
void eachObject(JsonObject &parent, const char *name, Read read)
{
    if (!parent.has(name))
        return;
    const auto list = parent.array(name);
    for (qsizetype i = 0; i < list.size(); ++i) {
        const auto path = parent.path(std::string(name) + "[" + std::to_string(i) + "]");
        if (!list[i].isObject())
            throw JsonError{path + " is no object"};
        JsonObject object(list[i].toObject(), path);
        read(object);
        object.finish();
    }
}

SelectedTable readTable(JsonObject &json)
{
    SelectedTable table;
    table.source = json.relation();
    table.target = table.source;
    if (json.has("target")) {
        auto target = json.object("target");
        table.target = target.relation();
        target.finish();
    }
    if (json.has("timeColumn"))
        table.timeColumn = json.text("timeColumn");
    if (json.has("chunkInterval"))
        table.chunkInterval = json.text("chunkInterval");
    return table;
}

void addMap(TableMap &maps, const QJsonObject &map)
{
    try {
        maps.add(QJsonDocument(map).toJson(QJsonDocument::Compact).toStdString());
    } catch (const ProblemError &error) {
        throw JsonError{"tableMaps[" + std::to_string(maps.texts().size()) + "]: " + error.problem().arguments.back()};
    }
}

MigrationPlan read(JsonObject &json)
{
    const int version = json.integer("tidegatePlan", 1, 1'000'000);
    if (version != planVersion)
        throw JsonError{"it is of version " + std::to_string(version) + ", and this program reads version "
                        + std::to_string(planVersion)};
    MigrationPlan plan;
    plan.subscription = json.text("subscription");
    const auto publications = json.array("publications");
    for (const auto &publication : publications) {
        if (!publication.isString() || publication.toString().isEmpty())
            throw JsonError{"publications holds something that is no text"};
        plan.publications.push_back(publication.toString().toStdString());
    }
    if (json.has("copyData"))
        plan.copyData = json.boolean("copyData");
    if (json.has("tableSyncWorkers"))
        plan.tableSyncWorkers = json.integer("tableSyncWorkers", 1, 64);
    if (json.has("onDefinitionChange"))
        plan.onDefinitionChange = readOnDefinitionChange(json);
    if (json.has("tableMaps")) {
        for (const auto &map : json.array("tableMaps"))
            addMap(plan.tableMap, map.toObject());
    }
    eachObject(json, "tables", [&plan](JsonObject &table) { plan.tables.push_back(readTable(table)); });
    eachObject(json, "allowNonempty",
               [&plan](JsonObject &table) { plan.allowNonempty.push_back(table.relation()); });
    eachObject(json, "statements",
               [&plan](JsonObject &statement) { plan.statements.push_back(readDecision(statement)); });
    json.finish();
    return plan;
}

[[noreturn]] void unreadable(const std::string &path, const QString &why)
{
    throw ProblemError(Code::FileUnreadable, {path, why.toStdString()});
}

} // namespace

TableMap tableMapOf(const MigrationPlan &plan)
{
    TableMap map;
    for (const auto &table : plan.tables) {
        if (plan.tableMap.target(table.source) != table.target)
            map.add(exactMap(table.source, table.target));
    }
    for (const auto &text : plan.tableMap.texts())
        map.add(text);
    return map;
}

std::string planToJson(const MigrationPlan &plan)
{
    QJsonArray publications;
    for (const auto &publication : plan.publications)
        publications.append(text(publication));
    QJsonArray maps;
    for (const auto &map : plan.tableMap.texts())
        maps.append(QJsonDocument::fromJson(QByteArray::fromStdString(map)).object());
    QJsonArray tables;
    for (const auto &table : plan.tables)
        tables.append(tableJson(table));
    QJsonArray allowed;
    for (const auto &table : plan.allowNonempty)
        allowed.append(relationJson(table));
    QJsonArray statements;
    for (const auto &decision : plan.statements)
        statements.append(decisionJson(decision));
    const bool recopy = plan.onDefinitionChange == OnDefinitionChange::Recopy;
    const QJsonObject json{{QStringLiteral("tidegatePlan"), planVersion},
                           {QStringLiteral("subscription"), text(plan.subscription)},
                           {QStringLiteral("publications"), publications},
                           {QStringLiteral("copyData"), plan.copyData},
                           {QStringLiteral("tableSyncWorkers"), plan.tableSyncWorkers},
                           {QStringLiteral("onDefinitionChange"), QLatin1StringView(recopy ? recopies : waits)},
                           {QStringLiteral("tableMaps"), maps},
                           {QStringLiteral("tables"), tables},
                           {QStringLiteral("allowNonempty"), allowed},
                           {QStringLiteral("statements"), statements}};
    return QJsonDocument(json).toJson().toStdString();
}

MigrationPlan parsePlan(std::string_view json)
{
    try {
        auto object = JsonObject::parse(json);
        return read(object);
    } catch (const JsonError &error) {
        throw ProblemError(Code::BadPlan, {error.why});
    }
}

void savePlan(const MigrationPlan &plan, const std::string &path)
{
    QSaveFile file(text(path));
    const auto json = QByteArray::fromStdString(planToJson(plan));
    if (!file.open(QIODevice::WriteOnly) || file.write(json) != json.size() || !file.commit())
        unreadable(path, file.errorString());
}

MigrationPlan loadPlan(const std::string &path)
{
    QFile file(text(path));
    if (!file.open(QIODevice::ReadOnly))
        unreadable(path, file.errorString());
    return parsePlan(file.readAll().toStdString());
}

} // namespace tidegate::plan
