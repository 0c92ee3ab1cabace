// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "endpoint/passfile.h"

#include "base/problem.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>

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

QString usersPassfile(const Endpoint &endpoint)
{
    const auto named = QString::fromStdString(endpoint.value("passfile"));
    if (!named.isEmpty())
        return named;
    if (const auto chosen = qEnvironmentVariable("PGPASSFILE"); !chosen.isEmpty())
        return chosen;
#ifdef Q_OS_WIN
    return qEnvironmentVariable("APPDATA") + QStringLiteral("/postgresql/pgpass.conf");
#else
    return QDir::homePath() + QStringLiteral("/.pgpass");
#endif
}

bool isOursAlone(const QString &path)
{
#ifdef Q_OS_WIN
    return QFileInfo(path).isFile();
#else
    const auto others = QFile::ReadGroup | QFile::WriteGroup | QFile::ExeGroup | QFile::ReadOther | QFile::WriteOther
                        | QFile::ExeOther;
    return QFileInfo(path).isFile() && !(QFile::permissions(path) & others);
#endif
}

/// The line's parts without their escapes, at most five: a password may hold a bare ':'. A part "*" stays, one "\\*"
/// too, as in libpq.
std::vector<std::string> partsOf(const std::string &line)
{
    std::vector<std::string> parts(1);
    for (std::size_t at = 0; at < line.size(); ++at) {
        if (line[at] == '\\' && at + 1 < line.size())
            parts.back() += line[++at];
        else if (line[at] == ':' && parts.size() < 5)
            parts.emplace_back();
        else
            parts.back() += line[at];
    }
    return parts;
}

/// The first of a list; where there is none, the environment's.
std::string valueOf(const Endpoint &endpoint, const char *keyword, const char *variable, const std::string &otherwise)
{
    const auto own = endpoint.value(keyword);
    const auto all = own.empty() ? qEnvironmentVariable(variable).toStdString() : own;
    return all.empty() ? otherwise : all.substr(0, all.find(','));
}

} // namespace

std::string passwordInPassfile(const Endpoint &endpoint)
{
    const auto path = usersPassfile(endpoint);
    QFile file(path);
    if (!isOursAlone(path) || !file.open(QIODevice::ReadOnly))
        return {};
    const auto login = qEnvironmentVariable("USER", qEnvironmentVariable("USERNAME")).toStdString();
    const auto user = valueOf(endpoint, "user", "PGUSER", login);
    const std::string wanted[] = {valueOf(endpoint, "host", "PGHOST", valueOf(endpoint, "hostaddr", "", "localhost")),
                                  valueOf(endpoint, "port", "PGPORT", "5432"),
                                  valueOf(endpoint, "dbname", "PGDATABASE", user), user};
    while (!file.atEnd()) {
        auto line = file.readLine().toStdString();
        while (!line.empty() && (line.back() == '\n' || line.back() == '\r'))
            line.pop_back();
        const auto parts = partsOf(line);
        bool fits = parts.size() == 5 && line.front() != '#';
        for (std::size_t at = 0; fits && at < 4; ++at)
            fits = parts[at] == "*" || parts[at] == wanted[at];
        if (fits)
            return parts[4];
    }
    return {};
}

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
