<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="en" sourcelanguage="en">
<context>
    <name>BothServers</name>
    <message>
        <source>Choose a source and a target on the first page.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Source</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Target</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Environments</name>
    <message>
        <source>Test</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Staging</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Production</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>EventText</name>
    <message>
        <source>Starting</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Slot made</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Resumed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Tables added</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Tables not followed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Table copied</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>All tables copied</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>In sync</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Paused</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Goes on</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Trying again</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Noticed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Problem</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Command done</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Cutting over</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Drained</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Sequences set</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Cut over</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Stopped</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1: %2</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The migration was stopped; the next start goes on where it was.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The migration has reached the position that it was to stop at.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The migration was cut over; nothing runs any more.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The migration was refused.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The migration is being run elsewhere.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The migration was taken over from elsewhere.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The migration has failed.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Stream held</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Figures</name>
    <message>
        <source>%1 ms</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 s</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 min %2 s</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 h %2 min</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>just now</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>%n minute(s) ago</source>
        <translation>
            <numerusform>%n minute ago</numerusform>
            <numerusform>%n minutes ago</numerusform>
        </translation>
    </message>
    <message>
        <source>today %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>yesterday %1</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>RunCommands</name>
    <message numerus="yes">
        <source>and %n more</source>
        <translation>
            <numerusform>and %n more</numerusform>
            <numerusform>and %n more</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>RunText</name>
    <message>
        <source>Starting</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Making the slot</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Copying</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Catching up</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>In sync</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Draining</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Cut over</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Paused</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Trying again</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Stopped</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Failed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 behind</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1, %2 behind</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>StageText</name>
    <message>
        <source>Name (DNS)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Port (TCP)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Encryption (TLS)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Login</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Server version</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No pooler in between</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Right to replicate</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Right to create schemas</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Right to switch triggers off</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1: %2</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Passed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Passed with a warning</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Failed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>SSH tunnel</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Start</name>
    <message>
        <source>%1 was written by a newer version of Tidegate (format %2, this one knows %3). It was left as it is. Use that version, or start this one with another profile: --profile directory.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 cannot be read: %2. It was left as it is. Repair or move it, or start with another profile: --profile directory.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Tidegate cannot start</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Words</name>
    <message>
        <source>Cut over</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The migration %1 is cut over: the writes on the source rest, the last changes are applied, and the target is the database that counts. Whatever fails before the end is undone.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The migration is over: what is written on the target from then on does not come back to the source.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Every other session on the source database is ended, and what it had not committed is lost.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Rows that somebody still writes on the source are lost.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The source stays read-only until somebody opens it; the SQL for that is shown afterwards.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Reset sequences</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>%n sequence(s) on the target are set to where the source&apos;s stand. Nothing changes on the source.</source>
        <translation>
            <numerusform>%n sequence on the target is set to where the source&apos;s stands. Nothing changes on the source.</numerusform>
            <numerusform>%n sequences on the target are set to where the source&apos;s stand. Nothing changes on the source.</numerusform>
        </translation>
    </message>
    <message>
        <source>Where the target&apos;s sequences stood before is not kept.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Reset them</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>They are on the page. Each is a transaction of its own; the first that fails ends the run, and the next run goes on there.</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>%n trigger(s) or rule(s) act on rows and belong there after the cutover.</source>
        <translation>
            <numerusform>%n trigger or rule acts on rows and belongs there after the cutover.</numerusform>
            <numerusform>%n triggers or rules act on rows and belong there after the cutover.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Run %n without them</source>
        <translation>
            <numerusform>Run %n without them</numerusform>
            <numerusform>Run %n without them</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Run all %n</source>
        <translation>
            <numerusform>Run all %n</numerusform>
            <numerusform>Run all %n</numerusform>
        </translation>
    </message>
    <message>
        <source>Source</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Target</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>As you have edited them, these take something away: %1.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Call off the cutover</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The cutover of %1 is called off: what it did to the writers of the source is undone, and the stream to the target goes on.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1: %2 (%3)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Writers that were stopped by hand stay stopped. Once the target has recorded the cutover, it is too late.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Call it off</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open the source</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The source database takes writes again. Nothing changes on the target, and the migration goes on.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Every other session on the source database is ended, since it would stay read-only.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>If somebody made it read-only on purpose, that is gone.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open it</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Indexes are built outside of a transaction, so that changes go on meanwhile. One that does not get to its end is left invalid; reading the definitions again shows how it is removed.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>phrases</name>
    <message>
        <source>Source and target are the same database, %1.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nothing was changed.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose another server or database as the target.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The target database %1 is in TimescaleDB&apos;s restoring mode (timescaledb.restoring = on).</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>When the restore is finished, run SELECT timescaledb_post_restore() in that database.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The source %1 is a standby. Its snapshots do not tell running transactions from finished ones, so an exact copy from it is impossible.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Use the primary as the source.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>wal_level on the source is %1; logical decoding needs logical.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Set wal_level = logical and restart the source in a quiet moment; with a cloud provider, set its own parameter for logical replication.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The source is PostgreSQL %1; sources from PostgreSQL 13 on can be migrated live.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Upgrade the source first, or migrate it with dump and restore.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>synchronous_standby_names on the source would make Tidegate&apos;s own connection, %1, a synchronous standby: every commit on the source would wait for the migration.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The target table %1 is not empty: it holds %2 rows.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Those rows were not touched.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The source table %1 has no counterpart: the target has no table %2.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Create the table on the target (the schema step does), correct the table map, or leave the table out.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The target table %1 has no column %2, which the source publishes.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nothing of this table was copied further.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Add the column on the target, or publish the table without it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The target table %1 is already fed by the subscription %2.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>That subscription goes on undisturbed; nothing was changed.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Leave the table out here, map it to another target table, or drop the other subscription.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The target table %1 is fed by several source tables (%2) whose replica identity is not unique across them: an update of one could hit a row of another.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Give them a common key that is unique over all of them, publish inserts only, or map them to separate tables.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Source and target look swapped: %1.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Compare the two servers shown. Swap them, or go on if the direction is meant.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is no publication %1 on the source.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Create it in the source database, or correct its name (upper and lower case matter).</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The publication %1 has no tables.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Add tables with ALTER PUBLICATION … ADD TABLE …, then refresh.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The table %1 has no replica identity: once it is published, the source refuses updates and deletes of its rows.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The application&apos;s writes to the table are as before until it is published.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Add a primary key, or set REPLICA IDENTITY USING INDEX with a unique index over NOT NULL columns, or REPLICA IDENTITY FULL.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The primary key %2 of the table %1 is deferrable and therefore no replica identity: once the table is published, the source refuses updates and deletes of its rows.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Make the key NOT DEFERRABLE, choose another unique index as replica identity, or set REPLICA IDENTITY FULL.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The table %1 is published with a row filter and has columns that can be stored out of line: an update that moves a row into the filter would arrive without their values.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Set REPLICA IDENTITY FULL on the table, or publish it without the filter.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The publication %1 does not publish %2: such changes on the source will not reach the target.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>All other changes arrive.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>If that is not meant, widen it with ALTER PUBLICATION … SET (publish = …) before the migration starts.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The publication %1 sets publish_via_partition_root, and %2 is published beside its own partitions: its rows could arrive by two ways.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Publish either the partitioned table or its partitions.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The role %1 may not set session_replication_role on the target, so foreign keys and triggers there would act on copied rows.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Connect as a role that may (superuser; from PostgreSQL 15 on, GRANT SET ON PARAMETER session_replication_role), or drop foreign keys and triggers until the cutover.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The trigger %2 on the target table %1 is enabled ALWAYS or REPLICA: it would act on every copied and applied row.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Disable the trigger until the cutover, or create it after the drain.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Foreign keys of the target table %1 would be checked while tables arrive in any order.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Drop them until the cutover; the script recreates them NOT VALID and validates them afterwards.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This could not be checked, because the role %2 may not read it: %1.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Grant the role that right (often pg_read_all_stats or pg_monitor), or check it by hand.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The connection string cannot be read: %1.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No server was contacted.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Write it as postgresql://user@host:port/database or as host=… port=… dbname=… user=…; in a URI, percent-encode special characters.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No connection to the %1 (%2).</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nothing was changed by this attempt.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Check that the server is running, that this machine may reach it, and that user and password are right.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The connection to the %1 was lost.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What was committed stays; what was not committed is not there, and a running migration does it again, once.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A running migration reconnects by itself. If this goes on, check the server and the network between here and there.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The connection to the %1 was lost while a transaction was committing.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The transaction is there as a whole or not at all; after reconnecting, the journal on the target tells which, so nothing is lost or done twice.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A running migration finds out by itself. Nothing to do, unless the connection goes on breaking.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The %1 refused a statement.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The transaction that it belonged to was rolled back; nothing of it remains.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Mend what the server names, then run this step again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The name %1 has no address.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Check the spelling of the host, and whether this machine needs a VPN or another name server to know it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 refuses connections on port %2.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The host can be reached; nothing was changed.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Check the port, that PostgreSQL is running, and that its listen_addresses includes the address you connect to.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 does not answer on port %2.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Most often a firewall or a security group drops the packets: allow this machine&apos;s address, or connect through the VPN.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 does not offer TLS, and the connection asks for it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No password was sent.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Turn ssl on at the server. Choose sslmode=prefer only where the network itself can be trusted.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The encrypted connection could not be made: %1.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>For verify-ca and verify-full give the provider&apos;s root certificate as sslrootcert, and use the host name that stands in the server&apos;s certificate.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The server does not let %1 in.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Check user and password, and that the role has LOGIN.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The server&apos;s pg_hba.conf does not admit %1 to %2 from this machine.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Add a line for this role, database and client address to pg_hba.conf and reload the server; with a cloud provider, allow this address.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is no database %1 on this server.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>User and password were accepted; nothing was changed.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Check the database&apos;s name, upper and lower case included.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The server has no connection left (%1).</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nothing was changed, and no other session was disturbed.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Close idle sessions or raise max_connections or the role&apos;s connection limit; Tidegate needs one connection per worker and a few more.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The server is starting up or shutting down.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Wait until it accepts connections, then try again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The server is PostgreSQL %1; Tidegate needs %2 or newer.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Upgrade the server first, or migrate it with dump and restore.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The role %1 lacks a right: %2.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Let an administrator of that server grant it, or connect as a role that has it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Between here and the server stands a connection pooler (%1).</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Connect to the database server itself. A pooler hands statements of one session to several backends and knows no replication; a copy through it cannot be exact.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Tidegate met something that it does not understand and stopped: %1.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What was committed stays and is recorded; the next run goes on from there.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Start it again. If it stops in the same way, report it with the log file.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The program %1 was not found, or not in the version that is needed.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Install it (%2), or name its folder in the settings.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 ended with %2: %3</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Its output was not used.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Mend what it names, then run this step again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The file %1 cannot be read or written: %2.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nothing was changed on the servers.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Check the path, its permissions and the space left on its disk.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The plan cannot be used: %1.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Correct the plan&apos;s file, or make the plan anew.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The table map %1 cannot be used: %2.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Write it as {&quot;source&quot;:{&quot;schema&quot;:&quot;…&quot;,&quot;table&quot;:&quot;…&quot;},&quot;target&quot;:{&quot;schema&quot;:&quot;…&quot;,&quot;table&quot;:&quot;…&quot;}}; leave both tables out to move a whole schema.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The command cannot be carried out as written: %1.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>See tidegate-cli --help.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This subscription is already being run on %1 by %2 since %3.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>That run goes on undisturbed; nothing was changed.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Follow it with status. To run it from here instead, ask for --take-over.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This run was taken over by %1.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The other run goes on exactly where this one stopped.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nothing to do here. To get it back, run with --take-over.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The subscription %1 was cut over at %2 and is finished.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nothing was changed; the target is the database that counts.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Clean up what is left of it with drop. A new migration needs a new subscription.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The target knows no subscription %1.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Check its name and that this is the right target; run makes a new one.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The journal on the target was written by a newer Tidegate (version %1).</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>It was not touched.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Use that version of Tidegate, or a newer one.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nobody runs the subscription %1 at present, so the command has no one to carry it out.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Start it with run, then give the command again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The running engine has not answered the command %1 in time.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The command is recorded and may still be carried out; nothing else was changed.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Look at status before you give it again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The cutover cannot start yet: %1.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Source and target go on as before.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Clear what is named, then try again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Prepared transactions are open on the source: %1. If they commit after the cutover, their changes would be missing on the target.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The cutover has not passed this point.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Have each committed or rolled back (COMMIT PREPARED, ROLLBACK PREPARED) by whoever owns it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The sequence %1 has no counterpart on the target.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>All other sequences can be set.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>If the application uses it, create it on the target, then copy the sequences again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The role %2 may not read or set the sequence %1.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The sequence was left as it is; all others can be set.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Grant SELECT on the source&apos;s sequence (USAGE on its schema too) and UPDATE on the target&apos;s, then copy the sequences again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The sequence %1 is defined otherwise on the target: %2.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Its value is carried over wherever the target&apos;s definition allows it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>If that is not meant, alter the target&apos;s sequence before the application writes there.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The target&apos;s sequence %1 stands at %2, beyond the source&apos;s %3.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>It was left there: set back, it could give the same values twice.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A gap is all that follows. If no row on the target uses those values, set it back by hand.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The replication slot %1 is not on the source any more, and with it the changes that it kept.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The source is untouched; the target stands as it was at the last recorded position.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The source has invalidated the replication slot %1: %2.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The slot %1 has been confirmed up to %2, but the target holds changes only up to %3. The target may have been restored or failed over to an older state.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nothing was applied, so that the gap is not hidden.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The slot %1 kept %2 of WAL on the source, more than the limit of %3 that you set, and was dropped.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The source is safe: it can remove that WAL now. The target stands as it was at the last recorded position.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The slot %1 keeps %2 of WAL on the source; at this rate there is no room left in %3 seconds.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The source runs as usual so far; nothing is lost.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Let the stream go on (resume it, give the target more power), free disk space on the source, or let the slot go before the disk is full.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The source was failed over or restored: its timeline was %1 and is now %2. Changes may be missing between the two, and nobody can tell which.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Applying has stopped; the target stands as it was before.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The source is another server than the one this migration started from: system identifier %1 is recorded, %2 was found.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nothing was read from it and nothing was changed.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Waiting for a transaction on the source that was open before (transaction %1): %2.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nothing is locked while waiting; the source works on undisturbed.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Let it end. If it is forgotten, have its owner commit it, roll it back, or end the session.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The source sent something that is not in the replication protocol: %1.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nothing of it was applied; the target stands as it was at the last recorded position.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Check that no pooler or proxy stands in between and that the server runs its latest minor version. If it comes again, report it with the log file.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Transaction %2 (%3) is half on the target, and the source sent it a second time with fewer rows of %1 than the first time.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Changes of that table are not applied any more; all other tables go on.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A row filter or the publications were others in between. Have the table copied again (resync), and report it if nobody changed anything.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%2 on %1 hit %3 rows on the target instead of one (transaction %4, position %5, row %6). The target differs from the source there.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The change was rolled back and its position kept, so it is not lost.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Find out who else writes to this table on the target and stop it; then resync the table.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The target refused %2 on %1 (transaction %3, position %4, row %5).</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The change was rolled back and its position kept; everything before it is on the target.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A row of %1 arrived without the value of %2 (position %3), because the source did not send a large value that the update left as it was.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The row was not written without it; its position is kept.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Set REPLICA IDENTITY FULL on that table on the source, then resync it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The definition of %1 has changed on the source: %2.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A part of the table %1 could not be copied.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nothing of that part is on the target; parts that were finished stay finished.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Mend what the server names; the part is copied again at the next attempt.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The definition of the table %1 changed while it was being copied: %2.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nothing was copied under a mixture of the two definitions.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Make the same change on the target, then refresh; the table is copied anew.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The table %1 is no longer followed: %2.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Its rows on the target stay as they were at that moment; all other tables go on.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Clear the cause, then resync the table.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 was truncated on the source, but its target %2 also holds rows from elsewhere, which nobody can tell apart safely.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No row on the target was deleted; the table has stopped, all others go on.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Delete the rows that came from that table on the target by hand, or empty the whole target table and resync all that feeds it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 cannot be copied anew alone, because its target %2 also holds rows from elsewhere, which nobody can tell apart safely.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No row on the target was deleted.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>In %1, %2 rows on the target come from before the migration or are not what the source&apos;s changes expect.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>They were counted and not deleted; rows that the migration itself copied are exact.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Compare the table before the cutover; if the two sides shall be equal, empty it and resync it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The stream is not running, so that commits on the source do not wait for it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Name your standbys in synchronous_standby_names instead of *, then reload the source. A run that was going on goes on by itself.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 cannot become a hypertable by its column %3: the key %2 does not hold that column, and TimescaleDB keeps a key only within chunks.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose a time column that the key holds, or keep the table plain, or give the target&apos;s table a key with the time column added; a key must then be unique together with the time only.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 is to become a hypertable, and foreign keys of %2 refer to it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>TimescaleDB takes such keys from 2.16 on; on older targets refuse them in the script.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 has no column %2 that could be its time column.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose a timestamp, date or integer column that holds no NULL.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 is to become a hypertable, but the target has no TimescaleDB.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Run CREATE EXTENSION timescaledb in the target database, or keep the table plain.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 is not a table of this migration, or no publication holds it any more.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Write the name as schema.table, as status shows it; add the table to the publication by its name, and refresh the publication if the run goes on.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The SSH tunnel cannot be made as it is written: %1.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Write the SSH server as user@host or user@host:port, and the database server behind it as host and port, as the SSH server knows them.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The SSH server %1 is not among the known hosts. It shows the key %2.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nothing was sent to it: neither a name nor a key of yours.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Compare the fingerprint with what the server&apos;s administrator says. If it is the same, connect once by hand and confirm it: %3</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The SSH server %1 shows another key than before: %2.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nothing was sent to it. Somebody may be posing as this server.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Ask the server&apos;s administrator whether its key was changed. Only if it was, and the fingerprint is the same, remove the old key (%3) and connect once by hand.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The SSH server %1 refuses the login.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The database server was not contacted.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Check the SSH user and the key; a key with a pass phrase must be in the SSH agent (ssh-add). This must get through without a question: %2</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The SSH server %1 does not answer.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What was committed stays; nothing is changed meanwhile.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Check host and port of the SSH server, and whether a firewall or a VPN stands in between. A running migration tries again by itself.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The SSH tunnel through %1 does not stand.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Mend what ssh names; try it by hand: %2. A running migration brings the tunnel back by itself.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The SSH server %1 does not connect to the database server: %2.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The SSH login itself has worked; nothing was changed.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Check the database&apos;s host and port as the SSH server sees them, that PostgreSQL listens there, and that the SSH server permits forwarding (AllowTcpForwarding, PermitOpen).</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The command %1 was refused: %2</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nothing was changed by it, and an engine that runs goes on as before.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Do what its answer says, then give the command again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The engine that runs this subscription reports: %1.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What was copied and applied stays; it tries again by itself, from exactly there.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>If it stays like this, read the log of the program that runs it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The engine on %1 has shown no sign of life for %2 seconds.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What it committed stays; a run that is started anew goes on exactly there.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Look at that program and at its way to the target. If it has ended, start the run here.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The cutover was aborted, as asked.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The source is the database that counts, and the stream goes on.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>If the writers were stopped by hand, let them go on. Start the cutover again when you like.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is no cutover of %1 going on that could be aborted.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Look at status: it has ended, or was not begun.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Empty the table. If those rows shall stay beside the copied ones, run tidegate-cli with --allow-nonempty.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What came before is on the target; what was written since is kept on the source, and none of it is lost.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Run on the target: %3; the rest follows by itself. If values were computed anew on the source (USING), have the table copied again then: tidegate-cli resync --table %1.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The definition of %1 has changed on the source, and rows with it: %2.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Run on the target: %3; the rest is to be copied again, while the other tables go on: tidegate-cli resync --table %1.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is nothing to run on the target; the rest follows by itself.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is nothing to run on the target; the rest is to be copied again, while the other tables go on: tidegate-cli resync --table %1.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Everything must be copied again: find out who dropped the slot, then drop the subscription with the rows that it has brought to the target (tidegate-cli drop --empty-target) and start the migration anew.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The changes between the two positions cannot be fetched again, so everything must be copied again: drop the subscription with the rows that it has brought to the target (tidegate-cli drop --empty-target) and start the migration anew.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Everything must be copied again: find out what held up the stream, then drop the subscription with the rows that it has brought to the target (tidegate-cli drop --empty-target) and start the migration anew.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Everything must be copied again: drop the subscription with the rows that it has brought to the target (tidegate-cli drop --empty-target) and start the migration anew from the present primary.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Mend what the server names (a constraint, a trigger, a right); the stream then goes on by itself. A single change that the target is never to have is left out, and recorded, by tidegate-cli skip --lsn %4.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 publishes %2 through its root: PostgreSQL does not send a TRUNCATE of one of its partitions then, and its rows would stay on the target.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Until the cutover, empty a partition by DELETE, or by TRUNCATE of the root; or detach it, which is noticed. Else copy the table again (resync), or publish the partitions by themselves (publish_via_partition_root = false).</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 (%2) is copied from one snapshot and not in ranges of its keys: about %3, at %4 a second for each connection.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>All other tables go on meanwhile. Changes of this one are put aside on the target, and made when it was copied.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Have room on the source for old row versions of that time and about %5 of WAL, at this second&apos;s pace. ANALYZE the table if it has a primary key in whose order rows were added; unique keys of the target that do not hold that column are better created after the copy.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nothing was changed, and nothing will be lost by that.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The source is an SQL_ASCII database: nobody has checked the encoding of its text, and the target takes %1 alone.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nothing was changed. A text that is not %1 stops its table or change by name.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Correct such texts on the source, or use a target with SQL_ASCII; with UTF8 if they are that.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The source&apos;s texts are %1; the target is a %2 database, which cannot hold all of them as they are.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nothing was changed. A text that the target cannot hold stops its table or change by name.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Use a target with UTF8, unless you know your texts.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The replica identity of the table %1 is FULL, and its generated column %2 is not published: from PostgreSQL 18 on the source refuses updates and deletes of such a table&apos;s rows once it is published.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Give it a key as its replica identity, or publish stored generated columns, too (publish_generated_columns = stored); tables that are followed by that publication have to be copied again then.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The column %2 of the target table %1 is an ordinary one, and the source computes it: its values are not copied, nor followed.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>All other columns are.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Make it GENERATED ALWAYS on the target, too, or drop it there, unless the target fills it in its own way.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Everything must be copied again: mend the reason (where the source removed WAL, raise max_slot_wal_keep_size or free disk space; for idle_timeout, idle_replication_slot_timeout; else wal_level), then drop the subscription with the rows that it has brought to the target (tidegate-cli drop --empty-target) and start the migration anew.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Connect to the original source. If this one has taken its place for good (restored, upgraded), everything must be copied again: drop the subscription, whose rows stay on the target, empty its tables there by hand, and start the migration anew.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 (%2) is copied from one snapshot: about %3, at %4 a second for each connection. The first change of it holds up the changes of all tables for so long.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Have room on the source for about %5 of WAL, at this second&apos;s pace; or choose a quiet time. Changes of a table are put aside instead if its target is its own; and a range of keys is smaller where the statistics know more values: ALTER TABLE … ALTER COLUMN … SET STATISTICS, then ANALYZE.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The publications %2 and %3 give different columns of the table %1, and PostgreSQL refuses to stream a table for which they do.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Give the table the same column list in both (ALTER PUBLICATION … SET TABLE), or take it out of one of them.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>std</name>
    <message>
        <source>Schema</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Extension</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Type</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Function</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Table</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Sequence</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Key</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Hypertable</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Index</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Foreign key</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>View</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Trigger or rule</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Removal of an invalid index</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Validation of a foreign key</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>text</name>
    <message>
        <source>SQLSTATE %1</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>tidegate::ask::DangerDialog</name>
    <message>
        <source>This cannot be undone:</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;SQL that will run:</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Production is part of this migration. &amp;Type %1 to go on:</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>tidegate::charts::FiguresModel</name>
    <message>
        <source>Time</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>tidegate::charts::LineChart</name>
    <message>
        <source>Figures: %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1: nothing yet</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1. %2</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>tidegate::charts::RunCharts</name>
    <message>
        <source>%1: %2</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Row copy</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>copied</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>expected, about</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>copy rate</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>apply rate</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Lag behind the source</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>not received</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>not applied</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>not flushed for good</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>time</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>tidegate::charts::Scale</name>
    <message>
        <source>rows</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>thousand rows</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>million rows</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>rows/s</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>thousand rows/s</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>million rows/s</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>B</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>MB</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>GB</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>TB</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>s</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>min</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>h</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 rows/s</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>0 s</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>kB</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>tidegate::frame::EventLog</name>
    <message>
        <source>The migration was started from this window.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Watching the migration %1, which runs elsewhere.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Asked of the engine elsewhere: %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Watching was stopped; the run goes on.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>tidegate::frame::RunOptions</name>
    <message>
        <source>The plan names no publication on the source. Make one for the chosen tables on the page Source.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>tidegate::frame::WatchStrip</name>
    <message>
        <source>Take co&amp;ntrol…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Stop &amp;watching</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Read-only: this run lives %1.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>You control a run that lives %1. What you ask for is carried out there.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>elsewhere</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>on %1 since %2</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>on %1 as process %2 since %3</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1: %2 (%3, %4)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Take control</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Take control of the run %1?</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>It goes on %1. Pause, resume, stop, copy again and the cutover are then written as commands into the journal on the target, and that engine carries them out on these servers, as if they had been given there:
