// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "process/child.h"

#include "base/byte_count.h"
#include "base/log.h"
#include "base/problem.h"
#include "process/platform.h"

#include <QElapsedTimer>
#include <QFileInfo>
#include <QProcess>

namespace tidegate::process {

namespace {

constexpr int slice = 100;                 // ms; how often the stop token is looked at
constexpr int patience = 500;              // ms between asking and killing
constexpr std::size_t mostErrors = 64'000; // bytes of standard error that are kept

QString toQt(const std::string &text)
{
    return QString::fromUtf8(text.data(), static_cast<qsizetype>(text.size()));
}

std::string nameOf(const Command &command)
{
    return QFileInfo(toQt(command.program)).fileName().toStdString();
}

void refuseSecrets(const Command &command)
{
    for (const auto &argument : command.arguments) {
        if (redacted(argument) != argument)
            throw ProblemError(Code::Internal, {"a password among the arguments of " + nameOf(command)});
    }
}

} // namespace

Child::Child(const Command &command, StopToken stop)
    : m_command(command), m_stop(std::move(stop)), m_process(std::make_unique<QProcess>())
{
    refuseSecrets(command);
    m_stop.throwIfStopped();
    try {
        start();
    } catch (...) {
        end();
        throw;
    }
}

Child::~Child()
{
    end();
}

bool Child::wait(int milliseconds)
{
    m_stop.throwIfStopped();
    if (m_process->state() != QProcess::NotRunning) {
        // The first returns at once when its channel is closed or redirected; then the second waits.
        if (!m_process->waitForReadyRead(milliseconds / 2))
            m_process->waitForFinished(milliseconds / 2);
    }
    take();
    if (m_process->state() != QProcess::NotRunning)
        return true;
    take();
    m_stop.throwIfStopped();
    if (m_process->exitStatus() == QProcess::NormalExit)
        m_outcome.exitCode = m_process->exitCode();
    return false;
}

void Child::start()
{
    QStringList arguments;
    for (const auto &argument : m_command.arguments)
        arguments << toQt(argument);
    auto environment = QProcessEnvironment::systemEnvironment();
    for (const auto &[name, value] : m_command.environment)
        environment.insert(toQt(name), toQt(value));
    m_process->setProcessEnvironment(environment);
    m_process->setProgram(toQt(m_command.program));
    m_process->setArguments(arguments);
    if (!m_command.outputFile.empty())
        m_process->setStandardOutputFile(toQt(m_command.outputFile));
    if (m_command.errors)
        m_process->setReadChannel(QProcess::StandardError); // what wait() is woken by
    platform::prepare(*m_process);
    m_process->start();
    while (m_process->state() == QProcess::Starting && !m_process->waitForStarted(slice))
        m_stop.throwIfStopped();
    if (m_process->error() == QProcess::FailedToStart) {
        Problem problem{Code::ToolMissing, {m_command.program, m_command.package}, {}, {}, {}, false};
        problem.serverMessage = m_process->errorString().toStdString();
        throw ProblemError(problem);
    }
    if (!m_command.input.empty())
        m_process->write(m_command.input.data(), static_cast<qint64>(m_command.input.size()));
    m_process->closeWriteChannel(); // once all is written
}

void Child::take()
{
    const auto errors = m_process->readAllStandardError();
    const std::string_view words(errors.constData(), static_cast<std::size_t>(errors.size()));
    m_outcome.errors.append(words);
    if (m_outcome.errors.size() > mostErrors)
        m_outcome.errors.erase(0, m_outcome.errors.size() - mostErrors);
    if (m_command.errors && !words.empty())
        m_command.errors(words);
    const auto output = m_process->readAllStandardOutput();
    const std::string_view piece(output.constData(), static_cast<std::size_t>(output.size()));
    if (m_command.output) {
        if (!piece.empty())
            m_command.output(piece);
        return;
    }
    if (m_outcome.output.size() + piece.size() > m_command.mostOutput) {
        throw ProblemError(Code::ToolFailed,
                           {nameOf(m_command), "no exit code, we ended it",
                            "it wrote more than " + displayBytes(m_command.mostOutput)});
    }
    m_outcome.output.append(piece);
}

void Child::end()
{
    if (m_process->state() == QProcess::NotRunning)
        return;
    const auto pid = m_process->processId();
    platform::askToEnd(*m_process);
    QElapsedTimer waited;
    waited.start();
    while (m_process->state() != QProcess::NotRunning && waited.elapsed() < patience)
        m_process->waitForFinished(slice / 2);
    platform::endNow(*m_process, pid); // whoever is left
    m_process->waitForFinished(patience);
}

} // namespace tidegate::process
