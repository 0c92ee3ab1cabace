// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "postgres/connection.h"

#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace tidegate::postgres {

/// A walsender connection: creates slots and receives a logical stream. Belongs to one thread.
/// PostgreSQL docs, "Streaming Replication Protocol". What it gives are CopyData payloads, still framed
/// (pgoutput/copy_data.h reads them).
class ReplicationConnection
{
public:
    ReplicationConnection(const ConnectionParameters &parameters, SessionOptions options, StopToken stop);
    ~ReplicationConnection();

    /// CREATE_REPLICATION_SLOT … LOGICAL pgoutput NOEXPORT_SNAPSHOT: the snapshot that slot creation can export
    /// is not wanted, each unit has its own (exactness.md rule 4). Returns the consistent point.
    Lsn createSlot(const std::string &slot);
    void startReplication(const std::string &slot, Lsn from, const std::vector<std::string> &publications,
                          bool messages);

    /// The next CopyData payload, valid until the next call; an empty view if nothing came in `milliseconds`.
    /// Throws ConnectionLostError also when the server ended the stream.
    std::string_view receive(int milliseconds);
    /// The memory that receive()'s last view points into, which then outlives the next call.
    std::shared_ptr<const char> keepBuffer();
    /// Sends one CopyData payload (a standby status update).
    void send(std::string_view payload);

    Connection &connection() { return m_connection; }

private:
    Connection m_connection;
    char *m_buffer = nullptr;
};

} // namespace tidegate::postgres
