// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "transcript.h"

#include "pgoutput/copy_data.h"
#include "pgoutput/decoder.h"

#include "support/cluster.h"

#include <string>
#include <vector>

namespace tidegate::pgoutput {

/// A database of its own with a publication, and the stream of its slot by plain libpq. Every message that
/// passes is also encoded again and held against the server's bytes; a difference throws.
class SourceStream
{
public:
    struct Options {
        std::string preparation;                    ///< SQL before the publication, not in the stream
        std::string publication = "FOR ALL TABLES"; ///< after CREATE PUBLICATION p
        std::string plugin = {};                    ///< more options of pgoutput: ", binary 'true'"
    };

    SourceStream(const support::Cluster &cluster, const std::string &database, const Options &options);

    support::Session &sql() { return m_sql; }
    /// Runs each text (several statements in one are one transaction) and returns what came of them.
    QStringList after(const std::vector<std::string> &statements);
    /// Of all transactions of the last after(), those that changed nothing too; the last one is its own mark.
    const std::vector<Begin> &begins() const { return m_begins; }
    const std::vector<Commit> &commits() const { return m_commits; }
    const std::vector<Lsn> &messageLsns() const { return m_messageLsns; }

    void send(const StandbyStatus &status);
    /// The next keepalive, passing over the changes before it.
    PrimaryKeepalive nextKeepalive();

private:
    CopyData receive();
    const Message &decode(const XLogData &data);
    bool isMarker(const Message &message);

    support::Session m_sql;
    support::Session m_marks; // its own, for m_sql may be under an origin
    support::Session m_replication;
    std::string m_received; // what the last receive() gave; messages point into it
    Decoder m_decoder;
    Transcript m_transcript;
    std::uint32_t m_markerRelation = 0;
    int m_marker = 0;
    std::vector<Begin> m_begins;
    std::vector<Commit> m_commits;
    std::vector<Lsn> m_messageLsns;
};

} // namespace tidegate::pgoutput
