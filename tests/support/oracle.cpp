// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "support/oracle.h"

#include "support/cluster.h"

#include <optional>

namespace tidegate::support {

namespace {

constexpr std::uint64_t rowsShown = 5;

/// Servers of different versions and settings must print a value the same way.
Session openPlain(const std::string &conninfo)
{
    Session session(conninfo);
    session.exec("SET search_path = pg_catalog; SET DateStyle = 'ISO, YMD'; SET IntervalStyle = 'postgres';"
                 "SET TimeZone = 'UTC'; SET extra_float_digits = 3; SET bytea_output = 'hex';"
                 "SET client_encoding = 'UTF8'; SET statement_timeout = 0; SET row_security = off");
    return session;
}

std::vector<std::string> columnsOf(Session &session, const std::string &table)
{
    std::vector<std::string> names;
    const auto rows = session.exec("SELECT attname FROM pg_attribute WHERE attrelid = $1::text::regclass "
                                   "AND attnum > 0 AND NOT attisdropped ORDER BY attnum",
                                   {table});
    for (const auto &row : rows)
        names.push_back(*row.front());
    return names;
}

std::string orderedRows(const std::string &table, const std::vector<std::string> &columns)
{
    std::string list;
    for (const auto &column : columns)
        list += (list.empty() ? "t." : ", t.") + quotedName(column);
    return "COPY (SELECT line FROM (SELECT ROW(" + list + ")::text COLLATE \"C\" AS line FROM " + table
           + " t) q ORDER BY line) TO STDOUT";
}

/// COPY's escaping keeps the order of bytes except for the escaped ones, so lines are compared unescaped.
std::optional<std::string> nextLine(Session &session)
{
    auto line = session.copyLine();
    if (!line)
        return line;
    std::string plain;
    plain.reserve(line->size());
    for (std::size_t i = 0; i < line->size(); ++i) {
        const char c = (*line)[i];
        if (c == '\\' && i + 1 < line->size()) {
            static const std::string codes = "bfnrtv", meanings = "\b\f\n\r\t\v";
            const char escaped = (*line)[++i];
            const auto known = codes.find(escaped);
            plain += known == std::string::npos ? escaped : meanings[known];
        } else if (c != '\n') {
            plain += c;
        }
    }
    return plain;
}

void compareOne(Session &source, Session &target, const TablePair &pair, Comparison &all)
{
    const auto targetName = pair.target.empty() ? pair.source : pair.target;
    const auto columns = pair.columns.empty() ? columnsOf(source, pair.source) : pair.columns;
    source.startCopyOut(orderedRows(pair.source, columns));
    target.startCopyOut(orderedRows(targetName, columns));
    std::uint64_t missing = 0, extra = 0, sourceRows = 0, targetRows = 0;
    std::string shown;
    const auto show = [&](std::uint64_t count, const char *side, const std::string &line) {
        if (count <= rowsShown)
            shown +=
                std::string("    ") + side + ": " + line.substr(0, 300) + (line.size() > 300 ? "…\n" : "\n");
    };
    auto left = nextLine(source), right = nextLine(target);
    while (left || right) {
        const bool takeLeft = left && (!right || *left <= *right);
        const bool takeRight = right && (!left || *right <= *left);
        if (takeLeft && !takeRight)
            show(++missing, "only source", *left);
        if (takeRight && !takeLeft)
            show(++extra, "only target", *right);
        if (takeLeft) {
            ++sourceRows;
            left = nextLine(source);
        }
        if (takeRight) {
            ++targetRows;
            right = nextLine(target);
        }
    }
    all.sourceRows += sourceRows;
    all.targetRows += targetRows;
    all.missing += missing;
    all.extra += extra;
    if (missing + extra == 0)
        return;
    all.equal = false;
    all.report += pair.source + " (" + std::to_string(sourceRows) + " rows) -> " + targetName + " ("
                  + std::to_string(targetRows) + " rows): " + std::to_string(missing) + " missing, "
                  + std::to_string(extra) + " extra\n" + shown;
}

} // namespace

Comparison rowsEqual(const std::string &sourceConninfo, const std::string &targetConninfo,
                     const std::vector<TablePair> &tables)
{
    auto source = openPlain(sourceConninfo);
    auto target = openPlain(targetConninfo);
    Comparison all;
    for (const auto &pair : tables)
        compareOne(source, target, pair, all);
    return all;
}

Comparison rowsEqual(const Cluster &source, const std::string &sourceDatabase, const Cluster &target,
                     const std::string &targetDatabase, const std::vector<TablePair> &tables)
{
    return rowsEqual(source.conninfo(sourceDatabase), target.conninfo(targetDatabase), tables);
}

} // namespace tidegate::support
