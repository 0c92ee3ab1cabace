// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "pages/sync/table_changes.h"

#include "frame/workspace.h"
#include "pages/sync/membership_dialog.h"
#include "pages/sync/target_dialog.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

#include <algorithm>

namespace tidegate::pages {

namespace {

auto is(const RelationName &name)
{
    return [&name](const plan::SelectedTable &table) { return table.source == name; };
}

} // namespace

TableChanges::TableChanges(const frame::PageContext &context, QWidget *asking)
    : QObject(asking), m_context(context), m_asking(asking)
{
}

void TableChanges::post(const std::string &verb, const std::vector<std::string> &maps, const std::vector<RelationName> &tables)
{
    QJsonObject arguments;
    const auto put = [&arguments](const QString &name, const QJsonArray &values) {
        if (!values.isEmpty())
            arguments.insert(name, values);
    };
    QJsonArray texts;
    for (const auto &map : maps)
        texts.append(QString::fromStdString(map));
    put(QStringLiteral("table-map"), texts);
    QJsonArray names;
    for (const auto &table : tables)
        names.append(QString::fromStdString(table.display()));
    put(QStringLiteral("tables"), names);
    m_context.workspace.run().post(verb, QJsonDocument(arguments).toJson(QJsonDocument::Compact).toStdString());
}

void TableChanges::changeMembership()
{
    auto *dialog = new MembershipDialog(m_context, m_asking);
    connect(dialog, &MembershipDialog::changed, this, &TableChanges::membershipChanged);
    dialog->open();
}

void TableChanges::membershipChanged(const std::vector<RelationName> &added, const std::vector<RelationName> &removed)
{
    if (!m_context.workspace.planIsInWork()) {
        post("refresh-publication", {}); // by the engine's own table map
        return;
    }
    auto plan = m_context.workspace.plan().value();
    for (const auto &name : removed)
        plan.tables.erase(std::remove_if(plan.tables.begin(), plan.tables.end(), is(name)), plan.tables.end());
    for (const auto &name : added) {
        if (std::none_of(plan.tables.begin(), plan.tables.end(), is(name)))
            plan.tables.push_back({name, plan.tableMap.target(name), {}, {}});
    }
    m_context.workspace.plan().set(plan);
    post("refresh-publication", plan::tableMapOf(plan).texts());
}

void TableChanges::changeTarget(const progress::TableProgress &table)
{
    auto *dialog = new TargetDialog(m_context, table, m_asking);
    connect(dialog, &TargetDialog::chosen, this, &TableChanges::targetChosen);
    dialog->open();
}

void TableChanges::targetChosen(const RelationName &source, const RelationName &target)
{
    m_asked[source] = target;
    post("resync", {plan::exactMap(source, target)}, {source});
}

void TableChanges::take(const progress::ProgressSnapshot &snapshot)
{
    if (m_asked.empty())
        return;
    for (const auto &table : snapshot.tables) {
        const auto asked = m_asked.find(table.source);
        if (asked == m_asked.end() || table.target != asked->second)
            continue;
        m_asked.erase(asked);
        if (!m_context.workspace.planIsInWork())
            continue;
        auto plan = m_context.workspace.plan().value();
        const auto chosen = std::find_if(plan.tables.begin(), plan.tables.end(), is(table.source));
        if (chosen != plan.tables.end())
            chosen->target = table.target;
        else if (plan.tables.empty()) // all that is published
            plan.tableMap = plan.tableMap.with({{table.source, table.target}});
        else
            plan.tables.push_back({table.source, table.target, {}, {}});
        m_context.workspace.plan().set(plan);
    }
}

} // namespace tidegate::pages
