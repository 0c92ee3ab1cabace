// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "phrases/phrase.h"

#include <QtGlobal>

/// Single tables while they are copied and followed.
namespace tidegate::phrases::texts {

inline constexpr Phrase UnitFailed{
    QT_TRANSLATE_NOOP("phrases", "A part of the table %1 could not be copied."),
    QT_TRANSLATE_NOOP("phrases",
                      "Nothing of that part is on the target; parts that were finished stay finished."),
    QT_TRANSLATE_NOOP("phrases",
                      "Mend what the server names; the part is copied again at the next attempt.")};

inline constexpr Phrase UnitDefinitionChanged{
    QT_TRANSLATE_NOOP("phrases", "The definition of the table %1 changed while it was being copied: %2."),
    QT_TRANSLATE_NOOP("phrases", "Nothing was copied under a mixture of the two definitions."),
    QT_TRANSLATE_NOOP("phrases",
                      "Make the same change on the target, then refresh; the table is copied anew.")};

inline constexpr Phrase TableStopped{
    QT_TRANSLATE_NOOP("phrases", "The table %1 is no longer followed: %2."),
    QT_TRANSLATE_NOOP("phrases",
                      "Its rows on the target stay as they were at that moment; all other tables go on."),
    QT_TRANSLATE_NOOP("phrases", "Clear the cause, then resync the table.")};

inline constexpr Phrase TableNotFollowed{
    QT_TRANSLATE_NOOP("phrases", "%1 is not a table of this migration, or no publication holds it any more."),
    QT_TRANSLATE_NOOP("phrases", "Nothing was changed."),
    QT_TRANSLATE_NOOP("phrases",
                      "Write the name as schema.table, as status shows it; add the table to the publication "
                      "by its name, and refresh the publication if the run goes on.")};

inline constexpr Phrase TruncateOfShared{
    QT_TRANSLATE_NOOP(
        "phrases",
        "%1 was truncated on the source, but its target %2 also holds rows from elsewhere, which nobody "
        "can tell apart safely."),
    QT_TRANSLATE_NOOP("phrases",
                      "No row on the target was deleted; the table has stopped, all others go on."),
    QT_TRANSLATE_NOOP(
        "phrases",
        "Delete the rows that came from that table on the target by hand, or empty the whole target table "
        "and resync all that feeds it.")};

inline constexpr Phrase ResyncOfShared{
    QT_TRANSLATE_NOOP(
        "phrases",
        "%1 cannot be copied anew alone, because its target %2 also holds rows from elsewhere, which "
        "nobody can tell apart safely."),
    QT_TRANSLATE_NOOP("phrases", "No row on the target was deleted."),
    QT_TRANSLATE_NOOP(
        "phrases",
        "Delete the rows that came from that table on the target by hand, or empty the whole target table "
        "and resync all that feeds it.")};

inline constexpr Phrase RowsStoodThere{
    QT_TRANSLATE_NOOP(
        "phrases",
        "In %1, %2 rows on the target come from before the migration or are not what the source's changes "
        "expect."),
    QT_TRANSLATE_NOOP("phrases",
                      "They were counted and not deleted; rows that the migration itself copied are exact."),
    QT_TRANSLATE_NOOP(
        "phrases",
        "Compare the table before the cutover; if the two sides shall be equal, empty it and resync it.")};

} // namespace tidegate::phrases::texts
