// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "phrases/phrase.h"

#include <QtGlobal>

/// What checks find before anything runs.
namespace tidegate::phrases::texts {

inline constexpr Phrase SameDatabase{
    QT_TRANSLATE_NOOP("phrases", "Source and target are the same database, %1."),
    QT_TRANSLATE_NOOP("phrases", "Nothing was changed."),
    QT_TRANSLATE_NOOP("phrases", "Choose another server or database as the target.")};

inline constexpr Phrase TargetRestoring{
    QT_TRANSLATE_NOOP(
        "phrases", "The target database %1 is in TimescaleDB's restoring mode (timescaledb.restoring = on)."),
    QT_TRANSLATE_NOOP("phrases", "Nothing was changed."),
    QT_TRANSLATE_NOOP(
        "phrases", "When the restore is finished, run SELECT timescaledb_post_restore() in that database.")};

inline constexpr Phrase SourceIsStandby{
    QT_TRANSLATE_NOOP(
        "phrases",
        "The source %1 is a standby. Its snapshots do not tell running transactions from finished ones, "
        "so an exact copy from it is impossible."),
    QT_TRANSLATE_NOOP("phrases", "Nothing was changed."),
    QT_TRANSLATE_NOOP("phrases", "Use the primary as the source.")};

inline constexpr Phrase SourceWalLevel{
    QT_TRANSLATE_NOOP("phrases", "wal_level on the source is %1; logical decoding needs logical."),
    QT_TRANSLATE_NOOP("phrases", "Nothing was changed."),
    QT_TRANSLATE_NOOP(
        "phrases",
        "Set wal_level = logical and restart the source in a quiet moment; with a cloud provider, set its "
        "own parameter for logical replication.")};

inline constexpr Phrase SourceTooOld{
    QT_TRANSLATE_NOOP("phrases",
                      "The source is PostgreSQL %1; sources from PostgreSQL 13 on can be migrated live."),
    QT_TRANSLATE_NOOP("phrases", "Nothing was changed."),
    QT_TRANSLATE_NOOP("phrases", "Upgrade the source first, or migrate it with dump and restore.")};

inline constexpr Phrase SynchronousStandbyIsUs{
    QT_TRANSLATE_NOOP(
        "phrases",
        "synchronous_standby_names on the source would make Tidegate's own connection, %1, a synchronous "
        "standby: every commit on the source would wait for the migration."),
    QT_TRANSLATE_NOOP("phrases", "The stream is not running, so that commits on the source do not wait for it."),
    QT_TRANSLATE_NOOP(
        "phrases",
        "Name your standbys in synchronous_standby_names instead of *, then reload the source. A run that was "
        "going on goes on by itself.")};

inline constexpr Phrase TargetNotEmpty{
    QT_TRANSLATE_NOOP("phrases", "The target table %1 is not empty: it holds %2 rows."),
    QT_TRANSLATE_NOOP("phrases", "Those rows were not touched."),
    QT_TRANSLATE_NOOP(
        "phrases",
        "Empty the table. If those rows shall stay beside the copied ones, run tidegate-cli with --allow-nonempty.")};

inline constexpr Phrase TruncateNotSent{
    QT_TRANSLATE_NOOP(
        "phrases",
        "%1 publishes %2 through its root: PostgreSQL does not send a TRUNCATE of one of its partitions then, and its rows "
        "would stay on the target."),
    QT_TRANSLATE_NOOP("phrases", "Nothing was changed."),
    QT_TRANSLATE_NOOP(
        "phrases",
        "Until the cutover, empty a partition by DELETE, or by TRUNCATE of the root; or detach it, which is noticed. Else "
        "copy the table again (resync), or publish the partitions by themselves (publish_via_partition_root = false).")};

inline constexpr Phrase CopyTakesLong{
    QT_TRANSLATE_NOOP(
        "phrases",
        "%1 (%2) is copied from one snapshot and not in ranges of its keys: about %3, at %4 a second for each "
        "connection."),
    QT_TRANSLATE_NOOP(
        "phrases",
        "All other tables go on meanwhile. Changes of this one are put aside on the target, and made when it was copied."),
    QT_TRANSLATE_NOOP(
        "phrases",
        "Have room on the source for old row versions of that time and about %5 of WAL, at this second's pace. ANALYZE "
        "the table if it has a primary key in whose order rows were added; unique keys of the target that do not hold "
        "that column are better created after the copy.")};

inline constexpr Phrase CopyHoldsStream{
    QT_TRANSLATE_NOOP(
        "phrases",
        "%1 (%2) is copied from one snapshot: about %3, at %4 a second for each connection. The first change "
        "of it holds up the changes of all tables for so long."),
    QT_TRANSLATE_NOOP("phrases", "Nothing was changed, and nothing will be lost by that."),
    QT_TRANSLATE_NOOP(
        "phrases",
        "Have room on the source for about %5 of WAL, at this second's pace; or choose a quiet time. Changes of a table are "
        "put aside instead if its target is its own; and a range of keys is smaller where the statistics know more values: "
        "ALTER TABLE … ALTER COLUMN … SET STATISTICS, then ANALYZE.")};

inline constexpr Phrase EncodingUnchecked{
    QT_TRANSLATE_NOOP(
        "phrases",
        "The source is an SQL_ASCII database: nobody has checked the encoding of its text, and the target takes %1 alone."),
    QT_TRANSLATE_NOOP("phrases", "Nothing was changed. A text that is not %1 stops its table or change by name."),
    QT_TRANSLATE_NOOP("phrases", "Correct such texts on the source, or use a target with SQL_ASCII; with UTF8 if they are that.")};

inline constexpr Phrase EncodingNarrower{
    QT_TRANSLATE_NOOP("phrases", "The source's texts are %1; the target is a %2 database, which cannot hold all of them as they are."),
    QT_TRANSLATE_NOOP("phrases", "Nothing was changed. A text that the target cannot hold stops its table or change by name."),
    QT_TRANSLATE_NOOP("phrases", "Use a target with UTF8, unless you know your texts.")};

inline constexpr Phrase TargetTableMissing{
    QT_TRANSLATE_NOOP("phrases", "The source table %1 has no counterpart: the target has no table %2."),
    QT_TRANSLATE_NOOP("phrases", "Nothing was changed."),
    QT_TRANSLATE_NOOP(
        "phrases",
        "Create the table on the target (the schema step does), correct the table map, or leave the table "
        "out.")};

inline constexpr Phrase TargetColumnMissing{
    QT_TRANSLATE_NOOP("phrases", "The target table %1 has no column %2, which the source publishes."),
    QT_TRANSLATE_NOOP("phrases", "Nothing of this table was copied further."),
    QT_TRANSLATE_NOOP("phrases", "Add the column on the target, or publish the table without it.")};

inline constexpr Phrase GeneratedInIdentity{
    QT_TRANSLATE_NOOP("phrases", "The replica identity of the table %1 is FULL, and its generated column %2 is not published: from PostgreSQL 18 on the "
                                 "source refuses updates and deletes of such a table's rows once it is published."),
    QT_TRANSLATE_NOOP("phrases", "The application's writes to the table are as before until it is published."),
    QT_TRANSLATE_NOOP("phrases", "Give it a key as its replica identity, or publish stored generated columns, too (publish_generated_columns = stored); tables that are followed by that publication have to be copied again then.")};

inline constexpr Phrase GeneratedNotCarried{
    QT_TRANSLATE_NOOP("phrases", "The column %2 of the target table %1 is an ordinary one, and the source computes it: its values are not copied, nor followed."),
    QT_TRANSLATE_NOOP("phrases", "All other columns are."),
    QT_TRANSLATE_NOOP("phrases", "Make it GENERATED ALWAYS on the target, too, or drop it there, unless the target fills it in its own way.")};

inline constexpr Phrase FedByAnother{
    QT_TRANSLATE_NOOP("phrases", "The target table %1 is already fed by the subscription %2."),
    QT_TRANSLATE_NOOP("phrases", "That subscription goes on undisturbed; nothing was changed."),
    QT_TRANSLATE_NOOP(
        "phrases",
        "Leave the table out here, map it to another target table, or drop the other subscription.")};

inline constexpr Phrase MergeNeedsUniqueIdentity{
    QT_TRANSLATE_NOOP(
        "phrases",
        "The target table %1 is fed by several source tables (%2) whose replica identity is not unique "
        "across them: an update of one could hit a row of another."),
    QT_TRANSLATE_NOOP("phrases", "Nothing was changed."),
    QT_TRANSLATE_NOOP(
        "phrases",
        "Give them a common key that is unique over all of them, publish inserts only, or map them to "
        "separate tables.")};

inline constexpr Phrase LikelySwapped{
    QT_TRANSLATE_NOOP("phrases", "Source and target look swapped: %1."),
    QT_TRANSLATE_NOOP("phrases", "Nothing was changed."),
    QT_TRANSLATE_NOOP("phrases",
                      "Compare the two servers shown. Swap them, or go on if the direction is meant.")};

inline constexpr Phrase PublicationMissing{
    QT_TRANSLATE_NOOP("phrases", "There is no publication %1 on the source."),
    QT_TRANSLATE_NOOP("phrases", "Nothing was changed."),
    QT_TRANSLATE_NOOP(
        "phrases", "Create it in the source database, or correct its name (upper and lower case matter).")};

inline constexpr Phrase PublicationEmpty{
    QT_TRANSLATE_NOOP("phrases", "The publication %1 has no tables."),
    QT_TRANSLATE_NOOP("phrases", "Nothing was changed."),
    QT_TRANSLATE_NOOP("phrases", "Add tables with ALTER PUBLICATION … ADD TABLE …, then refresh.")};

inline constexpr Phrase ColumnListsDiffer{
    QT_TRANSLATE_NOOP("phrases", "The publications %2 and %3 give different columns of the table %1, and PostgreSQL refuses to stream a table for which they do."),
    QT_TRANSLATE_NOOP("phrases", "Nothing was changed."),
    QT_TRANSLATE_NOOP("phrases", "Give the table the same column list in both (ALTER PUBLICATION … SET TABLE), or take it out of one of them.")};

inline constexpr Phrase NoReplicaIdentity{
    QT_TRANSLATE_NOOP(
        "phrases",
        "The table %1 has no replica identity: once it is published, the source refuses updates and "
        "deletes of its rows."),
    QT_TRANSLATE_NOOP("phrases",
                      "The application's writes to the table are as before until it is published."),
    QT_TRANSLATE_NOOP(
        "phrases", "Add a primary key, or set REPLICA IDENTITY USING INDEX with a unique index over NOT NULL "
                   "columns, or REPLICA IDENTITY FULL.")};

inline constexpr Phrase DeferrableKeyIdentity{
    QT_TRANSLATE_NOOP(
        "phrases",
        "The primary key %2 of the table %1 is deferrable and therefore no replica identity: once the "
        "table is published, the source refuses updates and deletes of its rows."),
    QT_TRANSLATE_NOOP("phrases",
                      "The application's writes to the table are as before until it is published."),
    QT_TRANSLATE_NOOP(
        "phrases",
        "Make the key NOT DEFERRABLE, choose another unique index as replica identity, or set REPLICA "
        "IDENTITY FULL.")};

inline constexpr Phrase FilterNeedsFull{
    QT_TRANSLATE_NOOP(
        "phrases",
        "The table %1 is published with a row filter and has columns that can be stored out of line: an "
        "update that moves a row into the filter would arrive without their values."),
    QT_TRANSLATE_NOOP("phrases", "Nothing was changed."),
    QT_TRANSLATE_NOOP("phrases",
                      "Set REPLICA IDENTITY FULL on the table, or publish it without the filter.")};

inline constexpr Phrase OperationNotPublished{
    QT_TRANSLATE_NOOP(
        "phrases",
        "The publication %1 does not publish %2: such changes on the source will not reach the target."),
    QT_TRANSLATE_NOOP("phrases", "All other changes arrive."),
    QT_TRANSLATE_NOOP(
        "phrases",
        "If that is not meant, widen it with ALTER PUBLICATION … SET (publish = …) before the migration "
        "starts.")};

inline constexpr Phrase ViaRootWithLeaves{
    QT_TRANSLATE_NOOP(
        "phrases", "The publication %1 sets publish_via_partition_root, and %2 is published beside its own "
                   "partitions: its rows could arrive by two ways."),
    QT_TRANSLATE_NOOP("phrases", "Nothing was changed."),
    QT_TRANSLATE_NOOP("phrases", "Publish either the partitioned table or its partitions.")};

inline constexpr Phrase ReplicaRoleDenied{
    QT_TRANSLATE_NOOP(
        "phrases",
        "The role %1 may not set session_replication_role on the target, so foreign keys and triggers "
        "there would act on copied rows."),
    QT_TRANSLATE_NOOP("phrases", "Nothing was changed."),
    QT_TRANSLATE_NOOP("phrases",
                      "Connect as a role that may (superuser; from PostgreSQL 15 on, GRANT SET ON PARAMETER "
                      "session_replication_role), or drop foreign keys and triggers until the cutover.")};

inline constexpr Phrase AlwaysTrigger{
    QT_TRANSLATE_NOOP(
        "phrases",
        "The trigger %2 on the target table %1 is enabled ALWAYS or REPLICA: it would act on every copied "
        "and applied row."),
    QT_TRANSLATE_NOOP("phrases", "Nothing was changed."),
    QT_TRANSLATE_NOOP("phrases", "Disable the trigger until the cutover, or create it after the drain.")};

inline constexpr Phrase ForeignKeysActive{
    QT_TRANSLATE_NOOP(
        "phrases", "Foreign keys of the target table %1 would be checked while tables arrive in any order."),
    QT_TRANSLATE_NOOP("phrases", "Nothing was changed."),
    QT_TRANSLATE_NOOP(
        "phrases",
        "Drop them until the cutover; the script recreates them NOT VALID and validates them afterwards.")};

inline constexpr Phrase NotSeen{
    QT_TRANSLATE_NOOP("phrases", "This could not be checked, because the role %2 may not read it: %1."),
    QT_TRANSLATE_NOOP("phrases", "Nothing was changed."),
    QT_TRANSLATE_NOOP(
        "phrases",
        "Grant the role that right (often pg_read_all_stats or pg_monitor), or check it by hand.")};

inline constexpr Phrase HypertableKeyLacksTime{
    QT_TRANSLATE_NOOP(
        "phrases",
        "%1 cannot become a hypertable by its column %3: the key %2 does not hold that column, and TimescaleDB "
        "keeps a key only within chunks."),
    QT_TRANSLATE_NOOP("phrases", "Nothing was changed."),
    QT_TRANSLATE_NOOP("phrases",
                      "Choose a time column that the key holds, or keep the table plain, or give the target's table "
                      "a key with the time column added; a key must then be unique together with the time only.")};

inline constexpr Phrase HypertableReferred{
    QT_TRANSLATE_NOOP("phrases", "%1 is to become a hypertable, and foreign keys of %2 refer to it."),
    QT_TRANSLATE_NOOP("phrases", "Nothing was changed."),
    QT_TRANSLATE_NOOP("phrases",
                      "TimescaleDB takes such keys from 2.16 on; on older targets refuse them in the script.")};

inline constexpr Phrase TimeColumnMissing{
    QT_TRANSLATE_NOOP("phrases", "%1 has no column %2 that could be its time column."),
    QT_TRANSLATE_NOOP("phrases", "Nothing was changed."),
    QT_TRANSLATE_NOOP("phrases", "Choose a timestamp, date or integer column that holds no NULL.")};

inline constexpr Phrase TimescaleMissing{
    QT_TRANSLATE_NOOP("phrases", "%1 is to become a hypertable, but the target has no TimescaleDB."),
    QT_TRANSLATE_NOOP("phrases", "Nothing was changed."),
    QT_TRANSLATE_NOOP("phrases",
                      "Run CREATE EXTENSION timescaledb in the target database, or keep the table plain.")};

} // namespace tidegate::phrases::texts
