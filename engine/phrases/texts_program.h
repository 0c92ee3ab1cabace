// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "phrases/phrase.h"

#include <QtGlobal>

/// Tidegate itself, its files and the programs it calls.
namespace tidegate::phrases::texts {

inline constexpr Phrase Internal{
    QT_TRANSLATE_NOOP("phrases", "Tidegate met something that it does not understand and stopped: %1."),
    QT_TRANSLATE_NOOP("phrases",
                      "What was committed stays and is recorded; the next run goes on from there."),
    QT_TRANSLATE_NOOP("phrases",
                      "Start it again. If it stops in the same way, report it with the log file.")};

inline constexpr Phrase ToolMissing{
    QT_TRANSLATE_NOOP("phrases", "The program %1 was not found, or not in the version that is needed."),
    QT_TRANSLATE_NOOP("phrases", "Nothing was changed."),
    QT_TRANSLATE_NOOP("phrases", "Install it (%2), or name its folder in the settings.")};

inline constexpr Phrase ToolFailed{
    QT_TRANSLATE_NOOP("phrases", "%1 ended with %2: %3"),
    QT_TRANSLATE_NOOP("phrases", "Its output was not used."),
    QT_TRANSLATE_NOOP("phrases", "Mend what it names, then run this step again.")};

inline constexpr Phrase FileUnreadable{
    QT_TRANSLATE_NOOP("phrases", "The file %1 cannot be read or written: %2."),
    QT_TRANSLATE_NOOP("phrases", "Nothing was changed on the servers."),
    QT_TRANSLATE_NOOP("phrases", "Check the path, its permissions and the space left on its disk.")};

inline constexpr Phrase BadPlan{
    QT_TRANSLATE_NOOP("phrases", "The plan cannot be used: %1."),
    QT_TRANSLATE_NOOP("phrases", "Nothing was changed on the servers."),
    QT_TRANSLATE_NOOP("phrases", "Correct the plan's file, or make the plan anew.")};

inline constexpr Phrase BadTableMap{
    QT_TRANSLATE_NOOP("phrases", "The table map %1 cannot be used: %2."),
    QT_TRANSLATE_NOOP("phrases", "Nothing was changed on the servers."),
    QT_TRANSLATE_NOOP(
        "phrases",
        "Write it as "
        "{\"source\":{\"schema\":\"…\",\"table\":\"…\"},\"target\":{\"schema\":\"…\",\"table\":\"…\"}}; "
        "leave both tables out to move a whole schema.")};

inline constexpr Phrase BadUsage{
    QT_TRANSLATE_NOOP("phrases", "The command cannot be carried out as written: %1."),
    QT_TRANSLATE_NOOP("phrases", "Nothing was changed."),
    QT_TRANSLATE_NOOP("phrases", "See tidegate-cli --help.")};

} // namespace tidegate::phrases::texts
