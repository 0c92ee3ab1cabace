// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "support/installation.h"

#include <QTemporaryDir>

#include <string>

namespace tidegate::support {

/// An installation's programs in a folder of their own, beside which they look for what they share: extensions can be added
/// that the machine does not have. It must outlive its servers.
class InstallationCopy
{
public:
    /// Not of one in a root directory; throws std::runtime_error.
    explicit InstallationCopy(const Installation &original);

    const Installation &installation() const { return m_installation; }
    /// Made by `sql`, in whatever schema CREATE EXTENSION names.
    void addExtension(const std::string &name, const std::string &sql) const;

private:
    QTemporaryDir m_directory;
    Installation m_installation;
    std::string m_extensions;
};

} // namespace tidegate::support
