// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "cli/json.h"

#include "cli/output.h"
#include "phrases/phrases.h"
#include "script/statement.h"

#include <QJsonArray>

namespace tidegate::cli {

namespace {

template <typename List>
QJsonArray texts(const List &list)
{
    QJsonArray array;
    for (const auto &text : list)
        array.append(qt(text));
    return array;
}

void put(QJsonObject &object, const char *name, const std::string &text)
{
    if (!text.empty())
        object.insert(QLatin1String(name), qt(text));
}

void put(QJsonObject &object, const char *name, Lsn lsn)
{
    if (lsn.isValid())
        object.insert(QLatin1String(name), qt(lsn.toString()));
}

template <typename Number>
void number(QJsonObject &object, const char *name, Number value)
{
    object.insert(QLatin1String(name), static_cast<double>(value)); // exact up to 2^53
}

template <typename Number>
void put(QJsonObject &object, const char *name, const std::optional<Number> &value)
{
    if (value)
        number(object, name, *value);
}

QJsonObject table(const journal::RelationRow &row, const jobs::TableShown &shown)
{
    QJsonObject object;
    put(object, "source", row.source.display());
    put(object, "target", row.target.display());
    put(object, "publication", row.publication);
    put(object, "state", std::string(1, row.state));
    number(object, "rowsCopied", row.rowsCopied);
    number(object, "bytesCopied", row.bytesCopied);
    if (row.approximateRows >= 0)
        number(object, "approximateRows", row.approximateRows);
    number(object, "approximateBytes", row.approximateBytes);
    number(object, "heldSeconds", shown.heldSeconds);
    put(object, "forecastSeconds", shown.forecastSeconds);
    object.insert(QStringLiteral("shared"), row.shared);
    object.insert(QStringLiteral("stopped"), row.stopped);
    put(object, "lastError", row.lastError);
    return object;
}

QJsonObject table(const progress::TableProgress &row)
{
    QJsonObject object;
    put(object, "source", row.source.display());
    put(object, "target", row.target.display());
    put(object, "state", std::string(1, static_cast<char>(row.state)));
    number(object, "rowsCopied", row.rowsCopied);
    number(object, "bytesCopied", row.bytesCopied);
    put(object, "approximateRows", row.approximateRows);
    put(object, "approximateBytes", row.approximateBytes);
    number(object, "rowsCaptured", row.rowsCaptured);
    number(object, "rowsApplied", row.rowsApplied);
    object.insert(QStringLiteral("heldSeconds"), row.heldSeconds);
    if (row.forecastSeconds)
        object.insert(QStringLiteral("forecastSeconds"), *row.forecastSeconds);
    if (row.lastError)
        object.insert(QStringLiteral("lastError"), toJson(*row.lastError));
    return object;
}

} // namespace

QJsonObject toJson(const Problem &problem)
{
    QJsonObject object{{QStringLiteral("code"), QLatin1String(codeName(problem.code))},
                       {QStringLiteral("arguments"), texts(problem.arguments)},
                       {QStringLiteral("text"), qt(phrases::sentence(problem))},
                       {QStringLiteral("retryable"), problem.retryable}};
    put(object, "sqlstate", problem.sqlstate);
    return object;
}

QJsonObject toJson(const Finding &finding)
{
    static constexpr const char *severities[] = {"note", "warning", "refusal"};
    QJsonObject object{
        {QStringLiteral("code"), QLatin1String(codeName(finding.code))},
        {QStringLiteral("severity"), QLatin1String(severities[static_cast<int>(finding.severity)])},
        {QStringLiteral("arguments"), texts(finding.arguments)},
        {QStringLiteral("text"), qt(phrases::sentence(finding))}};
    put(object, "mend", finding.mend);
    if (!finding.mend.empty())
        object.insert(QStringLiteral("mendSide"), QLatin1String(script::sideName(finding.mendSide)));
    return object;
}

QJsonObject toJson(const jobs::StatusReport &report)
{
    QJsonObject object{{QStringLiteral("kind"), QStringLiteral("status")},
                       {QStringLiteral("subscription"), qt(report.subscription)},
                       {QStringLiteral("publications"), texts(report.publications)},
                       {QStringLiteral("live"), report.engine.has_value()},
                       {QStringLiteral("copyData"), report.copyData},
                       {QStringLiteral("paused"), report.paused}};
    if (report.engine) {
        object.insert(QStringLiteral("engine"),
                      QJsonObject{{QStringLiteral("host"), qt(report.engine->host)},
                                  {QStringLiteral("role"), qt(report.engine->role)},
                                  {QStringLiteral("since"), qt(report.engine->since)}});
    }
    put(object, "phase", report.phase);
    put(object, "heartbeatAgeSeconds", report.heartbeatAge);
    if (report.cutoverStep)
        put(object, "cutoverStep", cutover::stepText(*report.cutoverStep, report.cutoverWords));
    put(object, "lastError", report.lastError);
    put(object, "cutOverAt", report.cutOverAt);
    put(object, "cutOverBy", report.cutOverBy);
    put(object, "slot", report.slotName);
    put(object, "sourceFlushLsn", report.sourceFlush);
    put(object, "replicatedLsn", report.replicated);
    put(object, "receivedLsn", report.received);
    put(object, "confirmedLsn", report.confirmed);
    put(object, "replicatedTime", report.replicatedTime);
    put(object, "lagBytes", report.lagBytes);
    put(object, "walKeptBytes", report.walKeptBytes);
    number(object, "walGrowthPerSecond", report.walGrowthPerSecond);
    put(object, "walStatus", report.walStatus);
    put(object, "secondsUntilFull", report.secondsUntilFull);
    put(object, "sourceReadOnlyUndo", report.sourceReadOnly);
    number(object, "unfinishedUnits", report.unfinishedUnits);
    QJsonArray tables;
    for (const auto &row : report.tables)
        tables.append(table(row, report.shownOf(row)));
    object.insert(QStringLiteral("tables"), tables);
    QJsonArray skipped;
    for (const auto &change : report.skipped)
        skipped.append(toJson(change));
    if (!skipped.empty())
        object.insert(QStringLiteral("skipped"), skipped);
    return object;
}

QJsonObject toJson(const journal::SkippedChange &change)
{
    QJsonObject object{{QStringLiteral("table"), qt(change.table)},       {QStringLiteral("operation"), qt(change.operation)},
                       {QStringLiteral("transaction"), qt(change.transaction)},
                       {QStringLiteral("row"), qt(change.row)},           {QStringLiteral("why"), qt(change.why)},
                       {QStringLiteral("askedBy"), qt(change.askedBy)},   {QStringLiteral("skippedAt"), qt(change.skippedAt)}};
    put(object, "lsn", change.lsn);
    put(object, "sqlstate", change.sqlstate);
    return object;
}

QJsonObject toJson(const progress::ProgressSnapshot &snapshot)
{
    QJsonObject object{{QStringLiteral("kind"), QStringLiteral("progress")},
                       {QStringLiteral("subscription"), qt(snapshot.subscription)},
                       {QStringLiteral("phase"), QLatin1String(progress::phaseName(snapshot.phase))}};
    put(object, "sourceFlushLsn", snapshot.positions.sourceFlush);
    put(object, "receivedLsn", snapshot.positions.received);
    put(object, "appliedLsn", snapshot.positions.applied);
    put(object, "confirmedLsn", snapshot.positions.confirmed);
    put(object, "lagBytes", snapshot.lagBytes);
    put(object, "lagSeconds", snapshot.lagSeconds);
    number(object, "unfinishedUnits", snapshot.unfinishedUnits);
    number(object, "unfinishedTables", snapshot.unfinishedTables);
    number(object, "walKeptBytes", snapshot.slot.walKeptBytes);
    put(object, "walStatus", snapshot.slot.walStatus);
    put(object, "secondsUntilFull", snapshot.slot.secondsUntilFull);
    put(object, "copiedRowsPerSecond", snapshot.rates.copiedRowsPerSecond);
    put(object, "appliedRowsPerSecond", snapshot.rates.appliedRowsPerSecond);
    put(object, "copySecondsLeft", snapshot.rates.copySecondsLeft);
    put(object, "catchUpSecondsLeft", snapshot.rates.catchUpSecondsLeft);
    number(object, "retries", snapshot.retries);
    if (snapshot.problem)
        object.insert(QStringLiteral("problem"), toJson(*snapshot.problem));
    QJsonArray tables;
    for (const auto &row : snapshot.tables)
        tables.append(table(row));
    object.insert(QStringLiteral("tables"), tables);
    return object;
}

QJsonObject toJson(const migration::Event &event)
{
    QJsonObject object{{QStringLiteral("kind"), QLatin1String(eventName(event.kind))}};
    put(object, "table", event.table);
    put(object, "text", event.text);
    if (event.problem)
        object.insert(QStringLiteral("problem"), toJson(*event.problem));
    if (event.finding)
        object.insert(QStringLiteral("finding"), toJson(*event.finding));
    return object;
}

const char *eventName(migration::Event::Kind kind)
{
    using Kind = migration::Event::Kind;
    switch (kind) {
    case Kind::Starting:
        return "starting";
    case Kind::SlotMade:
        return "slot-made";
    case Kind::Resumed:
        return "resumed";
    case Kind::TablesAdded:
        return "tables-added";
    case Kind::TablesUnfollowed:
        return "tables-unfollowed";
    case Kind::TableCopied:
        return "table-copied";
    case Kind::AllCopied:
        return "all-copied";
    case Kind::InSync:
        return "in-sync";
    case Kind::Paused:
        return "paused";
    case Kind::Unpaused:
        return "unpaused";
    case Kind::Retrying:
        return "retrying";
    case Kind::Finding:
        return "finding";
    case Kind::Problem:
        return "problem";
    case Kind::CommandDone:
        return "command-done";
    case Kind::Draining:
        return "draining";
    case Kind::Drained:
        return "drained";
    case Kind::SequencesSet:
        return "sequences-set";
    case Kind::CutOver:
        return "cut-over";
    case Kind::Stopped:
        return "stopped";
    case Kind::StreamHeld:
        return "stream-held";
    }
    return "event";
}

const char *outcomeName(migration::Outcome outcome)
{
    using Outcome = migration::Outcome;
    switch (outcome) {
    case Outcome::Stopped:
        return "stopped";
    case Outcome::ReachedEnd:
        return "reached-end";
    case Outcome::CutOver:
        return "cut-over";
    case Outcome::Refused:
        return "refused";
    case Outcome::AlreadyRunning:
        return "already-running";
    case Outcome::TakenOver:
        return "taken-over";
    case Outcome::Failed:
        return "failed";
    }
    return "failed";
}

} // namespace tidegate::cli
