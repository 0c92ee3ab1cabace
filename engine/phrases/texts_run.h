// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "phrases/phrase.h"

#include <QtGlobal>

/// Runs, commands and the journal.
namespace tidegate::phrases::texts {

inline constexpr Phrase AlreadyRunning{
    QT_TRANSLATE_NOOP("phrases", "This subscription is already being run on %1 by %2 since %3."),
    QT_TRANSLATE_NOOP("phrases", "That run goes on undisturbed; nothing was changed."),
    QT_TRANSLATE_NOOP("phrases", "Follow it with status. To run it from here instead, ask for --take-over.")};

inline constexpr Phrase TakenOver{
    QT_TRANSLATE_NOOP("phrases", "This run was taken over by %1."),
    QT_TRANSLATE_NOOP("phrases", "The other run goes on exactly where this one stopped."),
    QT_TRANSLATE_NOOP("phrases", "Nothing to do here. To get it back, run with --take-over.")};

inline constexpr Phrase AlreadyCutOver{
    QT_TRANSLATE_NOOP("phrases", "The subscription %1 was cut over at %2 and is finished."),
    QT_TRANSLATE_NOOP("phrases", "Nothing was changed; the target is the database that counts."),
    QT_TRANSLATE_NOOP("phrases",
                      "Clean up what is left of it with drop. A new migration needs a new subscription.")};

inline constexpr Phrase NoSuchSubscription{
    QT_TRANSLATE_NOOP("phrases", "The target knows no subscription %1."),
    QT_TRANSLATE_NOOP("phrases", "Nothing was changed."),
    QT_TRANSLATE_NOOP("phrases", "Check its name and that this is the right target; run makes a new one.")};

inline constexpr Phrase JournalNewer{
    QT_TRANSLATE_NOOP("phrases", "The journal on the target was written by a newer Tidegate (version %1)."),
    QT_TRANSLATE_NOOP("phrases", "It was not touched."),
    QT_TRANSLATE_NOOP("phrases", "Use that version of Tidegate, or a newer one.")};

inline constexpr Phrase NoLiveEngine{
    QT_TRANSLATE_NOOP(
        "phrases", "Nobody runs the subscription %1 at present, so the command has no one to carry it out."),
    QT_TRANSLATE_NOOP("phrases", "Nothing was changed."),
    QT_TRANSLATE_NOOP("phrases", "Start it with run, then give the command again.")};

inline constexpr Phrase CommandTimedOut{
    QT_TRANSLATE_NOOP("phrases", "The running engine has not answered the command %1 in time."),
    QT_TRANSLATE_NOOP("phrases",
                      "The command is recorded and may still be carried out; nothing else was changed."),
    QT_TRANSLATE_NOOP("phrases", "Look at status before you give it again.")};

inline constexpr Phrase CommandRefused{
    QT_TRANSLATE_NOOP("phrases", "The command %1 was refused: %2"),
    QT_TRANSLATE_NOOP("phrases", "Nothing was changed by it, and an engine that runs goes on as before."),
    QT_TRANSLATE_NOOP("phrases", "Do what its answer says, then give the command again.")};

inline constexpr Phrase EngineReports{
    QT_TRANSLATE_NOOP("phrases", "The engine that runs this subscription reports: %1."),
    QT_TRANSLATE_NOOP("phrases", "What was copied and applied stays; it tries again by itself, from exactly there."),
    QT_TRANSLATE_NOOP("phrases", "If it stays like this, read the log of the program that runs it.")};

inline constexpr Phrase EngineSilent{
    QT_TRANSLATE_NOOP("phrases", "The engine on %1 has shown no sign of life for %2 seconds."),
    QT_TRANSLATE_NOOP("phrases", "What it committed stays; a run that is started anew goes on exactly there."),
    QT_TRANSLATE_NOOP("phrases",
                      "Look at that program and at its way to the target. If it has ended, start the run here.")};

inline constexpr Phrase CutoverAborted{
    QT_TRANSLATE_NOOP("phrases", "The cutover was aborted, as asked."),
    QT_TRANSLATE_NOOP("phrases", "The source is the database that counts, and the stream goes on."),
    QT_TRANSLATE_NOOP("phrases",
                      "If the writers were stopped by hand, let them go on. Start the cutover again when you like.")};

inline constexpr Phrase NoCutover{
    QT_TRANSLATE_NOOP("phrases", "There is no cutover of %1 going on that could be aborted."),
    QT_TRANSLATE_NOOP("phrases", "Nothing was changed."),
    QT_TRANSLATE_NOOP("phrases", "Look at status: it has ended, or was not begun.")};

inline constexpr Phrase NotReadyForCutover{
    QT_TRANSLATE_NOOP("phrases", "The cutover cannot start yet: %1."),
    QT_TRANSLATE_NOOP("phrases", "Source and target go on as before."),
    QT_TRANSLATE_NOOP("phrases", "Clear what is named, then try again.")};

inline constexpr Phrase PreparedTransactions{
    QT_TRANSLATE_NOOP(
        "phrases",
        "Prepared transactions are open on the source: %1. If they commit after the cutover, their "
        "changes would be missing on the target."),
    QT_TRANSLATE_NOOP("phrases", "The cutover has not passed this point."),
    QT_TRANSLATE_NOOP(
        "phrases",
        "Have each committed or rolled back (COMMIT PREPARED, ROLLBACK PREPARED) by whoever owns it.")};

inline constexpr Phrase SequenceMissing{
    QT_TRANSLATE_NOOP("phrases", "The sequence %1 has no counterpart on the target."),
    QT_TRANSLATE_NOOP("phrases", "All other sequences can be set."),
    QT_TRANSLATE_NOOP("phrases",
                      "If the application uses it, create it on the target, then copy the sequences again.")};

inline constexpr Phrase SequenceDenied{
    QT_TRANSLATE_NOOP("phrases", "The role %2 may not read or set the sequence %1."),
    QT_TRANSLATE_NOOP("phrases", "The sequence was left as it is; all others can be set."),
    QT_TRANSLATE_NOOP(
        "phrases",
        "Grant SELECT on the source's sequence (USAGE on its schema too) and UPDATE on the target's, then "
        "copy the sequences again.")};

inline constexpr Phrase SequenceDiffers{
    QT_TRANSLATE_NOOP("phrases", "The sequence %1 is defined otherwise on the target: %2."),
    QT_TRANSLATE_NOOP("phrases", "Its value is carried over wherever the target's definition allows it."),
    QT_TRANSLATE_NOOP(
        "phrases", "If that is not meant, alter the target's sequence before the application writes there.")};

inline constexpr Phrase SequenceAhead{
    QT_TRANSLATE_NOOP("phrases", "The target's sequence %1 stands at %2, beyond the source's %3."),
    QT_TRANSLATE_NOOP("phrases", "It was left there: set back, it could give the same values twice."),
    QT_TRANSLATE_NOOP(
        "phrases",
        "A gap is all that follows. If no row on the target uses those values, set it back by hand.")};

} // namespace tidegate::phrases::texts
