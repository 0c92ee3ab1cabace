// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "support/installation_copy.h"

#include <filesystem>
#include <fstream>
#include <stdexcept>

namespace tidegate::support {

namespace fs = std::filesystem;

namespace {

/// By the layout of Debian and by that of a plain `make install`.
fs::path sharedBy(const Installation &installation)
{
    const auto prefix = fs::path(installation.bindir).parent_path();
    for (const auto &candidate : {prefix / "share", prefix / "share/postgresql",
                                  fs::path("/usr/share/postgresql") / std::to_string(installation.major)}) {
        if (fs::exists(candidate / "extension/plpgsql.control"))
            return candidate;
    }
    throw std::runtime_error(installation.display() + ": nobody knows where its extensions are");
}

/// All that is in one folder, in the other.
void link(const fs::path &from, const fs::path &to)
{
    fs::create_directories(to);
    for (const auto &entry : fs::directory_iterator(from)) {
        if (const auto place = to / entry.path().filename(); !fs::exists(fs::symlink_status(place)))
            fs::create_symlink(entry.path(), place);
    }
}

void write(const std::string &path, const std::string &text)
{
    if (!(std::ofstream(path) << text).flush())
        throw std::runtime_error("cannot write " + path);
}

} // namespace

InstallationCopy::InstallationCopy(const Installation &original) : m_installation(original)
{
    if (!original.root.empty() || !m_directory.isValid())
        throw std::runtime_error("no copy of " + original.display());
    // The way from the programs to the rest is that of the original: they find it by that, wherever they are.
    const fs::path top = m_directory.path().toStdString();
    fs::permissions(top, fs::perms(0755)); // servers run as another user
    const auto at = [&top](const fs::path &path) { return top / path.relative_path(); };
    const fs::path programs = original.bindir;
    const auto shared = sharedBy(original);
    fs::create_directories(at(programs));
    fs::copy(programs, at(programs)); // a link would lead them back
    const auto extensions = at(shared) / "extension";
    link(shared / "extension", extensions);
    link(shared, at(shared));
    link(programs.parent_path(), at(programs).parent_path());
    m_installation.bindir = at(programs).string();
    m_extensions = extensions.string();
}

void InstallationCopy::addExtension(const std::string &name, const std::string &sql) const
{
    write(m_extensions + "/" + name + ".control", "default_version = '1'\nrelocatable = true\n");
    write(m_extensions + "/" + name + "--1.sql", sql);
}

} // namespace tidegate::support
