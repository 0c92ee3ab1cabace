// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "plan/table_map.h"

#include "base/problem.h"
#include "plan/json_object.h"

#include <QJsonDocument>
#include <QJsonObject>
#include <QRegularExpression>

#include <algorithm>

namespace tidegate::plan {

struct TableMap::Pattern {
    QRegularExpression expression;
};

void TableMap::add(const std::string &json)
{
    const auto fail = [&json](const std::string &why) { throw ProblemError(Code::BadTableMap, {json, why}); };
    Rule rule;
    std::string sourceTable;
    try {
        JsonObject map = JsonObject::parse(json);
        JsonObject source = map.object("source");
        JsonObject target = map.object("target");
        map.finish();
        rule.sourceSchema = source.text("schema");
        sourceTable = source.textOr("table", {});
        source.finish();
        rule.targetSchema = target.textOr("schema", {});
        rule.targetTable = target.textOr("table", {});
        target.finish();
    } catch (const JsonError &error) {
        fail(error.why);
    }
    if (rule.targetSchema.empty() && rule.targetTable.empty())
        fail("target names neither a schema nor a table");
    if (sourceTable.empty() && !rule.targetTable.empty())
        fail("target.table needs source.table (\".*\" merges all tables of the schema into one)");
    if (!sourceTable.empty()) {
        QRegularExpression expression(
            QRegularExpression::anchoredPattern(QString::fromStdString(sourceTable)),
            QRegularExpression::UseUnicodePropertiesOption);
        if (!expression.isValid())
            fail("source.table is no regular expression: " + expression.errorString().toStdString());
        rule.sourceTable = std::make_shared<const Pattern>(Pattern{std::move(expression)});
    }
    m_rules.push_back(std::move(rule));
    m_texts.push_back(json);
}

RelationName TableMap::target(const RelationName &source) const
{
    for (std::size_t i = 0; i < m_rules.size(); ++i) {
        const auto &rule = m_rules[i];
        if (rule.sourceSchema != source.schema)
            continue;
        if (rule.sourceTable) {
            const auto match = rule.sourceTable->expression.match(QString::fromStdString(source.name));
            if (!match.isValid())
                throw ProblemError(Code::BadTableMap, {m_texts[i], "too many steps for " + source.display()});
            if (!match.hasMatch())
                continue;
        }
        return {rule.targetSchema.empty() ? source.schema : rule.targetSchema,
                rule.targetTable.empty() ? source.name : rule.targetTable};
    }
    return source;
}

TableMap tableMapOf(const std::vector<std::string> &texts)
{
    TableMap map;
    for (const auto &text : texts)
        map.add(text);
    return map;
}

std::vector<std::string> inFront(const std::vector<std::string> &first, const std::vector<std::string> &others)
{
    const auto sourceOf = [](const std::string &map) {
        return QJsonDocument::fromJson(QByteArray::fromStdString(map)).object()[QStringLiteral("source")].toObject();
    };
    auto all = first;
    for (const auto &map : others) {
        const auto source = sourceOf(map);
        if (std::none_of(first.begin(), first.end(), [&](const auto &each) { return sourceOf(each) == source; }))
            all.push_back(map);
    }
    return all;
}

} // namespace tidegate::plan
