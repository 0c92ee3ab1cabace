// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "support/installation.h"

#include "support/command.h"

#include <QDir>
#include <QFileInfo>
#include <QStringList>

#include <unistd.h>

#include <algorithm>
#include <stdexcept>

namespace tidegate::support {

namespace {

bool exists(const std::string &path)
{
    return QFileInfo::exists(QString::fromStdString(path));
}

/// Adds the bindir unless it is no server or known already.
void add(std::vector<Installation> &found, const std::string &bindir, const std::string &root)
{
    const auto resolved = QFileInfo(QString::fromStdString(root + bindir)).canonicalFilePath().toStdString();
    if (resolved.empty() || !exists(resolved + "/postgres") || !exists(resolved + "/initdb"))
        return;
    Installation candidate;
    candidate.bindir = root.empty() ? resolved : bindir;
    candidate.root = root;
    const auto same = [&](const Installation &other) {
        return other.bindir == candidate.bindir && other.root == candidate.root;
    };
    if (std::any_of(found.begin(), found.end(), same))
        return;
    const auto version = inRoot(root, {candidate.bindir + "/postgres", "--version"}, false);
    const auto space = version.output.rfind("(PostgreSQL) ");
    if (version.exitCode != 0 || space == std::string::npos)
        return;
    candidate.major = std::atoi(version.output.c_str() + space + 13);
    candidate.hasTimescale = candidate.hasExtension("timescaledb");
    candidate.hasDump = exists(candidate.program("pg_dump")) && exists(candidate.program("pg_restore"));
    found.push_back(candidate);
}

void addFolders(std::vector<Installation> &found, const std::string &parent, const std::string &below,
                const std::string &root)
{
    const auto names =
        QDir(QString::fromStdString(root + parent)).entryList(QDir::Dirs | QDir::NoDotAndDotDot);
    for (const auto &name : names)
        add(found, parent + "/" + name.toStdString() + below, root);
}

std::vector<Installation> look()
{
    std::vector<Installation> found;
    addFolders(found, "/usr/lib/postgresql", "/bin", {});
    const auto listed =
        qEnvironmentVariable("TIDEGATE_PG_BINDIRS").split(QLatin1Char(':'), Qt::SkipEmptyParts);
    for (const auto &bindir : listed)
        add(found, bindir.toStdString(), {});
    if (const auto tsl = qEnvironmentVariable("TIDEGATE_TSL_PG_BINDIR"); !tsl.isEmpty())
        add(found, tsl.toStdString(), {});
    auto lab = run({TIDEGATE_LAB_PLACE}).output;
    lab.erase(lab.find_last_not_of(" \n") + 1);
    addFolders(found, lab + "/npm", "/native/bin", {});
    if (geteuid() == 0)
        addFolders(found, "/usr/lib/postgresql", "/bin", lab + "/debian-13");
    return found;
}

template <typename Condition>
std::optional<Installation> best(Condition fits)
{
    std::optional<Installation> result;
    for (const auto &candidate : Installation::all()) {
        if (fits(candidate) && (!result || (candidate.hasDump && !result->hasDump)))
            result = candidate;
    }
    return result;
}

} // namespace

std::string Installation::display() const
{
    auto text = "PostgreSQL " + std::to_string(major) + (hasTimescale ? " with TimescaleDB" : "");
    return text + " (" + (root.empty() ? bindir : root.substr(root.rfind('/') + 1)) + ")";
}

/// By the layout of Debian and by that of a plain `make install`.
bool Installation::hasExtension(const std::string &name) const
{
    const auto prefix = root + bindir.substr(0, bindir.rfind('/'));
    const auto control = "/extension/" + name + ".control";
    // A link (Debian's alternatives) may lead nowhere from outside of the root.
    const auto isThere = [](const std::string &path) { return exists(path) || QFileInfo(QString::fromStdString(path)).isSymLink(); };
    return isThere(prefix + "/share" + control) || isThere(prefix + "/share/postgresql" + control)
           || isThere(root + "/usr/share/postgresql/" + std::to_string(major) + control);
}

const std::vector<Installation> &Installation::all()
{
    static const std::vector<Installation> found = look();
    return found;
}

Installation Installation::own()
{
    std::optional<Installation> newest;
    for (const auto &candidate : all()) {
        const bool distribution =
            candidate.root.empty() && candidate.bindir.rfind("/usr/lib/postgresql/", 0) == 0;
        if (distribution && (!newest || candidate.major > newest->major))
            newest = candidate;
    }
    if (!newest && !all().empty())
        newest = all().front();
    if (!newest)
        throw std::runtime_error("no PostgreSQL server on this machine: run ./dev setup");
    return *newest;
}

std::optional<Installation> Installation::withMajor(int wanted)
{
    return best([wanted](const Installation &candidate) { return candidate.major == wanted; });
}

std::optional<Installation> Installation::withTimescale()
{
    return best([](const Installation &candidate) { return candidate.hasTimescale; });
}

std::optional<Installation> Installation::withExtension(const std::string &name)
{
    return best([&](const Installation &candidate) { return candidate.hasExtension(name); });
}

std::optional<Installation> Installation::withTsl()
{
    const auto named =
        QFileInfo(qEnvironmentVariable("TIDEGATE_TSL_PG_BINDIR")).canonicalFilePath().toStdString();
    return best([&](const Installation &candidate) { return !named.empty() && candidate.bindir == named; });
}

} // namespace tidegate::support
