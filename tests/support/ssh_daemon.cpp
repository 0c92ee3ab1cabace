// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "support/ssh_daemon.h"

#include "support/command.h"
#include "support/server.h"

#include <QDir>
#include <QFile>
#include <QStandardPaths>

#include <csignal>
#include <pwd.h>
#include <unistd.h>
#ifdef Q_OS_LINUX
#include <sys/prctl.h>
#endif

#include <stdexcept>

namespace tidegate::support {

namespace {

/// sshd wants to be called by its full path, because it starts itself again.
QString program(const char *name)
{
    const auto found = QStandardPaths::findExecutable(QLatin1String(name));
    if (!found.isEmpty())
        return found;
    return QStandardPaths::findExecutable(QLatin1String(name), {QStringLiteral("/usr/sbin"), QStringLiteral("/usr/local/sbin")});
}

std::string readAll(const std::string &path)
{
    QFile file(QString::fromStdString(path));
    return file.open(QIODevice::ReadOnly) ? file.readAll().toStdString() : std::string();
}

std::string ourName()
{
    const auto *entry = getpwuid(geteuid());
    return entry ? entry->pw_name : "root";
}

} // namespace

bool SshDaemon::isInstalled()
{
    return !program("sshd").isEmpty() && !program("ssh").isEmpty() && !program("ssh-keygen").isEmpty();
}

SshDaemon::SshDaemon() : m_port(freePort())
{
    if (geteuid() == 0)
        QDir().mkpath(QStringLiteral("/run/sshd")); // where a root's sshd locks itself in; usually made at boot
    makeKey("host");
    makeKey("user");
    write("authorized_keys", readAll(path("user.pub")));
    // The first value that OpenSSH finds counts: a key that is given otherwise comes first.
    write("config", "Host *\n  IdentityFile " + userKey() + "\n  IdentitiesOnly yes\n  UserKnownHostsFile " + knownHosts()
                        + "\n  GlobalKnownHostsFile /dev/null\n");
    knowHost();
    writeSettings({});
    start();
}

SshDaemon::~SshDaemon()
{
    stop();
}

std::string SshDaemon::server(int port) const
{
    return ourName() + "@127.0.0.1:" + std::to_string(port ? port : m_port);
}

void SshDaemon::write(const char *name, const std::string &text) const
{
    QFile file(QString::fromStdString(path(name)));
    if (!file.open(QIODevice::WriteOnly) || file.write(text.data(), static_cast<qint64>(text.size())) < 0)
        throw std::runtime_error(std::string("cannot write ") + path(name));
}

void SshDaemon::makeKey(const char *name) const
{
    QFile::remove(QString::fromStdString(path(name)));
    runOrThrow(run({"ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", path(name)}), "ssh-keygen");
}

void SshDaemon::writeSettings(const std::string &more) const
{
    write("sshd_config", "Port " + std::to_string(m_port) + "\nListenAddress 127.0.0.1\nHostKey " + path("host")
                             + "\nPidFile none\nUsePAM no\nStrictModes no\nPermitRootLogin yes\nPasswordAuthentication no\n"
                               "KbdInteractiveAuthentication no\nAuthorizedKeysFile "
                             + path("authorized_keys") + "\n" + more);
}

std::string SshDaemon::hostFingerprint() const
{
    const auto line = runOrThrow(run({"ssh-keygen", "-l", "-f", path("host.pub")}), "ssh-keygen");
    const auto from = line.find("SHA256:");
    return line.substr(from, line.find(' ', from) - from);
}

void SshDaemon::forgetHost()
{
    write("known_hosts", {});
}

void SshDaemon::knowHost(int port)
{
    const auto place = "[127.0.0.1]:" + std::to_string(port ? port : m_port);
    write("known_hosts", readAll(knownHosts()) + place + " " + readAll(path("host.pub")));
}

void SshDaemon::changeHostKey()
{
    stop();
    makeKey("host");
    start();
}

void SshDaemon::refuseKeys()
{
    write("authorized_keys", {});
}

void SshDaemon::refuseForwards()
{
    stop();
    writeSettings("AllowTcpForwarding no\n");
    start();
}

void SshDaemon::stop()
{
    m_daemon.terminate();
    if (!m_daemon.waitForFinished(2000)) {
        m_daemon.kill();
        m_daemon.waitForFinished(2000);
    }
}

void SshDaemon::start()
{
    const auto listens = [this] { return QString::fromStdString(log()).count(QLatin1String("Server listening on")); };
    const auto before = listens();
#ifdef Q_OS_LINUX
    m_daemon.setChildProcessModifier([] { ::prctl(PR_SET_PDEATHSIG, SIGKILL); });
#endif
    m_daemon.start(program("sshd"), {QStringLiteral("-D"), QStringLiteral("-f"), QString::fromStdString(path("sshd_config")),
                                     QStringLiteral("-E"), QString::fromStdString(path("log"))});
    for (int tries = 0; tries < 200 && listens() == before; ++tries)
        m_daemon.waitForFinished(25);
    if (listens() == before)
        throw std::runtime_error("sshd does not start: " + log() + m_daemon.readAll().toStdString());
}

int SshDaemon::logins() const
{
    return static_cast<int>(QString::fromStdString(log()).count(QLatin1String("Accepted publickey")));
}

std::string SshDaemon::log() const
{
    return readAll(path("log"));
}

std::vector<long> sshChildren(long process)
{
    std::vector<long> found;
    // A child belongs to the thread that started it.
    const QDir tasks(QStringLiteral("/proc/%1/task").arg(process));
    for (const auto &task : tasks.entryList(QDir::Dirs | QDir::NoDotAndDotDot)) {
        const auto list = QString::fromStdString(readAll(tasks.filePath(task).toStdString() + "/children"));
        for (const auto &child : list.split(QLatin1Char(' '), Qt::SkipEmptyParts)) {
            if (readAll("/proc/" + child.toStdString() + "/comm") == "ssh\n")
                found.push_back(child.toLong());
        }
    }
    return found;
}

} // namespace tidegate::support