%2
Each is asked about first, as ever. Whoever else looks after this run should know.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Take control</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>tidegate::pages::ActivityModel</name>
    <message>
        <source>Engine</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Note</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Warning</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Problem</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Time</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Kind</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Table</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What happened</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>tidegate::pages::ActivityPage</name>
    <message>
        <source>Activity</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Filter</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Copy selection</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Copy &amp;all that is shown</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Save to a file…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Go to the &amp;newest</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What is shown</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>All that happened</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Warnings and problems</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Problems alone</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>All, with the engine&apos;s log</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Filter by text or table</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>F&amp;ollow the newest</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What happened</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The whole entry</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>%1 of %n entries shown.</source>
        <translation>
            <numerusform>%1 of %n entry shown.</numerusform>
            <numerusform>%1 of %n entries shown.</numerusform>
        </translation>
    </message>
    <message>
        <source>Older ones are gone.</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>%n problem(s)</source>
        <translation>
            <numerusform>%n problem</numerusform>
            <numerusform>%n problems</numerusform>
        </translation>
    </message>
    <message>
        <source>Nothing yet</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No problems</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Save what is shown</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Text files (*.txt *.log)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Saved to %1.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>tidegate::pages::AfterSwitchView</name>
    <message>
        <source>SQL that opens the source again</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Sessions on both servers</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Server</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Application</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Role</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Address</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Sessions</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Writing</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The applications &amp;go here now (no password):</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The source takes no writes any more. This would open it again:</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>First write on the target that is not Tidegate&apos;s:</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Who is connected:</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Cut over at %1 UTC, decided by %2.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Not known: the target does not count rows (track_counts is off).</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>%n row(s) in %1, between %2 and %3 UTC.</source>
        <translation>
            <numerusform>%n row in %1, between %2 and %3 UTC.</numerusform>
            <numerusform>%n rows in %1, between %2 and %3 UTC.</numerusform>
        </translation>
    </message>
    <message>
        <source>The migration&apos;s last sessions are still ending.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>None since %1 UTC. What was before cannot be told.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Source</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Target</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>(no name)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>local or hidden</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>nobody</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>tidegate::pages::Checklist</name>
    <message>
        <source>It was cut over before.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nobody runs the migration, so nobody would apply the last changes. Start it on the page Sync.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The migration is paused. Let it go on first.</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>%n table(s) are not copied and caught up yet: %1</source>
        <translation>
            <numerusform>%n table is not copied and caught up yet: %1</numerusform>
            <numerusform>%n tables are not copied and caught up yet: %1</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n table(s) were given up and have to be copied again: %1</source>
        <translation>
            <numerusform>%n table was given up and has to be copied again: %1</numerusform>
            <numerusform>%n tables were given up and have to be copied again: %1</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n published table(s) do not belong to the migration: %1</source>
        <translation>
            <numerusform>%n published table does not belong to the migration: %1</numerusform>
            <numerusform>%n published tables do not belong to the migration: %1</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n definition(s) differ on the target: %1</source>
        <translation>
            <numerusform>%n definition differs on the target: %1</numerusform>
            <numerusform>%n definitions differ on the target: %1</numerusform>
        </translation>
    </message>
    <message>
        <source>The target is %1 behind; the writes would have to rest for long.</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>%n prepared transaction(s) are open on the source: %1</source>
        <translation>
            <numerusform>%n prepared transaction is open on the source: %1</numerusform>
            <numerusform>%n prepared transactions are open on the source: %1</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n sequence(s) cannot be set on the target: %1</source>
        <translation>
            <numerusform>%n sequence cannot be set on the target: %1</numerusform>
            <numerusform>%n sequences cannot be set on the target: %1</numerusform>
        </translation>
    </message>
    <message>
        <source>The migration is run on %1 by %2.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>It is not paused.</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>%n table(s) are copied and follow the source.</source>
        <translation>
            <numerusform>%n table is copied and follows the source.</numerusform>
            <numerusform>%n tables are copied and follow the source.</numerusform>
        </translation>
    </message>
    <message>
        <source>No table was given up.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Every published table belongs to the migration.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The target is %1 behind.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>How far the target is behind is not known yet.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No prepared transaction is open on the source.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Every sequence can be set on the target.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Sequences are not set by the cutover: that is yours to do.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The target lacks a change that was skipped by choice: %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What the source has changed about tables, columns and enums is on the target, too.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>tidegate::pages::CleanupModel</name>
    <message>
        <source>What goes</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>On the</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Size</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>State</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>tidegate::pages::CleanupPage</name>
    <message>
        <source>Cleanup</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Look again</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Clean up…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>S&amp;top</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What cleaning up removes</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>SQL that removes it</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Keep all of it for now</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Remove what is listed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The source is &amp;gone for good: forget the journal all the same</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What the migration left behind has not been looked at</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Slot, publication and journal are listed here, with the SQL that removes them. Looking changes nothing, and your tables and rows stay in any case.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Not looked at</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No servers</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Looking…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Stopped</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Named like this migration&apos;s, but no journal says so, and thus left alone: %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nothing left</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>%n left behind</source>
        <translation>
            <numerusform>%n left behind</numerusform>
            <numerusform>%n left behind</numerusform>
        </translation>
    </message>
    <message>
        <source>An engine runs the migration on %1, since %2: &amp;stop it first</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Clean up</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 What is listed is removed from both servers; tables and rows stay.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The migration ends. Changes on the source are no longer kept for the target.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The journal is gone: who cut over, and when, is then known from this window&apos;s activity alone.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The engine that runs the migration is stopped.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The slot may still be on the source. If it comes back, remove the slot by hand, or its disk fills.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Cleaning up…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Cleaning up was stopped. Doing it again removes what is left.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1: %2</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Cleaned up</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Something is left</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Everything that the migration left behind is removed. Tables and rows are as they were.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Not everything could be removed. The list says what is left and why; the SQL removes it by hand.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Failed</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>tidegate::pages::CleanupText</name>
    <message>
        <source>Replication slot %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Publication %1, made by Tidegate</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Journal of the migration %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Schema %1 with the journal</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>keeps %1 of WAL</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Not known: its server is away</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Gone already</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Removed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Was gone</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Left: %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Left, since something before it could not be removed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>All tables and their rows stay on both servers.</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>%n migrated table(s) stay on the target, %1; the source&apos;s tables stay too.</source>
        <translation>
            <numerusform>%n migrated table stays on the target, %1; the source&apos;s tables stay too.</numerusform>
            <numerusform>%n migrated tables stay on the target, %1; the source&apos;s tables stay too.</numerusform>
        </translation>
    </message>
    <message>
        <source>No migration of this name has begun.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The migration was cut over at %1 UTC by %2. What is listed is no longer needed.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The migration was not cut over. Cleaning up ends it: the slot goes, so changes since the last one are not kept, and a new migration copies everything again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Source</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Target</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Rows of %1</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>tidegate::pages::ClosedSource</name>
    <message>
        <source>SQL that opens the source again</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The source takes no writes: its database is read-only by default, perhaps since an engine was ended in the middle of a cutover. The migration goes on; this would open the source again:</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>tidegate::pages::ConnectionDialog</name>
    <message>
        <source>New connection</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Connection %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>a source</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>a target</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Test &amp;as</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Keep it for this session</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The password was not stored in %1: %2 Nothing was saved yet. Unlock the keyring and save again, or use a passfile (PGPASSFILE).</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Waiting for %1 to be unlocked.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The test was cancelled</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Cancel the &amp;test</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Test</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>tidegate::pages::ConnectionForm</name>
    <message>
        <source>&amp;Paste a URI:</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Name:</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>En&amp;vironment:</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Host:</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>P&amp;ort:</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Database:</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;User:</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Pass&amp;word:</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Encryption:</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Root certificate:</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Root certificate</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>C&amp;lient certificate:</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Client certificate</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Client &amp;key:</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Client key</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Further para&amp;meters:</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Encrypted, server verified (verify-full)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Encrypted, authority verified (verify-ca)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Encrypted, not verified (require)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Encrypted if the server can (prefer)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Not encrypted (disable)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 on %2</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The fields are filled from the URI.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>SSH tunnel throu&amp;gh:</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>user@host:22, if the host above is reached from there</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Host and port above are then as this SSH server sees them. Its host key must be known.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>SSH ke&amp;y:</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>SSH key</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>SSH con&amp;figuration:</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>SSH configuration</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>All files (*)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>those of the SSH agent and of ~/.ssh</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Not set: as PGSSLMODE says, else prefer</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>tidegate::pages::ConnectionModel</name>
    <message>
        <source>Source</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Target</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Testing…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Not tested</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1, %2</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1, PostgreSQL %2</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Name</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Environment</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Server</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Role</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Last test</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>tidegate::pages::ConnectionsPage</name>
    <message>
        <source>Connections</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;New connection…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Edit…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Test</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Use as &amp;source</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Use as t&amp;arget</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>E&amp;xchange source and target</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Delete…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No server is saved yet</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Save the server that you move from and the one that you move to. Paste a connection URI, or fill in the fields; the test then says what is missing, stage by stage.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Saved connections</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>None saved</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>%n saved</source>
        <translation>
            <numerusform>%n saved</numerusform>
            <numerusform>%n saved</numerusform>
        </translation>
    </message>
    <message>
        <source>Cancel the &amp;test</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Delete a saved connection</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Delete the saved connection %1?</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Its password is removed from %1 too. The server itself is not touched.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Delete</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The test was cancelled</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A migration is running between source and target; stop it before you choose others.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Passwords are kept until the window is closed, in memory alone. %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Both chosen</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The connections are not on the disk: %1 They stay as they are here until you close the window; the next change tries again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The connections are saved.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>tidegate::pages::CutoverPage</name>
    <message>
        <source>Cutover</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The engine was stopped before the cutover was done.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Look again</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Cut over…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Preview sequences</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Reset sequences…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Copy connection st&amp;ring</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>S&amp;top</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What must be so before the cutover</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Is it ready?</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>How are the writes stopped?</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>C&amp;utover</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Se&amp;quences</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is nothing to cut over yet</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Once a migration has begun, here stands what is missing for the cutover. Nothing is changed by looking.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Not looked at</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No servers</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Failed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Not begun</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Cut over</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Ready to cut over</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Ready</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>%n thing(s) stand in the way</source>
        <translation>
            <numerusform>%n thing stands in the way</numerusform>
            <numerusform>%n things stand in the way</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n in the way</source>
        <translation>
            <numerusform>%n in the way</numerusform>
            <numerusform>%n in the way</numerusform>
        </translation>
    </message>
    <message>
        <source>Setting the sequences was stopped; doing it again is harmless.</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>%n sequence(s) set, %1 stood right already.</source>
        <translation>
            <numerusform>%n sequence set, %1 stood right already.</numerusform>
            <numerusform>%n sequences set, %1 stood right already.</numerusform>
        </translation>
    </message>
    <message>
        <source>Cutting over…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The cutover was asked for in this window.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nobody waits for the cutover any more. An engine that has taken it carries it out all the same.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Not cut over</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Not known</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Call o&amp;ff the cutover</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open t&amp;he source…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>It was asked to call off the cutover, in this window.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Opening the source was stopped; doing it again is harmless.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The source takes writes again.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>tidegate::pages::CutoverProgress</name>
    <message>
        <source>Progress of the cutover</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Waiting for the engine that runs elsewhere</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Writes rest for %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Writes go on</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Gives up and opens the source again in %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Writes rest for at least %1</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>tidegate::pages::CutoverStep</name>
    <message>
        <source>Looking once more whether all is ready</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Stopping the writes on the source</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Waiting for transactions that were open</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Looking for prepared transactions</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Marking the last change</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Applying the last changes on the target</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Setting the sequences</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Recording the cutover</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Done</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Undoing what was done on the source</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>tidegate::pages::DefinitionChoice</name>
    <message>
        <source>If a table is altered on the source</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>wait until the target was altered, too</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>go on without it, and copy it again</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>If a table is a&amp;ltered on the source:</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>All tables wait at that change. The statement for the target is shown; once you have run it, everything goes on by itself.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The other tables go on. That one stops; once you have altered it on the target, its rows there are removed and copied again, which takes the time of its copy.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A run takes this when it starts: stop it, choose, and start again.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>tidegate::pages::FileField</name>
    <message>
        <source>Choose…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose: %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Certificates and keys (*.crt *.pem *.key *.der)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>All files (*)</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>tidegate::pages::FindingList</name>
    <message numerus="yes">
        <source>and %n more</source>
        <translation>
            <numerusform>and %n more</numerusform>
            <numerusform>and %n more</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n table(s) are not on the target yet. They are made on the page Schema.</source>
        <translation>
            <numerusform>%n table is not on the target yet. It is made on the page Schema.</numerusform>
            <numerusform>%n tables are not on the target yet. They are made on the page Schema.</numerusform>
        </translation>
    </message>
    <message>
        <source>Note</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Mind this</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Stands in the way</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>tidegate::pages::FindingView</name>
    <message>
        <source>Statement that mends it</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What the checks found</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1: %2</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>and %n more</source>
        <translation>
            <numerusform>and %n more</numerusform>
            <numerusform>and %n more</numerusform>
        </translation>
    </message>
    <message>
        <source>Nothing stands in the way.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This would mend it, on the source:</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This would mend it, on the target:</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>tidegate::pages::FindingsList</name>
    <message>
        <source>What is to be decided or known before the scripts run</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>tidegate::pages::FreshStart</name>
    <message>
        <source>rows stood there before, or come from several tables</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>whether it is the table that was filled is not known</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>it is a view or a foreign table</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>a trigger of it would act</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>something before it could not be removed</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>and %n more</source>
        <translation>
            <numerusform>and %n more</numerusform>
            <numerusform>and %n more</numerusform>
        </translation>
    </message>
    <message>
        <source>%1: %2</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Start anew</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>The migration %1 ends, and the rows that it has brought to %n table(s) of the target are removed, so that the same plan can be started anew:
