// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "apply/byte_texts.h"

#include <string>

namespace tidegate::apply {

namespace {

constexpr int escaped = 150000;

/// The database's encoding, if each of its characters is one byte; SQL_ASCII counts, whose bytes are converted nowhere.
std::string byteEncoding(postgres::Connection &connection)
{
    return connection.exec("SELECT CASE WHEN pg_encoding_max_length(encoding) = 1 THEN pg_encoding_to_char(encoding) END"
                           " FROM pg_catalog.pg_database WHERE datname = current_database()")
        .text(0, 0);
}

} // namespace

bool ByteTexts::differ()
{
    if (!m_differ) {
        const bool fromEscaped = m_source.serverVersion() >= escaped;
        const bool toEscaped = m_target.serverVersion() >= escaped;
        m_differ = fromEscaped != toEscaped;
        if (!fromEscaped && !toEscaped) {
            const auto encoding = byteEncoding(m_source);
            m_differ = encoding.empty() || encoding != byteEncoding(m_target);
        }
    }
    return *m_differ;
}

} // namespace tidegate::apply
