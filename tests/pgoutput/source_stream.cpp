// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "source_stream.h"

#include "round_trip.h"

#include <stdexcept>

namespace tidegate::pgoutput {

namespace {

std::string created(const support::Cluster &cluster, const std::string &database)
{
    cluster.createDatabase(database);
    return cluster.conninfo(database);
}

} // namespace

SourceStream::SourceStream(const support::Cluster &cluster, const std::string &database,
                           const Options &options)
    : m_sql(created(cluster, database))
    , m_marks(cluster.conninfo(database))
    , m_replication(cluster.conninfo(database) + " replication=database")
{
    m_sql.exec(options.preparation + ";CREATE SCHEMA tests; CREATE TABLE tests.marker (n int)");
    // The publication before the slot: the walsender reads it as of each change's time.
    m_sql.exec("CREATE PUBLICATION p " + options.publication);
    m_sql.exec("CREATE PUBLICATION markers FOR TABLE tests.marker WITH (publish = 'insert')");
    m_sql.exec("SELECT pg_create_logical_replication_slot('" + database + "', 'pgoutput')");
    const std::string start = "START_REPLICATION SLOT \"" + database
        + "\" LOGICAL 0/0 (proto_version '1', publication_names 'p,markers'" + options.plugin + ")";
    PGresult *result = PQexec(m_replication.raw(), start.c_str());
    const auto status = PQresultStatus(result);
    PQclear(result);
    if (status != PGRES_COPY_BOTH)
        throw std::runtime_error(start + ": " + PQerrorMessage(m_replication.raw()));
}

CopyData SourceStream::receive()
{
    char *buffer = nullptr;
    // Blocks no longer than wal_sender_timeout, for nothing is sent back meanwhile.
    const int size = PQgetCopyData(m_replication.raw(), &buffer, 0);
    if (size < 0)
        throw std::runtime_error(std::string("the stream ended: ") + PQerrorMessage(m_replication.raw()));
    m_received.assign(buffer, static_cast<std::size_t>(size));
    PQfreemem(buffer);
    return parseCopyData(m_received);
}

const Message &SourceStream::decode(const XLogData &data)
{
    const Message &message = m_decoder.decode(data.payload);
    if (const char *wrong = wrongWith(message, data.payload))
        throw std::runtime_error(wrong);
    return message;
}

bool SourceStream::isMarker(const Message &message)
{
    if (const auto *relation = std::get_if<Relation>(&message); relation && relation->name == "marker")
        m_markerRelation = relation->oid;
    const auto *insert = std::get_if<Insert>(&message);
    return insert && insert->relation == m_markerRelation && m_markerRelation != 0;
}

QStringList SourceStream::after(const std::vector<std::string> &statements)
{
    for (const auto &statement : statements)
        m_sql.exec(statement);
    m_marks.exec("INSERT INTO tests.marker VALUES (" + std::to_string(++m_marker) + ")");

    m_begins.clear();
    m_commits.clear();
    m_messageLsns.clear();
    bool marked = false;
    while (true) {
        const CopyData data = receive();
        const auto *wal = std::get_if<XLogData>(&data);
        if (!wal)
            continue;
        const Message &message = decode(*wal);
        const auto *relation = std::get_if<Relation>(&message);
        if (isMarker(message))
            marked = true;
        else if (!relation || relation->oid != m_markerRelation)
            m_transcript.add(message);
        if (const auto *begin = std::get_if<Begin>(&message))
            m_begins.push_back(*begin);
        if (const auto *logical = std::get_if<LogicalMessage>(&message))
            m_messageLsns.push_back(logical->lsn);
        if (const auto *commit = std::get_if<Commit>(&message)) {
            m_commits.push_back(*commit);
            if (marked)
                break;
        }
    }
    return m_transcript.take();
}

void SourceStream::send(const StandbyStatus &status)
{
    const auto message = standbyStatusUpdate(status);
    if (PQputCopyData(m_replication.raw(), message.data(), static_cast<int>(message.size())) != 1
        || PQflush(m_replication.raw()) != 0)
        throw std::runtime_error(PQerrorMessage(m_replication.raw()));
}

PrimaryKeepalive SourceStream::nextKeepalive()
{
    while (true) {
        const CopyData data = receive();
        if (const auto *keepalive = std::get_if<PrimaryKeepalive>(&data))
            return *keepalive;
    }
}

} // namespace tidegate::pgoutput
