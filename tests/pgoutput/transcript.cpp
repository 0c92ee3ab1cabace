// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "transcript.h"

#include <QByteArray>

#include <stdexcept>
#include <utility>
#include <variant>

namespace tidegate::pgoutput {

namespace {

/// 'text', or 9000*x for many times the same letter.
std::string quoted(std::string_view bytes)
{
    if (bytes.size() > 20 && bytes.find_first_not_of(bytes[0]) == std::string_view::npos)
        return std::to_string(bytes.size()) + "*" + bytes[0];
    return "'" + std::string(bytes) + "'";
}

std::string hex(std::string_view bytes)
{
    return "x" + QByteArray(bytes.data(), static_cast<qsizetype>(bytes.size())).toHex().toStdString();
}

std::string shown(Tuple tuple)
{
    std::string text;
    for (const Value &value : tuple) {
        text += ' ';
        switch (value.kind) {
        case ValueKind::Null: text += "null"; break;
        case ValueKind::UnchangedToast: text += "unchanged"; break;
        case ValueKind::Text: text += quoted(value.bytes); break;
        case ValueKind::Binary: text += hex(value.bytes); break;
        }
    }
    return text;
}

} // namespace

void Transcript::add(const Message &message)
{
    const auto text = std::visit([this](const auto &value) { return line(value); }, message);
    const auto *relation = std::get_if<Relation>(&message);
    const auto *type = std::get_if<Type>(&message);
    if ((relation || type) && std::exchange(m_described[relation ? relation->oid : type->oid], text) == text)
        return;
    if (text == "commit" && !m_lines.isEmpty() && m_lines.last() == QStringLiteral("begin"))
        m_lines.removeLast();
    else
        m_lines.append(QString::fromStdString(text));
}

QStringList Transcript::take()
{
    return std::exchange(m_lines, {});
}

const std::string &Transcript::nameOf(std::uint32_t relation) const
{
    const auto found = m_relations.find(relation);
    if (found == m_relations.end())
        throw std::runtime_error("a relation that was not described: " + std::to_string(relation));
    return found->second;
}

std::string Transcript::line(const Origin &origin) const
{
    return "origin " + std::string(origin.name) + " " + origin.commitLsn.toString();
}

std::string Transcript::line(const Relation &relation)
{
    m_relations[relation.oid] = relation.name;
    std::string text = "relation " + relation.schema + "." + relation.name + " ";
    text.append(1, relation.replicaIdentity).append(":");
    for (const Column &column : relation.columns) {
        const auto type = m_types.find(column.typeOid);
        text += column.key ? " *" : " ";
        text += column.name + " " + (type == m_types.end() ? std::to_string(column.typeOid) : type->second);
        if (column.typmod != -1)
            text += "(" + std::to_string(column.typmod) + ")";
    }
    return text;
}

std::string Transcript::line(const Type &type)
{
    m_types[type.oid] = type.name;
    return "type " + type.schema + "." + type.name;
}

std::string Transcript::line(const Insert &insert) const
{
    return "insert " + nameOf(insert.relation) + ":" + shown(insert.newTuple);
}

std::string Transcript::line(const Update &update) const
{
    const char *const names[] = {"", " key", " full"};
    const char *old = names[static_cast<int>(update.oldKind)];
    return "update " + nameOf(update.relation) + old + shown(update.oldTuple) + ":" + shown(update.newTuple);
}

std::string Transcript::line(const Delete &del) const
{
    const char *old = del.oldKind == OldKind::Key ? " key" : " full";
    return "delete " + nameOf(del.relation) + old + shown(del.oldTuple);
}

std::string Transcript::line(const Truncate &truncate) const
{
    std::string text = "truncate";
    for (const auto relation : truncate.relations)
        text += " " + nameOf(relation);
    return text + (truncate.cascade ? " cascade" : "") + (truncate.restartIdentity ? " restart" : "");
}

std::string Transcript::line(const LogicalMessage &message) const
{
    return (message.transactional ? "message " : "message at once ") + std::string(message.prefix) + ": "
        + hex(message.content);
}

QStringList lines(const char *text)
{
    QStringList result;
    const auto all = QString::fromUtf8(text).split(QLatin1Char('\n'));
    for (const auto &line : all) {
        if (const auto trimmed = line.trimmed(); !trimmed.isEmpty())
            result.append(trimmed);
    }
    return result;
}

} // namespace tidegate::pgoutput
