// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "process/run.h"

#include "base/log.h"
#include "base/problem.h"
#include "process/child.h"

#include <QFileInfo>

namespace tidegate::process {

namespace {

constexpr int slice = 100;               // ms; how often the stop token is looked at
constexpr std::size_t mostWords = 2'000; // bytes of standard error that a message carries

std::string lastWords(std::string errors)
{
    if (errors.size() > mostWords)
        errors.erase(0, errors.size() - mostWords);
    while (!errors.empty() && static_cast<unsigned char>(errors.back()) <= ' ')
        errors.pop_back();
    return errors.empty() ? "it said nothing" : redacted(errors);
}

} // namespace

Outcome run(const Command &command, const StopToken &stop)
{
    Child child(command, stop);
    while (child.wait(slice)) {
    }
    return std::move(child.outcome());
}

Outcome runOrThrow(const Command &command, const StopToken &stop)
{
    auto outcome = run(command, stop);
    if (!outcome.succeeded()) {
        const auto name = QFileInfo(QString::fromStdString(command.program)).fileName().toStdString();
        const auto how = outcome.exitCode < 0 ? std::string("a crash or a signal")
                                              : "exit code " + std::to_string(outcome.exitCode);
        throw ProblemError(Code::ToolFailed, {name, how, lastWords(std::move(outcome.errors))});
    }
    return outcome;
}

} // namespace tidegate::process