%2</source>
        <translation>
            <numerusform>The migration %1 ends, and the rows that it has brought to %n table of the target are removed, so that the same plan can be started anew:
%2</numerusform>
            <numerusform>The migration %1 ends, and the rows that it has brought to %n tables of the target are removed, so that the same plan can be started anew:
%2</numerusform>
        </translation>
    </message>
    <message>
        <source>These keep their rows, and have to be looked at before the start:
%1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Remove and start anew</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Starting anew removed %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the source could not be asked whether it has its rows still</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>a new run would not copy all of its rows again</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>something below it keeps its rows, or is a foreign table</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>something below it may have been attached with rows</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>what it is a partition of keeps its rows</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The source has another history now: timeline %1, and the rows are of timeline %2. What it lost then is on the target alone, and goes with them.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Starting anew left %1: %2</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>another migration fills it, too, or has filled it</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>a table that went to it has left the migration earlier, or may have gone to it</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>it has columns that the migration does not fill</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The source was set back: its WAL ends before %1, up to which the target has its changes. What it lost then is on the target alone, and goes with them.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>All rows that stand in these tables on the target are gone: those of the source until they have been copied again, those that somebody has written there directly for good.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the rows of %1</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>tidegate::pages::MembershipDialog</name>
    <message>
        <source>The statements that will run on the source</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Change the publication</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Add or remove tables</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Filter by schema or table</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Tables of the source</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Publication:</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Change the publication</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Tidegate has not made it: others may read it, too.</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>%n table(s) leave the migration: %1. Their rows stay on the target and do not follow any more.</source>
        <translation>
            <numerusform>%n table leaves the migration: %1. Its rows stay on the target and do not follow any more.</numerusform>
            <numerusform>%n tables leave the migration: %1. Their rows stay on the target and do not follow any more.</numerusform>
        </translation>
    </message>
    <message>
        <source>&amp;Change it</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The publication %1 on the source is changed.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>tidegate::pages::MembershipModel</name>
    <message>
        <source>unknown</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>about %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>will join</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>will leave</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>published</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>not published</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>not published; no table of this name on the target</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Table</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Rows</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Size</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Standing</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>tidegate::pages::PasswordField</name>
    <message>
        <source>Keep it for this session only</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Kept; type to replace it</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Stored in: this session only. %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Stored in: this session only.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Stored in: %1.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>tidegate::pages::PublicationCard</name>
    <message>
        <source>Name of the &amp;migration:</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Not looked at</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The publication bears it already.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Slot and publication are named after it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose tables first</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The page Tables is where they are chosen; then they are published here.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The name is taken</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is a publication %1 that Tidegate did not make, so it is left alone. Give the migration another name.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Not published yet</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>%n table(s) are to be published as %1. Nothing is sent by that before a migration runs.</source>
        <translation>
            <numerusform>%n table is to be published as %1. Nothing is sent by that before a migration runs.</numerusform>
            <numerusform>%n tables are to be published as %1. Nothing is sent by that before a migration runs.</numerusform>
        </translation>
    </message>
    <message>
        <source>Differs from what is chosen</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The publication %1 holds other tables than the ones chosen.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Published</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>%n table(s) are published as %1.</source>
        <translation>
            <numerusform>%n table is published as %1.</numerusform>
            <numerusform>%n tables are published as %1.</numerusform>
        </translation>
    </message>
    <message>
        <source>Chosen, but no longer on the source: %1.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Mind: without a primary key the source refuses UPDATE and DELETE on these as soon as they are published: %1.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Run on the source</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Statement, which can be changed</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>tidegate::pages::RunCommands</name>
    <message>
        <source>Pause the migration</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Pause copying and applying?</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Pause</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Stop the migration</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Stop the engine cleanly?</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What was copied and applied stays, and the next start goes on exactly there. The slot stays too. %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Stop</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Copy tables again</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>The rows of %n table(s) are removed from the target and copied again from the source; all other tables go on meanwhile. Tables that share a target table with these are copied again too:
