// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "pages/schema/schema_state.h"

#include <QCoreApplication>

namespace tidegate::pages {

namespace {

using look::Tone;
using schema::PreparationStep;

struct Words {
    Q_DECLARE_TR_FUNCTIONS(tidegate::pages::SchemaState)
public:
    static QString reading(PreparationStep step)
    {
        switch (step) {
        case PreparationStep::Servers:
            return tr("Looking at both servers…");
        case PreparationStep::DefinitionsBefore:
            return tr("pg_dump reads the source's tables (1 of 2)…");
        case PreparationStep::DefinitionsAfter:
            return tr("pg_dump reads the source's keys and indexes (2 of 2)…");
        }
        return {};
    }

    static SchemaState left(const SchemaFacts &facts)
    {
        if (facts.leftBefore > 0)
            return {Tone::Idle, tr("%n to run", nullptr, facts.leftBefore),
                    tr("%n statement(s) to run before the copy.", nullptr, facts.leftBefore)};
        if (facts.leftAfter > 0)
            return {Tone::Done, tr("Prepared"),
                    tr("The target is ready for the copy. %n statement(s) are left for after it.", nullptr,
                       facts.leftAfter)};
        return {Tone::Done, tr("All made"), tr("The target has all that was chosen.")};
    }
};

} // namespace

SchemaState schemaState(const SchemaFacts &facts)
{
    if (!facts.hasServers)
        return {Tone::Idle, Words::tr("No servers"), Words::tr("Choose a source and a target first.")};
    if (facts.isRunning)
        return {Tone::Busy, Words::tr("Running…"),
                Words::tr("Running %1 of %2: %3")
                    .arg(QString::number(facts.runningAt), QString::number(facts.runningOf), facts.runningObject)};
    if (!facts.hasTables)
        return {Tone::Idle, Words::tr("No tables"), Words::tr("Choose tables first.")};
    if (facts.reading)
        return {Tone::Busy, Words::tr("Reading…"), Words::reading(*facts.reading)};
    if (!facts.isRead)
        return {Tone::Idle, Words::tr("Not read"), Words::tr("The source's definitions have not been read.")};
    if (facts.isStale)
        return {Tone::Attention, Words::tr("Out of date"), Words::tr("The scripts no longer fit; read again.")};
    if (facts.failedAt > 0)
        return {Tone::Failed, Words::tr("Failed"),
                Words::tr("Statement %1 failed. The next run goes on there.").arg(facts.failedAt)};
    if (facts.toDecide > 0)
        return {Tone::Attention, Words::tr("Needs a decision"),
                Words::tr("%n decision(s) to make before it can run.", nullptr, facts.toDecide)};
    return Words::left(facts);
}

} // namespace tidegate::pages
