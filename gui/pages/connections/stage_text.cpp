// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "pages/connections/stage_text.h"

#include <QCoreApplication>

namespace tidegate::pages {

using endpoint::StageKind;
using endpoint::Verdict;
using settings::TestRecord;

namespace {

struct StageText {
    Q_DECLARE_TR_FUNCTIONS(StageText)
};

QString kindTitle(StageKind kind)
{
    switch (kind) {
    case StageKind::Tunnel:
        return StageText::tr("SSH tunnel");
    case StageKind::Resolve:
        return StageText::tr("Name (DNS)");
    case StageKind::Reach:
        return StageText::tr("Port (TCP)");
    case StageKind::Encrypt:
        return StageText::tr("Encryption (TLS)");
    case StageKind::Login:
        return StageText::tr("Login");
    case StageKind::Version:
        return StageText::tr("Server version");
    case StageKind::Pooler:
        return StageText::tr("No pooler in between");
    case StageKind::Replicate:
        return StageText::tr("Right to replicate");
    case StageKind::Create:
        return StageText::tr("Right to create schemas");
    case StageKind::ReplicaRole:
        return StageText::tr("Right to switch triggers off");
    }
    return {};
}

} // namespace

QString stageTitle(const endpoint::Stage &stage)
{
    const auto title = kindTitle(stage.kind);
    if (stage.subject.empty())
        return title;
    return StageText::tr("%1: %2").arg(title, QString::fromStdString(stage.subject));
}

look::Tone stageTone(Verdict verdict)
{
    switch (verdict) {
    case Verdict::Passed:
        return look::Tone::Done;
    case Verdict::Warned:
        return look::Tone::Attention;
    case Verdict::Failed:
        return look::Tone::Failed;
    }
    return look::Tone::Idle;
}

TestRecord recordOf(const endpoint::TestReport &report, const QDateTime &when)
{
    TestRecord record{when, report.usable ? TestRecord::Outcome::Passed : TestRecord::Outcome::Failed, {}};
    for (const auto &stage : report.stages) {
        if (stage.kind == StageKind::Version)
            record.serverVersion = QString::fromStdString(stage.detail);
        if (report.usable && stage.verdict == Verdict::Warned)
            record.outcome = TestRecord::Outcome::Warned;
    }
    return record;
}

QString outcomeWord(TestRecord::Outcome outcome)
{
    switch (outcome) {
    case TestRecord::Outcome::Passed:
        return StageText::tr("Passed");
    case TestRecord::Outcome::Warned:
        return StageText::tr("Passed with a warning");
    case TestRecord::Outcome::Failed:
        return StageText::tr("Failed");
    }
    return {};
}

look::Tone outcomeTone(TestRecord::Outcome outcome)
{
    switch (outcome) {
    case TestRecord::Outcome::Passed:
        return look::Tone::Done;
    case TestRecord::Outcome::Warned:
        return look::Tone::Attention;
    case TestRecord::Outcome::Failed:
        return look::Tone::Failed;
    }
    return look::Tone::Idle;
}

} // namespace tidegate::pages