%1</source>
        <translation>
            <numerusform>The rows of %n table are removed from the target and copied again from the source; all other tables go on meanwhile. Tables that share its target table are copied again too:
%1</numerusform>
            <numerusform>The rows of %n tables are removed from the target and copied again from the source; all other tables go on meanwhile. Tables that share a target table with these are copied again too:
%1</numerusform>
        </translation>
    </message>
    <message>
        <source>The rows that stand in these tables on the target are gone, until they have been copied again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Remove and copy again</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Tables leave the migration</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>%n table(s) are no longer published and leave the migration:
%1</source>
        <translation>
            <numerusform>%n table is no longer published and leaves the migration:
%1</numerusform>
            <numerusform>%n tables are no longer published and leave the migration:
%1</numerusform>
        </translation>
    </message>
    <message>
        <source>&amp;Let them leave</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Their rows stay on the target as they are and do not follow the source any more. To follow it again, a table must be copied again, into an empty table.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Skip a change</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The stream waits at a change that the target refuses. It is left out there; everything else of its transaction, and all that follows, is made.

%1 on %2
Row: %3
Transaction %4, position %5</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The target says: %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The target differs from the source by this change for good. It is recorded, and named before the cutover.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Skip this change</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>tidegate::pages::RunNotice</name>
    <message>
        <source>&amp;Try again</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Ta&amp;ke over…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Details</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What happened</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The engine elsewhere was stopped; nobody runs this migration now. A start goes on exactly where it stopped.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The engine elsewhere has ended with a failure, and nobody runs this migration now.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Start here</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Watch it</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Not everything was removed for the fresh start:
