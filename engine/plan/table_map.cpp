// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "plan/table_map.h"

#include "base/problem.h"
#include "plan/json_object.h"

#include <QJsonDocument>
#include <QJsonObject>
#include <QRegularExpression>

#include <string_view>
#include <utility>

namespace tidegate::plan {

namespace {

bool isWord(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

/// What the expression matches if that is one name alone, as escape() writes it and people do who think of no expression.
std::optional<std::string> nameOf(const std::string &expression)
{
    std::string name;
    for (std::size_t i = 0; i < expression.size(); ++i) {
        auto c = expression[i];
        if (c == '\\') {
            if (++i == expression.size() || isWord(expression[i]))
                return std::nullopt;
            c = expression[i];
        } else if (std::string_view("^$.|?*+()[]{}").find(c) != std::string_view::npos) {
            return std::nullopt;
        }
        name += c;
    }
    return name;
}

QJsonObject named(const RelationName &relation)
{
    return {{QStringLiteral("schema"), QString::fromStdString(relation.schema)}, {QStringLiteral("table"), QString::fromStdString(relation.name)}};
}

} // namespace

std::string exactMap(const RelationName &source, const RelationName &target)
{
    auto from = source;
    from.name = QRegularExpression::escape(QString::fromStdString(source.name)).toStdString();
    const QJsonObject map{{QStringLiteral("source"), named(from)}, {QStringLiteral("target"), named(target)}};
    return QJsonDocument(map).toJson(QJsonDocument::Compact).toStdString();
}

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
    if (const auto name = nameOf(sourceTable); name && !name->empty()) {
        rule.exact = RelationName{rule.sourceSchema, *name};
        m_exact.emplace(*rule.exact, m_rules.size());
    } else if (!sourceTable.empty()) {
        QRegularExpression expression(
            QRegularExpression::anchoredPattern(QString::fromStdString(sourceTable)),
            QRegularExpression::UseUnicodePropertiesOption);
        if (!expression.isValid())
            fail("source.table is no regular expression: " + expression.errorString().toStdString());
        rule.sourceTable = std::make_shared<const Pattern>(Pattern{std::move(expression)});
    }
    if (!rule.exact)
        m_patterns.push_back(m_rules.size());
    m_rules.push_back(std::move(rule));
    m_texts.push_back(json);
}

RelationName TableMap::targetOf(const Rule &rule, const RelationName &source)
{
    return {rule.targetSchema.empty() ? source.schema : rule.targetSchema, rule.targetTable.empty() ? source.name : rule.targetTable};
}

const TableMap::Rule *TableMap::ruleFor(const RelationName &source) const
{
    const auto exact = m_exact.find(source);
    const auto name = QString::fromStdString(source.name);
    for (const auto i : m_patterns) {
        const auto &rule = m_rules[i];
        if (exact != m_exact.end() && exact->second < i)
            break;
        if (rule.sourceSchema != source.schema)
            continue;
        if (rule.sourceTable) {
            const auto match = rule.sourceTable->expression.match(name);
            if (!match.isValid())
                throw ProblemError(Code::BadTableMap, {m_texts[i], "too many steps for " + source.display()});
            if (!match.hasMatch())
                continue;
        }
        return &rule;
    }
    return exact == m_exact.end() ? nullptr : &m_rules[exact->second];
}

RelationName TableMap::target(const RelationName &source) const
{
    const auto *rule = ruleFor(source);
    return rule ? targetOf(*rule, source) : source;
}

bool TableMap::namesTargetOf(const RelationName &source) const
{
    const auto *rule = ruleFor(source);
    return rule && (rule->exact || !rule->targetTable.empty());
}

TableMap TableMap::with(const std::map<RelationName, RelationName> &targets) const
{
    TableMap all;
    for (const auto &[source, target] : targets)
        all.add(exactMap(source, target));
    for (std::size_t i = 0; i < m_texts.size(); ++i) {
        if (!m_rules[i].exact || targets.count(*m_rules[i].exact) == 0)
            all.add(m_texts[i]);
    }
    return all;
}

TableMap TableMap::without(const std::set<std::pair<RelationName, RelationName>> &targets) const
{
    TableMap others;
    for (std::size_t i = 0; i < m_rules.size(); ++i) {
        const auto &rule = m_rules[i];
        if (!rule.exact || targets.count({*rule.exact, targetOf(rule, *rule.exact)}) == 0)
            others.add(m_texts[i]);
    }
    return others;
}

const RelationName &SentTable::nameIn(const TableMap &map) const
{
    return root && name != target && map.target(name) == name && map.target(*root) == target ? *root : name;
}

bool SentTable::sentBy(const TableMap &map) const
{
    return map.target(nameIn(map)) == target;
}

TableMap sending(const TableMap &map, const std::vector<SentTable> &tables, const TableMap &before)
{
    std::map<RelationName, RelationName> wanted;
    for (const auto &table : tables) {
        if (!table.sentBy(map))
            wanted.emplace(table.nameIn(before), table.target);
    }
    if (wanted.empty())
        return map;
    std::set<RelationName> own; // something names it itself, or what it was asked by is another one's name
    for (;;) {
        auto made = map.with(wanted);
        const auto had = own.size();
        for (const auto &table : tables) {
            if (!table.sentBy(made) && own.insert(table.name).second)
                wanted.insert_or_assign(table.name, table.target);
        }
        if (own.size() == had)
            return made;
    }
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
        const auto all = QJsonDocument::fromJson(QByteArray::fromStdString(map)).object();
        return QJsonDocument(all[QStringLiteral("source")].toObject()).toJson(QJsonDocument::Compact);
    };
    auto all = first;
    std::set<QByteArray> sources;
    for (const auto &map : first)
        sources.insert(sourceOf(map));
    for (const auto &map : others) {
        if (sources.count(sourceOf(map)) == 0)
            all.push_back(map);
    }
    return all;
}

} // namespace tidegate::plan
