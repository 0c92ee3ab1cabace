// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "pgoutput/message.h"

#include <QStringList>

#include <cstdint>
#include <map>
#include <string>

namespace tidegate::pgoutput {

/// Writes what a server sent as one line a message, with names for oids and without what differs from run to
/// run: LSN, time, xid, transactions that changed nothing (servers before 15 send those), and a relation or
/// type sent again as it was (the server does so whenever its cache was emptied).
class Transcript
{
public:
    void add(const Message &message);
    /// The lines since the last call.
    QStringList take();

private:
    std::string line(const Begin &) const { return "begin"; }
    std::string line(const Commit &) const { return "commit"; }
    std::string line(const Origin &origin) const;
    std::string line(const Relation &relation);
    std::string line(const Type &type);
    std::string line(const Insert &insert) const;
    std::string line(const Update &update) const;
    std::string line(const Delete &del) const;
    std::string line(const Truncate &truncate) const;
    std::string line(const LogicalMessage &message) const;
    const std::string &nameOf(std::uint32_t relation) const;

    std::map<std::uint32_t, std::string> m_relations;
    std::map<std::uint32_t, std::string> m_types;
    std::map<std::uint32_t, std::string> m_described; // the last line of each relation or type
    QStringList m_lines;
};

/// The lines of a text, without the blanks around them and without empty ones.
QStringList lines(const char *text);

} // namespace tidegate::pgoutput