%1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Start a&amp;new…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>S&amp;kip this change…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The slot is there and has every change since: a start goes on exactly where it stopped. Nothing was changed.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The target knows nothing of this migration any more: somebody has taken it away. Nothing was removed now; rows that it has brought may stand in its tables still, and a start looks for them.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The fresh start was stopped before anything was removed.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The fresh start was stopped. This is removed already, and everything else is as it was:
%1</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>tidegate::pages::RunPanel</name>
    <message>
        <source>How far back the charts show</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Last 10 minutes</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Last hour</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Last 6 hours</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Last day</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>tidegate::pages::RunQuestion</name>
    <message>
        <source>Run “before the copy”</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Run “after the copy”</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>%n statement(s) will run on %1.</source>
        <translation>
            <numerusform>%n statement will run on %1.</numerusform>
            <numerusform>%n statements will run on %1.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Run %n statement(s)</source>
        <translation>
            <numerusform>Run %n statement</numerusform>
            <numerusform>Run %n statements</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n statement(s) of “before the copy” have not run yet.</source>
        <translation>
            <numerusform>%n statement of “before the copy” has not run yet.</numerusform>
            <numerusform>%n statements of “before the copy” have not run yet.</numerusform>
        </translation>
    </message>
    <message>
        <source>This window has not seen the copy finish. What is made before makes the copy slower, and an index being made takes longer beside the changes of its table.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The target is not in sync yet: until then rows may lack those that they refer to, and a foreign key then fails. Run again once it is in sync.</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>%n foreign key(s) are made after the cutover: the role of the target&apos;s connection may not set session_replication_role there, so that they would act on what the stream brings. Once it may, read the definitions again to make them before.</source>
        <translation>
            <numerusform>%n foreign key is made after the cutover: the role of the target&apos;s connection may not set session_replication_role there, so that it would act on what the stream brings. Once it may, read the definitions again to make it before.</numerusform>
            <numerusform>%n foreign keys are made after the cutover: the role of the target&apos;s connection may not set session_replication_role there, so that they would act on what the stream brings. Once it may, read the definitions again to make them before.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n foreign key(s) belong there after the cutover, if a migration is to begin: the role of the target&apos;s connection may not set session_replication_role there, so that they would act on what the stream brings.</source>
        <translation>
            <numerusform>%n foreign key belongs there after the cutover, if a migration is to begin: the role of the target&apos;s connection may not set session_replication_role there, so that it would act on what the stream brings.</numerusform>
            <numerusform>%n foreign keys belong there after the cutover, if a migration is to begin: the role of the target&apos;s connection may not set session_replication_role there, so that they would act on what the stream brings.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>tidegate::pages::RunStarter</name>
    <message>
        <source>Start the migration</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Start the migration %1?</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>On the source a replication slot is made, which keeps WAL until it is dropped. On the target the schema _tidegate is made, which remembers what was copied and applied. Then the tables of the publication %1 are copied, and their changes follow.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Start</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Take the migration over</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The engine that runs the migration %1 elsewhere is ended, and it goes on here, exactly where that one stopped. Nothing is lost and nothing is copied twice.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Whoever watches the other engine sees it end.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Take over</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>tidegate::pages::SchemaPage</name>
    <message>
        <source>Schema</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Stopped. What has run stays on the target; the next run goes on where it stopped.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Read &amp;definitions</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Ca&amp;ncel</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Run “&amp;before the copy”…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Run “&amp;after the copy”…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Add the &amp;time column to the key</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Keep it a &amp;plain table</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Edit the statement</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Re&amp;fuse</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>As it was &amp;generated</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Copy</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Copy a&amp;ll</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Save as .sql…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>F&amp;ilter</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This edit holds until the window is closed and is not kept in the plan: it seems to hold a password.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Save the script</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>SQL (*.sql)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Saved as %1.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Progress</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Statements before the copy</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What rows need: schemas, types, tables, the keys by which changes find their rows, and hypertables. Run it before the copy starts.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Statements after the copy</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Other indexes, foreign keys, views and statistics; triggers and rules last, which belong there after the cutover.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The target has not been prepared</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The definitions of the chosen tables are read from the source by pg_dump and shown as two scripts: what is made before the copy, and what after it. Reading changes nothing; you read, edit or refuse each statement before anything runs.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Read again</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The tables or the servers have changed since these scripts were made. They no longer fit and are not run; your decisions about statements are kept.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Before the copy (%1 to run)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>After the copy (%1 to run)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Res&amp;tore</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Stopped. What has run stays on the target. The index that was being built is left invalid: read the definitions again, which shows the statement that removes it; the next run goes on there.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>tidegate::pages::SchemaState</name>
    <message>
        <source>Looking at both servers…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>pg_dump reads the source&apos;s tables (1 of 2)…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>pg_dump reads the source&apos;s keys and indexes (2 of 2)…</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>%n to run</source>
        <translation>
            <numerusform>%n to run</numerusform>
            <numerusform>%n to run</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n statement(s) to run before the copy.</source>
        <translation>
            <numerusform>%n statement to run before the copy.</numerusform>
            <numerusform>%n statements to run before the copy.</numerusform>
        </translation>
    </message>
    <message>
        <source>Prepared</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>The target is ready for the copy. %n statement(s) are left for after it.</source>
        <translation>
            <numerusform>The target is ready for the copy. %n statement is left for after it.</numerusform>
            <numerusform>The target is ready for the copy. %n statements are left for after it.</numerusform>
        </translation>
    </message>
    <message>
        <source>All made</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The target has all that was chosen.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No servers</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose a source and a target first.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Running…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Running %1 of %2: %3</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No tables</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose tables first.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Reading…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Not read</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The source&apos;s definitions have not been read.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Out of date</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The scripts no longer fit; read again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Failed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Statement %1 failed. The next run goes on there.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Needs a decision</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>%n decision(s) to make before it can run.</source>
        <translation>
            <numerusform>%n decision to make before it can run.</numerusform>
            <numerusform>%n decisions to make before it can run.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>tidegate::pages::ScriptModel</name>
    <message>
        <source>State</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Makes</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Object</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Of the table</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>tidegate::pages::ScriptPanel</name>
    <message>
        <source>Filter by state, kind, object or table</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>tidegate::pages::SequenceModel</name>
    <message>
        <source>not readable</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1, not used yet</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No counterpart on the target</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Another sequence is further along</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Cannot be set</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Becomes %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Stands right</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Sequence on the source</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Stands at</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Sequence on the target</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What becomes of it</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>tidegate::pages::SequencesPanel</name>
    <message>
        <source>SQL that sets the sequences</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Sequences of the migration</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Sequence values do not travel with the changes. The cutover sets them by itself, after the writes have stopped; here they can be looked at before, or set as a rehearsal.</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>%n sequence(s); %1 would be set, %2 need a look.</source>
        <translation>
            <numerusform>%n sequence; %1 would be set, %2 need a look.</numerusform>
            <numerusform>%n sequences; %1 would be set, %2 need a look.</numerusform>
        </translation>
    </message>
    <message>
        <source>Not looked at yet.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>tidegate::pages::ServerFactsView</name>
    <message>
        <source>The two servers side by side</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Source</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Target</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Version</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>TimescaleDB</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>none</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 (%2)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Database</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1, %2</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Encoding</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Role</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1, superuser</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1, may replicate</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1, may not replicate</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Other sessions</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>not needed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Free slots</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Free WAL senders</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>WAL that a slot may keep</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>no limit</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>tidegate::pages::SlotCard</name>
    <message>
        <source>Replication slot on the source</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Slot on the source</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>WAL kept:</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Growth:</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Full:</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Let go at:</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>–</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>shrinking, %1 a second</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 a second</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>no limit of ours</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>tidegate::pages::SourcePage</name>
    <message>
        <source>Source</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Check both servers</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Publish the chosen tables…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Run the statement…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>S&amp;top</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What the checks found</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Publication on the source</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The servers have not been looked at</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose a source and a target on the first page, then check them. A check changes nothing on either.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Not checked</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No servers</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Checking…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Stopped</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>%n in the way</source>
        <translation>
            <numerusform>%n in the way</numerusform>
            <numerusform>%n in the way</numerusform>
        </translation>
    </message>
    <message>
        <source>No tables yet</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Not published</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>%n to mind</source>
        <translation>
            <numerusform>%n to mind</numerusform>
            <numerusform>%n to mind</numerusform>
        </translation>
    </message>
    <message>
        <source>Ready</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Mend it</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This statement runs on the source.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This statement runs on the target.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Run it</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Publish the chosen tables</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>%n table(s) are published on the source. Their changes can then be followed; without a primary key or another replica identity the source refuses UPDATE and DELETE on them.</source>
        <translation>
            <numerusform>%n table is published on the source. Its changes can then be followed; without a primary key or another replica identity the source refuses UPDATE and DELETE on it.</numerusform>
            <numerusform>%n tables are published on the source. Their changes can then be followed; without a primary key or another replica identity the source refuses UPDATE and DELETE on them.</numerusform>
        </translation>
    </message>
    <message>
        <source>Publish</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Running…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Run on the server: %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Failed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Check again</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>tidegate::pages::StagesView</name>
    <message>
        <source>passed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>not passed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The server&apos;s words: %1</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>tidegate::pages::StatementPanel</name>
    <message>
        <source>Why it stands so</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>SQL of the statement</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Statement %1 of %2: %3</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>tidegate::pages::StatementText</name>
    <message>
        <source>Refused</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There already</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Left out</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Other</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>To run, edited</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>To run</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Running</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Done</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Failed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>You have refused it: it does not run unless you restore it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The target has something of this name already. It is not compared, and not touched.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A view may need tables that were not chosen. Restore it if it does not.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Not needed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Checks the rows that are there, while changes go on. Rows may lack those that they refer to until the target is in sync.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Runs outside of a transaction, so that the changes of the table go on meanwhile. If it fails or is cancelled, an invalid index is left: read the definitions again, then it is removed and built anew.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>When its turn came, there was nothing for it to do.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Statement %1 failed: %2. It may have left an invalid index. Mend what the server names and read the definitions again, which shows the statement that removes it; the next run goes on there.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Statement %1 failed: %2. It left nothing behind. Rows may lack those that they refer to until the target is in sync: run again once it is, and it goes on there.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Statement %1 failed: %2. It left nothing behind. Edit or refuse it, or mend what the server names, and run again: it goes on there.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A build of this index has not got to its end, and it is invalid: no query uses it. It is removed only if it is still so when this runs and nobody builds it, and then built anew.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>tidegate::pages::StopWritesChoice</name>
    <message>
        <source>Tidegate makes the source &amp;read-only</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>I have stopped the applications &amp;by hand</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Set the &amp;sequences on the target</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>SQL that stops the writes</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>never</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source> s</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Give up, and open the source again, after:</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>New sessions on the source database can only read, and every other session is ended. If the cutover fails, this is undone. After it the source stays closed until somebody opens it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>
