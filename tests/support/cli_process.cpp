// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "support/cli_process.h"

#include <QCoreApplication>
#include <QElapsedTimer>
#include <QFileInfo>

#include <csignal>
#ifdef __linux__
#include <sys/prctl.h>
#endif

#include <algorithm>
#include <stdexcept>

namespace tidegate::support {

CliProcess::CliProcess(const std::vector<std::string> &arguments, const Environment &environment)
{
    const auto program = qEnvironmentVariable("TIDEGATE_CLI", 
                                           QCoreApplication::applicationDirPath() + QStringLiteral("/tidegate-cli"));
    if (!QFileInfo(program).isExecutable())
        throw std::runtime_error("not built: " + program.toStdString());
    auto variables = QProcessEnvironment::systemEnvironment();
    const auto names = variables.keys();
    for (const auto &name : names) {
        if (name.startsWith(QLatin1String("PG")))
            variables.remove(name);
    }
    for (const auto &[name, value] : environment)
        variables.insert(QString::fromStdString(name), QString::fromStdString(value));
    m_process.setProcessEnvironment(variables);
#ifdef __linux__
    m_process.setChildProcessModifier([] { prctl(PR_SET_PDEATHSIG, SIGKILL); });
#endif
    QStringList words;
    for (const auto &argument : arguments)
        words << QString::fromStdString(argument);
    m_process.start(program, words, QIODevice::ReadOnly);
    if (!m_process.waitForStarted())
        throw std::runtime_error("tidegate-cli does not start: " + m_process.errorString().toStdString());
}

CliProcess::~CliProcess()
{
    kill9();
}

CommandResult CliProcess::runToEnd(const std::vector<std::string> &arguments, const Environment &environment,
                                   int milliseconds)
{
    CliProcess process(arguments, environment);
    const bool ended = process.waitForEnd(milliseconds);
    return {ended ? process.exitCode() : -1, process.output()};
}

void CliProcess::collect()
{
    const auto out = m_process.readAllStandardOutput().toStdString();
    m_out += out;
    m_all += out;
    m_all += m_process.readAllStandardError().toStdString();
}

bool CliProcess::waitFor(const std::string &text, int milliseconds)
{
    QElapsedTimer timer;
    timer.start();
    for (;;) {
        collect();
        if (m_all.find(text, m_seen) != std::string::npos)
            return true;
        if (m_process.state() == QProcess::NotRunning || timer.hasExpired(milliseconds))
            return false;
        // Of the two channels only one is watched here, so the wait is cut into slices.
        m_process.waitForReadyRead(50);
    }
}

void CliProcess::forget()
{
    collect();
    m_seen = m_all.size();
}

bool CliProcess::waitForEnd(int milliseconds)
{
    if (m_process.state() != QProcess::NotRunning && !m_process.waitForFinished(milliseconds))
        return false;
    collect();
    return true;
}

std::string CliProcess::said()
{
    const int code = exitCode();
    return "the run (" + (code == -1 ? std::string("it is still running") : "it has ended with " + std::to_string(code)) + ") said:\n" + output();
}

void CliProcess::terminate()
{
    m_process.terminate();
}

void CliProcess::kill9()
{
    if (m_process.state() == QProcess::NotRunning)
        return;
    resume();
    m_process.kill();
    m_process.waitForFinished();
}

void CliProcess::suspend()
{
    ::kill(static_cast<pid_t>(pid()), SIGSTOP);
}

void CliProcess::resume()
{
    ::kill(static_cast<pid_t>(pid()), SIGCONT);
}

bool CliProcess::isRunning()
{
    m_process.waitForFinished(0);
    return m_process.state() != QProcess::NotRunning;
}

int CliProcess::exitCode()
{
    if (isRunning())
        return -1;
    return m_process.exitStatus() == QProcess::CrashExit ? 128 + m_process.exitCode() : m_process.exitCode();
}

const std::string &CliProcess::output()
{
    collect();
    return m_all;
}

const std::string &CliProcess::standardOutput()
{
    collect();
    return m_out;
}

} // namespace tidegate::support
