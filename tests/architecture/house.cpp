// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "house.h"

#include <algorithm>
#include <regex>
#include <sstream>
#include <stdexcept>

namespace tidegate::architecture {

namespace {

constexpr int longest = 400;

std::string at(const SourceFile &source, int line, const std::string &what)
{
    return source.path + ":" + std::to_string(line) + ": " + what;
}

/// A word that must not stand in some part of the tree, and why.
struct Ban {
    std::string part;   // where: "engine", "gui", or "" for everywhere
    std::string except; // what may: the beginning of a path, or several with | between; or ""
    std::regex pattern; // in the code, or in the path of an include if `include`
    bool include;
    std::string why;
};

const std::vector<Ban> &bans()
{
    const auto code = [](const char *pattern) { return std::regex(pattern); };
    static const std::vector<Ban> list = {
        {"engine", "", code(R"(\btr\()"), false, "the engine speaks in codes; phrases/ holds the sentences"},
        {"", "", code(R"(\bQEventLoop\b|\bprocessEvents\()"), false, "no nested event loops"},
        {"gui", "gui/app/", code(R"(\bexec\()"), false,
         "no nested event loop: open() or popup(), and a signal"},
        {"gui", "", code(R"((\.|->)exec\()"), false, "no nested event loop: open() or popup(), and a signal"},
        {"gui", "gui/ask/", code("^Q(MessageBox|FileDialog|InputDialog|ErrorMessage|ProgressDialog)$"), true,
         "questions go through ask/"},
        {"gui", "gui/vault/", code("keychain\\.h$"), true, "passwords go through vault/"},
        {"gui", "gui/charts/", code("^QtCharts|Chart(View)?$|Series$"), true, "charts are drawn in charts/"},
        {"", "", code(R"(\bstd::(jthread|stop_token|stop_source|format|expected|source_location|views)\b)"),
         false, "not in GCC 12, libc++ 14 and MinGW 12 alike"},
        {"", "", code("^(format|expected|source_location|stop_token)$"), true,
         "not in GCC 12, libc++ 14 and MinGW 12 alike"},
        {"engine", "engine/postgres/quoting", code(R"([^:\w.>]quoted\()"), false,
         "postgres::quoted(): for a std::string std::quoted is the better match, where <chrono> brings that along"},
        {"engine", "engine/postgres/", code("libpq"), true, "only postgres/ includes libpq"},
        {"gui", "", code("libpq"), true, "only postgres/ includes libpq"},
        {"engine", "",
         code("^(QtWidgets|QtGui|QtCharts|QWidget|QApplication|QGuiApplication|QMessageBox|QDialog)"), true,
         "the engine has nothing graphical"},
        {"engine", "", code("keychain"), true, "the engine knows no keychain"},
        {"engine", "engine/endpoint/", code("^(QtNetwork|QTcp|QSsl|QNetwork|QHostInfo|QHostAddress|QLocalS)"),
         true, "Qt Network only in endpoint/"},
        {"engine", "engine/process/platform.cpp|engine/postgres/socket_wait.cpp|engine/cli/console.cpp",
         code("^(unistd|poll|signal|fcntl|windows|winsock2|pwd|spawn)\\.h$|^sys/"), true,
         "platform headers only in the few files that are about a platform"},
    };
    return list;
}

} // namespace

House::House(const std::string &table)
{
    std::istringstream lines(table);
    for (std::string line; std::getline(lines, line);) {
        if (line.empty() || line.front() == '#')
            continue;
        const auto colon = line.find(':');
        if (colon == std::string::npos)
            throw std::runtime_error("rooms.txt: no colon in: " + line);
        Row row;
        std::istringstream words(line.substr(colon + 1));
        for (std::string word; words >> word;) {
            if (word == "-")
                row.freeRooms = false;
            else if (word.size() > 2 && word.compare(word.size() - 2, 2, ".h") == 0)
                row.headers.insert(word);
            else if (word.back() == '*')
                row.values.insert(word.substr(0, word.size() - 1));
            else
                row.rooms.insert(word);
        }
        m_rows[line.substr(0, colon)] = row;
    }
    for (const auto &[room, row] : m_rows) {
        std::set<std::string> path;
        collect(room, m_allowed[room], path);
        if (row.freeRooms)
            m_allowed[room].insert({"base", "phrases", "progress"});
    }
}

void House::collect(const std::string &room, std::set<std::string> &open, std::set<std::string> &path) const
{
    const auto row = m_rows.find(room);
    if (row == m_rows.end())
        throw std::runtime_error("rooms.txt: no such room: " + room);
    if (!path.insert(room).second)
        throw std::runtime_error("rooms.txt: a circle through " + room);
    for (const auto &value : row->second.values) {
        if (m_rows.count(value) == 0)
            throw std::runtime_error("rooms.txt: no such room: " + value);
        open.insert(value);
    }
    open.insert(row->second.headers.begin(), row->second.headers.end());
    for (const auto &other : row->second.rooms) {
        open.insert(other);
        collect(other, open, path);
    }
    path.erase(room);
}

bool House::mayInclude(const std::string &room, const std::string &header) const
{
    const auto &allowed = m_allowed.at(room);
    const auto other = header.substr(0, header.find('/'));
    return allowed.count(header) > 0 || other == room || "gui/" + other == room || allowed.count(other) > 0
           || allowed.count("gui/" + other) > 0;
}

Offences arrows(const House &house, const std::vector<SourceFile> &sources)
{
    Offences offences;
    for (const auto &source : sources) {
        const auto room = source.room();
        if (source.part() == "tests" || room.empty())
            continue;
        if (!house.knows(room)) {
            offences.push_back(at(source, 1, "rooms.txt has no room " + room));
            continue;
        }
        for (const auto &include : source.includes) {
            const bool isMoc =
                include.path.size() > 4 && include.path.find(".moc") == include.path.size() - 4;
            if (!include.quoted || isMoc)
                continue;
            if (include.path.find('/') == std::string::npos)
                offences.push_back(at(source, include.line, "write it as \"room/" + include.path + "\""));
            else if (!house.mayInclude(room, include.path))
                offences.push_back(at(source, include.line, room + " may not include " + include.path));
        }
        // One page never includes another: what two pages need is a widget.
        const auto page = [](const std::string &path) {
            return path.substr(0, path.find('/', path.find('/') + 1));
        };
        for (const auto &include : source.includes) {
            const bool isPage = room == "gui/pages" && include.path.rfind("pages/", 0) == 0;
            if (isPage && page(include.path) != page(source.path.substr(4)))
                offences.push_back(at(source, include.line, "a page may not include another page"));
        }
    }
    return offences;
}

Offences words(const std::vector<SourceFile> &sources)
{
    Offences offences;
    for (const auto &source : sources) {
        for (const auto &ban : bans()) {
            const bool excepted =
                !ban.except.empty() && std::regex_search(source.path, std::regex("^(" + ban.except + ")"));
            if ((!ban.part.empty() && source.part() != ban.part) || excepted)
                continue;
            if (ban.include) {
                for (const auto &include : source.includes) {
                    if (std::regex_search(include.path, ban.pattern))
                        offences.push_back(at(source, include.line, include.path + ": " + ban.why));
                }
                continue;
            }
            std::sregex_iterator found(source.code.begin(), source.code.end(), ban.pattern), end;
            for (; found != end; ++found) {
                const auto line =
                    std::count(source.code.begin(), source.code.begin() + found->position(), '\n');
                offences.push_back(at(source, static_cast<int>(line) + 1, found->str() + ": " + ban.why));
            }
        }
    }
    return offences;
}

Offences shapes(const std::vector<SourceFile> &sources)
{
    static const std::string licence = "// SPDX-FileCopyrightText: Tidegate contributors\n"
                                       "// SPDX-License-Identifier: GPL-3.0-or-later\n";
    Offences offences;
    for (const auto &source : sources) {
        if (source.lines > longest)
            offences.push_back(at(source, source.lines, "past 400 lines a file is two files"));
        if (source.text.rfind(licence, 0) != 0)
            offences.push_back(at(source, 1, "no SPDX header in its first two lines"));
        const bool isHeader = source.path.compare(source.path.size() - 2, 2, ".h") == 0;
        if (isHeader && source.code.find("#pragma once") == std::string::npos)
            offences.push_back(at(source, 1, "no #pragma once"));
    }
    return offences;
}

} // namespace tidegate::architecture