-- What undoes it:
</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nothing is run on the source. Whoever writes there after the cutover has begun loses those rows; this shows who is still connected:</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>tidegate::pages::SyncModel</name>
    <message>
        <source>unknown</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1/s</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Table</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>On the target</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>State</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Copied</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Rows copied</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Rows a second</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Rows applied</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Last error</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Rows captured</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The stream has waited %1 for the copy of this table.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Copy takes still</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Stream held for</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>tidegate::pages::SyncPage</name>
    <message>
        <source>Sync</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Start</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Pause…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Res&amp;ume</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>St&amp;op…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Copy again…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Add or remove tables…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Re&amp;fresh tables</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Fi&amp;gures instead of charts</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>F&amp;ilter</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Remove the rows of the chosen tables on the target and copy them again</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The migration is not running</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 The engine answered: %2</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Looking…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Looking at the target…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Not running</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Copying %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The slot stays on the source and keeps its WAL; Start goes on exactly there.</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>%n table(s) stopped</source>
        <translation>
            <numerusform>%n table stopped</numerusform>
            <numerusform>%n tables stopped</numerusform>
        </translation>
    </message>
    <message>
        <source>&amp;Watch a run elsewhere</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Show the run of another program on this target, without changing anything</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Start copies the published tables to the target and follows their changes. A migration that was started before goes on exactly where it stopped. You are asked before anything is made on a server.

