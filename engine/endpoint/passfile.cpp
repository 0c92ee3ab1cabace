// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "endpoint/passfile.h"

#include "base/problem.h"

#include <QDir>

namespace tidegate::endpoint {

namespace {

std::string escaped(const std::string &text)
{
    std::string result;
    for (const char c : text) {
        if (c == ':' || c == '\\')
            result += '\\';
        result += c;
    }
    return result;
}

std::string partOf(const std::string &text)
{
    return text.empty() || text.find(',') != std::string::npos ? "*" : escaped(text);
}

QString folder()
{
    const auto session = qEnvironmentVariable("XDG_RUNTIME_DIR");
    return !session.isEmpty() && QDir(session).exists() ? session : QDir::tempPath();
}

} // namespace

std::string passfileLine(const Endpoint &endpoint)
{
    const auto password = endpoint.value("password");
    if (password.find_first_of("\r\n") != std::string::npos)
        throw ProblemError(Code::BadConnectionString, {"the password has a line break"});
    auto host = endpoint.value("host");
    if (!host.empty() && (host.front() == '/' || host.front() == '@'))
        host.clear(); // libpq says "localhost" for its own default directory
    return partOf(host) + ":" + partOf(endpoint.value("port")) + ":" + partOf(endpoint.value("dbname")) + ":"
           + partOf(endpoint.value("user")) + ":" + escaped(password);
}

TemporaryPassfile::TemporaryPassfile(const Endpoint &endpoint)
    : m_file(folder() + QStringLiteral("/tidegate-XXXXXX"))
{
    const auto line = passfileLine(endpoint) + "\n";
    const auto fail = [this] {
        throw ProblemError(Code::FileUnreadable,
                           {m_file.fileTemplate().toStdString(), m_file.errorString().toStdString()});
    };
    if (!m_file.open()) // QTemporaryFile makes it 0600
        fail();
    if (m_file.write(line.data(), static_cast<qint64>(line.size())) != static_cast<qint64>(line.size())
        || !m_file.flush())
        fail();
    m_file.close();
}

std::string TemporaryPassfile::path() const
{
    return QDir::toNativeSeparators(m_file.fileName()).toStdString();
}

} // namespace tidegate::endpoint
