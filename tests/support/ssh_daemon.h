// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QProcess>
#include <QTemporaryDir>

#include <memory>
#include <string>
#include <vector>

namespace tidegate::support {

/// A private sshd on a free loopback port with keys of its own, which lets our own user in by a key and nothing else;
/// gone with this object, or with the test.
class SshDaemon
{
public:
    /// False: TIDEGATE_SKIP("OpenSSH's client and server").
    static bool isInstalled();
    /// Throws std::runtime_error.
    SshDaemon();
    ~SshDaemon();
    SshDaemon(const SshDaemon &) = delete;
    SshDaemon &operator=(const SshDaemon &) = delete;

    int port() const { return m_port; }
    /// "user@127.0.0.1:port"; with another port, that of a proxy in front of it.
    std::string server(int port = 0) const;
    /// A client's configuration in which the host is known and the user's key named.
    std::string config() const { return path("config"); }
    std::string userKey() const { return path("user"); }
    std::string knownHosts() const { return path("known_hosts"); }
    std::string hostFingerprint() const; ///< "SHA256:…"

    void forgetHost();      ///< the client knows no host any more
    void knowHost(int port = 0);
    void changeHostKey();   ///< the client knows the one before
    void refuseKeys();      ///< nobody's key is authorized
    void refuseForwards();  ///< logins pass, connections onwards do not
    void stop();            ///< takes no new connections; those that are there stay
    void start();
    int logins() const; ///< since the first start

private:
    std::string path(const char *name) const { return m_directory.filePath(QLatin1String(name)).toStdString(); }
    void write(const char *name, const std::string &text) const;
    void makeKey(const char *name) const;
    void writeSettings(const std::string &more) const;
    std::string log() const;

    QTemporaryDir m_directory;
    int m_port = 0;
    QProcess m_daemon;
};

/// The ssh programs that a process has started and that still run.
std::vector<long> sshChildren(long process);

} // namespace tidegate::support