If another program runs it, you can watch that.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The plan in this window is of another migration, %1. Start %2 where its plan is, or with tidegate-cli.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 Asked of the engine elsewhere: %2. It has not answered yet.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Removing…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Removing rows from the target…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A&amp;nother target table…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Copy the chosen table again, into another table of the target</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>tidegate::pages::SyncText</name>
    <message>
        <source>i waiting</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>d copying</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>f catching up</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>s caught up</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>r ready</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 stopped</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 %</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Not known yet</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Lost</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The source has removed WAL that the target still needs. The migration has to begin anew.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>About to be lost</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Raise max_slot_wal_keep_size on the source now, or let the migration catch up.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Soon full</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Raise max_slot_wal_keep_size on the source, or let the migration catch up.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Growing</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Watch it: the source keeps more WAL than it planned to.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Safe</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>in about %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>not growing</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>not known: watch the source&apos;s disk</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Meanwhile the source keeps all WAL that it writes; %1 are kept now.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Meanwhile the source keeps all WAL that it writes: %1 now, %2 more each second. Nothing but its disk limits that.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Meanwhile the source keeps all WAL that it writes: %1 now, %2 more each second. It is full in about %3; then the slot is lost and the migration has to begin anew.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>since %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>attempt %1 in %2</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 rows/s</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>copied in about %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>in sync in about %1</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>tidegate::pages::TableList</name>
    <message>
        <source>Filter by schema or table</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Which tables are shown</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>All tables</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Not ready yet</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>With an error</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Tables of the migration</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>%1 of %n table(s) ready</source>
        <translation>
            <numerusform>%1 of %n table ready</numerusform>
            <numerusform>%1 of %n tables ready</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1 of %n table(s) ready, %2 stopped</source>
        <translation>
            <numerusform>%1 of %n table ready, %2 stopped</numerusform>
            <numerusform>%1 of %n tables ready, %2 stopped</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>tidegate::pages::TableModel</name>
    <message>
        <source>None would do</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Suggested: %1 (%2)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 (%2)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>unknown</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>about %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Table</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Size</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Rows</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Rows are found by</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Time column</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Chunk interval</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>On the target</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>tidegate::pages::TableText</name>
    <message>
        <source>timestamp with time zone</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>timestamp without time zone</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>date</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>a number that looks like a time</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>never NULL</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>may be NULL</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>leads an index</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>in an index</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>in the key</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>named like a time</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>named like one that changes later</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>rows lie in its order</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>rows do not lie in its order</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Whole row</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>None: inserts only</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Primary key (%1)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Index (%1)</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>tidegate::pages::TablesPage</name>
    <message>
        <source>Tables</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Read tables</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose &amp;all</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose &amp;none</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Filter</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Tables of the source</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Filter by schema or table</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What stands out about the chosen tables</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The source&apos;s tables have not been read</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose a source on the first page, then read its tables. Nothing is changed on it by that.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Not read</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No source</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Reading…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Try again</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>%1 of %n table(s) chosen, %2; %3 become hypertables</source>
        <translation>
            <numerusform>%1 of %n table chosen, %2; %3 become hypertables</numerusform>
            <numerusform>%1 of %n tables chosen, %2; %3 become hypertables</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n chosen</source>
        <translation>
            <numerusform>%n chosen</numerusform>
            <numerusform>%n chosen</numerusform>
        </translation>
    </message>
    <message>
        <source>None chosen</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>and %n more</source>
        <translation>
            <numerusform>and %n more</numerusform>
            <numerusform>and %n more</numerusform>
        </translation>
    </message>
    <message>
        <source>Needs a decision</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>tidegate::pages::TargetDialog</name>
    <message>
        <source>What the engine will do on the target</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Copy it &amp;there…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Another table on the target</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 goes into %2 so far. It is copied again, into the table that you name here, which must be there and empty; all other tables go on meanwhile. If it is only to be called otherwise, rename it on the target: the migration follows that by itself, and nothing is copied.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Schema on the target:</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Table on the target:</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Copy %1 again, into %2?</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>All other tables go on meanwhile. The rows that are in %1 stay there and do not follow the source any more; for it to come back, that table must be emptied and filled again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Copy it there</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>tidegate::pages::TestPanel</name>
    <message>
        <source>Stages of the connection test</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1: the test was cancelled</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1: testing…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Not tested</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1: %2</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>tidegate::pages::TimeColumnDelegate</name>
    <message>
        <source>Time column</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>None: a plain table</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 (%2)</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>tidegate::pages::WatchDialog</name>
    <message>
        <source>Watch a run</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Runs on this target</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Subscription</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>State</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Source database</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Publications</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Host</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Role</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Since</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Several migrations are run to this target. Watching changes nothing on any server.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Watch</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>tidegate::pages::WatchStarter</name>
    <message>
        <source>Choose the target on the first page: what is known of a run stands there.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nobody runs a migration to this target at present. Start runs it here.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>tidegate::shell::Closing</name>
    <message>
        <source>A migration is running</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Stop the migration and close the window?</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What was copied and applied stays. The slot stays on the source and keeps its WAL until the migration goes on; the next start goes on exactly there.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Stop and close</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Keep running in the tray</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Tidegate: a migration is running</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>tidegate::shell::Header</name>
    <message>
        <source>to</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No source chosen</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No target chosen</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Next: %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Not running</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>in sync since %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>watching %1</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>tidegate::shell::MainWindow</name>
    <message>
        <source>Tidegate</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;File</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Quit</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;View</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Help</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;About Tidegate</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>About Tidegate</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Tidegate %1 moves a live PostgreSQL or TimescaleDB database.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Free software under the GNU General Public License, version 3 or later. It uses Qt (LGPL 3, Qt Charts GPL 3), libpq (PostgreSQL licence), QtKeychain (BSD) and spdlog (MIT).</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>tidegate::shell::NextStep</name>
    <message>
        <source>wait until the engine has started.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>make the indexes and foreign keys that were left for after the copy.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>After the copy</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>cut over when you are ready. You are asked first.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Cut over…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>wait; the last changes are being applied.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>resume; while paused the source keeps its WAL.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>See the run</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>see what went wrong; nothing that was committed is lost.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>wait; the target is not yet in sync.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>test both connections.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Test them</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>choose the tables that move.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose tables</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>check both servers; that changes nothing on them.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Check</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>make the tables on the target; you read each statement before it runs.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Prepare the target</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>settle what stands in the way, then check again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>See what it is</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>save both servers as connections and choose the source and the target.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose servers</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>nothing; the migration is over.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>clean up, once nobody needs the source any more.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Clean up…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>start again; the migration goes on exactly where it stopped.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Go on</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>publish the chosen tables; you read the SQL first.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Publish</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>start the migration. You are asked first.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Start…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>whoever runs it can cut over; to do it from here, take control first.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>see what went wrong; everything must be copied again.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>tidegate::shell::Rail</name>
    <message>
        <source>Phases</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1: %2</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>tidegate::vault::KeychainVault</name>
    <message>
        <source>Access was denied.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the Windows Credential Manager</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the macOS Keychain</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the desktop&apos;s keyring</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>tidegate::vault::MemoryVault</name>
    <message>
        <source>memory, for this session only</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>tidegate::vault::SessionFirstVault</name>
    <message>
        <source>The window was started so.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No keychain answers here: %1</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>tidegate::widgets::Banner</name>
    <message>
        <source>Dismiss the message</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Dismiss</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>tidegate::widgets::ScriptView</name>
    <message>
        <source>Copy SQL</source>
        <translation type="unfinished"></translation>
    </message>
</context>
</TS>
