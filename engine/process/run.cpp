// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "process/run.h"

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
constexpr std::size_t mostWords = 2'000;   // bytes of it that a message carries

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

void keepTail(std::string &text, std::size_t most)
{
    if (text.size() > most)
        text.erase(0, text.size() - most);
}

std::string lastWords(std::string errors)
{
    keepTail(errors, mostWords);
    while (!errors.empty() && static_cast<unsigned char>(errors.back()) <= ' ')
        errors.pop_back();
    return errors.empty() ? "it said nothing" : redacted(errors);
}

/// The program while it runs; on every way out it is gone, with its children.
class Run
{
public:
    Run(const Command &command, const StopToken &stop) : m_command(command), m_stop(stop) {}
    ~Run()
    {
        if (m_process.state() != QProcess::NotRunning)
            end();
    }
    Run(const Run &) = delete;
    Run &operator=(const Run &) = delete;

    Outcome toItsEnd()
    {
        start();
        while (m_process.state() != QProcess::NotRunning) {
            m_stop.throwIfStopped();
            // The first returns at once when standard output is closed or redirected; then the second waits.
            if (!m_process.waitForReadyRead(slice / 2))
                m_process.waitForFinished(slice / 2);
            take();
        }
        take();
        m_stop.throwIfStopped();
        if (m_process.exitStatus() == QProcess::NormalExit)
            m_outcome.exitCode = m_process.exitCode();
        return std::move(m_outcome);
    }

private:
    void start()
    {
        QStringList arguments;
        for (const auto &argument : m_command.arguments)
            arguments << toQt(argument);
        auto environment = QProcessEnvironment::systemEnvironment();
        for (const auto &[name, value] : m_command.environment)
            environment.insert(toQt(name), toQt(value));
        m_process.setProcessEnvironment(environment);
        m_process.setProgram(toQt(m_command.program));
        m_process.setArguments(arguments);
        if (!m_command.outputFile.empty())
            m_process.setStandardOutputFile(toQt(m_command.outputFile));
        platform::prepare(m_process);
        m_process.start();
        while (m_process.state() == QProcess::Starting && !m_process.waitForStarted(slice))
            m_stop.throwIfStopped();
        if (m_process.error() == QProcess::FailedToStart) {
            Problem problem{Code::ToolMissing, {m_command.program, m_command.package}, {}, {}, {}, false};
            problem.serverMessage = m_process.errorString().toStdString();
            throw ProblemError(problem);
        }
        if (!m_command.input.empty())
            m_process.write(m_command.input.data(), static_cast<qint64>(m_command.input.size()));
        m_process.closeWriteChannel(); // once all is written
    }

    void take()
    {
        const auto errors = m_process.readAllStandardError();
        m_outcome.errors.append(errors.constData(), static_cast<std::size_t>(errors.size()));
        keepTail(m_outcome.errors, mostErrors);
        const auto output = m_process.readAllStandardOutput();
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

    void end()
    {
        const auto pid = m_process.processId();
        platform::askToEnd(m_process);
        QElapsedTimer waited;
        waited.start();
        while (m_process.state() != QProcess::NotRunning && waited.elapsed() < patience)
            m_process.waitForFinished(slice / 2);
        platform::endNow(m_process, pid); // whoever is left
        m_process.waitForFinished(patience);
    }

    const Command &m_command;
    const StopToken &m_stop;
    Outcome m_outcome;
    QProcess m_process;
};

} // namespace

Outcome run(const Command &command, const StopToken &stop)
{
    refuseSecrets(command);
    stop.throwIfStopped();
    return Run(command, stop).toItsEnd();
}

Outcome runOrThrow(const Command &command, const StopToken &stop)
{
    auto outcome = run(command, stop);
    if (!outcome.succeeded()) {
        const auto how = outcome.exitCode < 0 ? std::string("a crash or a signal")
                                              : "exit code " + std::to_string(outcome.exitCode);
        throw ProblemError(Code::ToolFailed, {nameOf(command), how, lastWords(std::move(outcome.errors))});
    }
    return outcome;
}

} // namespace tidegate::process
