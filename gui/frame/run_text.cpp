// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "frame/run_text.h"

#include "text/figures.h"

#include <QCoreApplication>

namespace tidegate::frame {

namespace {

struct RunText {
    Q_DECLARE_TR_FUNCTIONS(RunText)
};

} // namespace

QString phaseWord(progress::Phase phase)
{
    using progress::Phase;
    switch (phase) {
    case Phase::Starting:
        return RunText::tr("Starting");
    case Phase::SlotStart:
        return RunText::tr("Making the slot");
    case Phase::Copying:
        return RunText::tr("Copying");
    case Phase::CatchingUp:
        return RunText::tr("Catching up");
    case Phase::InSync:
        return RunText::tr("In sync");
    case Phase::Draining:
        return RunText::tr("Draining");
    case Phase::CutOver:
        return RunText::tr("Cut over");
    case Phase::Paused:
        return RunText::tr("Paused");
    case Phase::Retrying:
        return RunText::tr("Trying again");
    case Phase::Stopped:
        return RunText::tr("Stopped");
    case Phase::Failed:
        return RunText::tr("Failed");
    }
    return {};
}

look::Tone phaseTone(progress::Phase phase)
{
    using progress::Phase;
    switch (phase) {
    case Phase::Starting:
    case Phase::SlotStart:
    case Phase::Copying:
    case Phase::CatchingUp:
    case Phase::Draining:
        return look::Tone::Busy;
    case Phase::InSync:
    case Phase::CutOver:
        return look::Tone::Done;
    case Phase::Paused:
        return look::Tone::Paused;
    case Phase::Retrying:
        return look::Tone::Attention;
    case Phase::Stopped:
        return look::Tone::Idle;
    case Phase::Failed:
        return look::Tone::Failed;
    }
    return look::Tone::Idle;
}

QString lagText(const progress::ProgressSnapshot &snapshot)
{
    if (!snapshot.lagBytes)
        return {};
    const auto size = text::bytes(*snapshot.lagBytes);
    if (!snapshot.lagSeconds)
        return RunText::tr("%1 behind").arg(size);
    return RunText::tr("%1, %2 behind").arg(size, text::duration(*snapshot.lagSeconds));
}

} // namespace tidegate::frame
