// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "phrases/phrase.h"

#include <QtGlobal>

/// The slot on the source, and what comes out of it.
namespace tidegate::phrases::texts {

inline constexpr Phrase SlotMissing{
    QT_TRANSLATE_NOOP(
        "phrases",
        "The replication slot %1 is not on the source any more, and with it the changes that it kept."),
    QT_TRANSLATE_NOOP("phrases",
                      "The source is untouched; the target stands as it was at the last recorded position."),
    QT_TRANSLATE_NOOP(
        "phrases",
        "Everything must be copied again: find out who dropped the slot, then drop the subscription with the rows that it has "
        "brought to the target (tidegate-cli drop --empty-target) and start the migration anew.")};

inline constexpr Phrase SlotLost{
    QT_TRANSLATE_NOOP("phrases", "The source has invalidated the replication slot %1: %2."),
    QT_TRANSLATE_NOOP("phrases",
                      "The source is untouched; the target stands as it was at the last recorded position."),
    QT_TRANSLATE_NOOP(
        "phrases",
        "Everything must be copied again: mend the reason (where the source removed WAL, raise max_slot_wal_keep_size or free "
        "disk space; for idle_timeout, idle_replication_slot_timeout; else wal_level), then drop the subscription with the rows "
        "that it has brought to the target (tidegate-cli drop --empty-target) and start the migration anew.")};

inline constexpr Phrase SlotAhead{
    QT_TRANSLATE_NOOP(
        "phrases",
        "The slot %1 has been confirmed up to %2, but the target holds changes only up to %3. The target "
        "may have been restored or failed over to an older state."),
    QT_TRANSLATE_NOOP("phrases", "Nothing was applied, so that the gap is not hidden."),
    QT_TRANSLATE_NOOP(
        "phrases",
        "The changes between the two positions cannot be fetched again, so everything must be copied again: drop the "
        "subscription with the rows that it has brought to the target (tidegate-cli drop --empty-target) and start the "
        "migration anew.")};

inline constexpr Phrase SlotLetGo{
    QT_TRANSLATE_NOOP(
        "phrases",
        "The slot %1 kept %2 of WAL on the source, more than the limit of %3 that you set, and was "
        "dropped."),
    QT_TRANSLATE_NOOP(
        "phrases",
        "The source is safe: it can remove that WAL now. The target stands as it was at the last recorded "
        "position."),
    QT_TRANSLATE_NOOP(
        "phrases",
        "Everything must be copied again: find out what held up the stream, then drop the subscription with the rows that it "
        "has brought to the target (tidegate-cli drop --empty-target) and start the migration anew.")};

inline constexpr Phrase WalKeptHigh{
    QT_TRANSLATE_NOOP(
        "phrases",
        "The slot %1 keeps %2 of WAL on the source; at this rate there is no room left in %3 seconds."),
    QT_TRANSLATE_NOOP("phrases", "The source runs as usual so far; nothing is lost."),
    QT_TRANSLATE_NOOP(
        "phrases",
        "Let the stream go on (resume it, give the target more power), free disk space on the source, or "
        "let the slot go before the disk is full.")};

inline constexpr Phrase TimelineChanged{
    QT_TRANSLATE_NOOP(
        "phrases",
        "The source was failed over or restored: its timeline was %1 and is now %2. Changes may be "
        "missing between the two, and nobody can tell which."),
    QT_TRANSLATE_NOOP("phrases", "Applying has stopped; the target stands as it was before."),
    QT_TRANSLATE_NOOP("phrases",
                      "Everything must be copied again: drop the subscription with the rows that it has brought to the target "
                      "(tidegate-cli drop --empty-target) and start the migration anew from the present primary.")};

inline constexpr Phrase SourceIsAnother{
    QT_TRANSLATE_NOOP(
        "phrases",
        "The source is another server than the one this migration started from: system identifier %1 is "
        "recorded, %2 was found."),
    QT_TRANSLATE_NOOP("phrases", "Nothing was read from it and nothing was changed."),
    QT_TRANSLATE_NOOP(
        "phrases",
        "Connect to the original source. If this one has taken its place for good (restored, upgraded), everything must be copied "
        "again: drop the subscription, whose rows stay on the target, empty its tables there by hand, and start the migration anew.")};

inline constexpr Phrase BarrierWaits{
    QT_TRANSLATE_NOOP("phrases",
                      "Waiting for a transaction on the source that was open before (transaction %1): %2."),
    QT_TRANSLATE_NOOP("phrases", "Nothing is locked while waiting; the source works on undisturbed."),
    QT_TRANSLATE_NOOP(
        "phrases",
        "Let it end. If it is forgotten, have its owner commit it, roll it back, or end the session.")};

inline constexpr Phrase ProtocolBroken{
    QT_TRANSLATE_NOOP("phrases", "The source sent something that is not in the replication protocol: %1."),
    QT_TRANSLATE_NOOP(
        "phrases", "Nothing of it was applied; the target stands as it was at the last recorded position."),
    QT_TRANSLATE_NOOP(
        "phrases",
        "Check that no pooler or proxy stands in between and that the server runs its latest minor "
        "version. If it comes again, report it with the log file.")};

inline constexpr Phrase RedeliveryDiffers{
    QT_TRANSLATE_NOOP(
        "phrases",
        "Transaction %2 (%3) is half on the target, and the source sent it a second time with fewer rows of %1 than the first time."),
    QT_TRANSLATE_NOOP("phrases", "Changes of that table are not applied any more; all other tables go on."),
    QT_TRANSLATE_NOOP(
        "phrases",
        "A row filter or the publications were others in between. Have the table copied again (resync), and "
        "report it if nobody changed anything.")};

inline constexpr Phrase RowCountUnexpected{
    QT_TRANSLATE_NOOP(
        "phrases",
        "%2 on %1 hit %3 rows on the target instead of one (transaction %4, position %5, row %6). The "
        "target differs from the source there."),
    QT_TRANSLATE_NOOP("phrases", "The change was rolled back and its position kept, so it is not lost."),
    QT_TRANSLATE_NOOP(
        "phrases",
        "Find out who else writes to this table on the target and stop it; then resync the table.")};

inline constexpr Phrase ChangeFailed{
    QT_TRANSLATE_NOOP("phrases", "The target refused %2 on %1 (transaction %3, position %4, row %5)."),
    QT_TRANSLATE_NOOP(
        "phrases",
        "The change was rolled back and its position kept; everything before it is on the target."),
    QT_TRANSLATE_NOOP("phrases",
                      "Mend what the server names (a constraint, a trigger, a right); the stream then goes on by itself. A "
                      "single change that the target is never to have is left out, and recorded, by tidegate-cli skip --lsn %4.")};

inline constexpr Phrase UnchangedToastMissing{
    QT_TRANSLATE_NOOP(
        "phrases",
        "A row of %1 arrived without the value of %2 (position %3), because the source did not send a "
        "large value that the update left as it was."),
    QT_TRANSLATE_NOOP("phrases", "The row was not written without it; its position is kept."),
    QT_TRANSLATE_NOOP("phrases", "Set REPLICA IDENTITY FULL on that table on the source, then resync it.")};

inline constexpr Phrase RelationChanged{
    QT_TRANSLATE_NOOP("phrases", "The definition of %1 has changed on the source: %2."),
    QT_TRANSLATE_NOOP("phrases",
                      "What came before is on the target; what was written since is kept on the source, and none of it is lost."),
    QT_TRANSLATE_NOOP("phrases",
                      "Run on the target: %3; the rest follows by itself. If values were computed anew on the source (USING), have "
                      "the table copied again then: tidegate-cli resync --table %1.")};

inline constexpr Phrase RelationRewritten{
    QT_TRANSLATE_NOOP("phrases", "The definition of %1 has changed on the source, and rows with it: %2."),
    QT_TRANSLATE_NOOP("phrases",
                      "What came before is on the target; what was written since is kept on the source, and none of it is lost."),
    QT_TRANSLATE_NOOP("phrases",
                      "Run on the target: %3; the rest is to be copied again, while the other tables go on: tidegate-cli resync "
                      "--table %1.")};

/// Of both, where no statement mends it.
inline constexpr char ChangedWithoutStatement[] =
    QT_TRANSLATE_NOOP("phrases", "There is nothing to run on the target; the rest follows by itself.");
inline constexpr char RewrittenWithoutStatement[] =
    QT_TRANSLATE_NOOP("phrases", "There is nothing to run on the target; the rest is to be copied again, while the other tables go on: "
                                 "tidegate-cli resync --table %1.");

} // namespace tidegate::phrases::texts
