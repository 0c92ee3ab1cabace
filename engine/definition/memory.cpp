// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "definition/memory.h"

#include "journal/definition_rows.h"
#include "postgres/json.h"

#include <QJsonDocument>
#include <QJsonObject>

#include <algorithm>

namespace tidegate::definition {

namespace {

/// The target's encoding may have no such character: one is a byte of a name, whatever that is in the name's own encoding.
std::string inAscii(const QByteArray &json)
{
    std::string text;
    for (const auto character : QString::fromUtf8(json)) {
        const auto code = character.unicode();
        if (code < 0x80)
            text += static_cast<char>(code);
        else
            text += QStringLiteral("\\u%1").arg(code, 4, 16, QLatin1Char('0')).toStdString();
    }
    return text;
}

/// Names that were written before they were written byte by byte are there as they are.
bool isAscii(const std::string &json)
{
    return std::all_of(json.begin(), json.end(), [](char character) { return static_cast<unsigned char>(character) < 0x80; });
}

} // namespace

std::string Known::toText() const
{
    QJsonArray list;
    for (const auto &column : columns)
        list.append(QJsonArray{column.number, postgres::carried(column.name), static_cast<double>(column.typeOid), column.typmod,
                               postgres::carried(column.type), column.there, QString::fromStdString(column.version),
                               column.older});
    QJsonObject object{{QStringLiteral("target"), static_cast<double>(target)},
                       {QStringLiteral("identity"), QString(QLatin1Char(replicaIdentity))},
                       {QStringLiteral("last"), lastNumber},
                       {QStringLiteral("file"), QString::fromStdString(file)},
                       {QStringLiteral("columns"), list}};
    QJsonArray ofEnums;
    for (const auto &label : labels)
        ofEnums.append(QJsonArray{static_cast<double>(label.number), postgres::carried(label.name), static_cast<double>(label.there)});
    if (!labels.empty())
        object.insert(QStringLiteral("labels"), ofEnums);
    return inAscii(QJsonDocument(object).toJson(QJsonDocument::Compact));
}

std::optional<Known> Known::fromText(const std::string &json)
{
    const auto document = QJsonDocument::fromJson(QByteArray::fromStdString(json));
    if (!document.isObject())
        return std::nullopt;
    const auto name = isAscii(json) ? &postgres::bytes : +[](const QJsonValue &value) { return value.toString().toStdString(); };
    const auto object = document.object();
    Known known;
    known.target = static_cast<std::uint32_t>(object[QStringLiteral("target")].toDouble());
    const auto identity = object[QStringLiteral("identity")].toString();
    known.replicaIdentity = identity.isEmpty() ? 'd' : identity.at(0).toLatin1();
    known.lastNumber = object[QStringLiteral("last")].toInt();
    known.file = object[QStringLiteral("file")].toString().toStdString();
    for (const auto &each : object[QStringLiteral("columns")].toArray()) {
        const auto fields = each.toArray();
        known.columns.push_back({fields[0].toInt(), name(fields[1]),
                                 static_cast<std::uint32_t>(fields[2].toDouble()), fields[3].toInt(),
                                 name(fields[4]), fields[5].toInt(), fields[6].toString().toStdString(),
                                 fields[7].toBool()});
    }
    for (const auto &each : object[QStringLiteral("labels")].toArray()) {
        const auto fields = each.toArray();
        known.labels.push_back({static_cast<std::uint32_t>(fields[0].toDouble()), name(fields[1]),
                                static_cast<std::uint32_t>(fields[2].toDouble())});
    }
    return known;
}

Known known(const Definition &sent, const Definition &target)
{
    Known all;
    all.target = target.oid;
    all.replicaIdentity = sent.replicaIdentity;
    all.lastNumber = sent.lastNumber;
    for (const auto &column : sent.columns) {
        const auto *there = target.named(column.name);
        all.columns.push_back({column.number, column.name, column.typeOid, column.typmod, column.type, there ? there->number : 0});
    }
    renewTraces(all, sent);
    return all;
}

Traces tracesIn(const std::string &file)
{
    const auto parts = QString::fromStdString(file).split(QLatin1Char(':'));
    if (parts.size() != 3)
        return {};
    return {parts[0].toStdString(), parts[1].toStdString(), parts[2].toStdString()};
}

void renewTraces(Known &known, const Definition &source)
{
    known.file = source.file;
    for (auto &column : known.columns) {
        if (const auto *now = source.numbered(column.number)) {
            column.version = now->version;
            column.older = now->missing.has_value();
        }
    }
}

std::map<std::uint32_t, Known> readKnown(postgres::Connection &target, const std::string &subscription,
                                         const std::vector<std::uint32_t> &oids)
{
    std::map<std::uint32_t, Known> all;
    for (const auto &[oid, text] : journal::readDefinitions(target, subscription, oids)) {
        if (auto known = Known::fromText(text))
            all.emplace(oid, std::move(*known));
    }
    return all;
}

} // namespace tidegate::definition
