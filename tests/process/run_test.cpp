// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include <QTest>

#include "base/problem.h"
#include "process/run.h"

#include <QCoreApplication>
#include <QElapsedTimer>
#include <QFile>
#include <QTemporaryDir>

#include <cerrno>
#include <csignal>
#include <thread>

using namespace tidegate;
using process::Command;

namespace {

Command child(std::vector<std::string> arguments)
{
    Command command;
    command.program = QCoreApplication::applicationDirPath().toStdString() + "/process_child";
    command.arguments = std::move(arguments);
    return command;
}

/// Runs it, expecting a problem; its value.
Problem problemOf(const Command &command)
{
    try {
        process::runOrThrow(command, {});
    } catch (const ProblemError &error) {
        return error.problem();
    }
    return {};
}

} // namespace

class RunTest : public QObject
{
    Q_OBJECT

private slots:
    void inputComesBackWhole();
    void outputGoesToAFunctionPieceByPiece();
    void outputGoesToAFile();
    void standardErrorKeepsItsEnd();
    void tooMuchOutputIsAFailureAndNoCut();
    void environmentIsAddedToOurs();
    void exitCodeAndWordsAreReported();
    void crashIsReported();
    void missingProgramIsNamed();
    void secretAmongTheArgumentsIsRefused();
    void exceptionOfTheReceiverEndsTheProgram();
    void stopEndsAWillingProgram();
    void stopEndsAStubbornProgramWithItsChildren();
    void stopEndsAChildThatOutlivesItsParent();
    void stopBeforeTheStartRunsNothing();

private:
    void stopWithinASecond(const char *how);
};

void RunTest::inputComesBackWhole()
{
    auto command = child({"echo"});
    command.input.resize(3'000'000); // more than any pipe holds: both directions must go on at once
    for (std::size_t at = 0; at < command.input.size(); ++at)
        command.input[at] = static_cast<char>(at * 7 % 251);
    const auto outcome = process::run(command, {});
    QCOMPARE(outcome.exitCode, 0);
    QVERIFY(outcome.output == command.input);
}

void RunTest::outputGoesToAFunctionPieceByPiece()
{
    auto command = child({"out", "20000000"});
    command.mostOutput = 1000; // bounds what is kept, and nothing is kept here
    std::size_t bytes = 0;
    std::size_t largest = 0;
    command.output = [&](std::string_view piece) {
        bytes += piece.size();
        largest = std::max(largest, piece.size());
    };
    const auto outcome = process::runOrThrow(command, {});
    QCOMPARE(bytes, std::size_t{20'000'000});
    QVERIFY2(largest < 5'000'000, std::to_string(largest).c_str());
    QVERIFY(outcome.output.empty());
}

void RunTest::outputGoesToAFile()
{
    QTemporaryDir directory;
    auto command = child({"out", "1000"});
    command.outputFile = directory.filePath(QStringLiteral("ä out.txt")).toStdString();
    const auto outcome = process::runOrThrow(command, {});
    QVERIFY(outcome.output.empty());
    QCOMPARE(QFile(QString::fromStdString(command.outputFile)).size(), 1000);
}

void RunTest::standardErrorKeepsItsEnd()
{
    const auto outcome = process::runOrThrow(child({"errors", "5000000"}), {});
    QCOMPARE(outcome.errors.size(), std::size_t{64'000});
    QVERIFY(outcome.errors.ends_with("xxx\n"));
}

void RunTest::tooMuchOutputIsAFailureAndNoCut()
{
    auto command = child({"out", "2000000"});
    command.mostOutput = 1'048'576;
    const auto problem = problemOf(command);
    QCOMPARE(problem.code, Code::ToolFailed);
    QVERIFY(problem.arguments.at(2).find("1.0 MB") != std::string::npos);
    command.mostOutput = 2'000'000;
    QCOMPARE(process::run(command, {}).output.size(), std::size_t{2'000'000});
}

void RunTest::environmentIsAddedToOurs()
{
    qputenv("TIDEGATE_TEST_OURS", "ours");
    auto command = child({"environment", "TIDEGATE_TEST_OURS"});
    command.environment["PGPASSFILE"] = "/tmp/päss file";
    QCOMPARE(process::run(command, {}).output, std::string("ours"));
    command.arguments[1] = "PGPASSFILE";
    QCOMPARE(process::run(command, {}).output, std::string("/tmp/päss file"));
}

void RunTest::exitCodeAndWordsAreReported()
{
    const auto problem = problemOf(child({"exit", "3"}));
    QCOMPARE(problem.code, Code::ToolFailed);
    QCOMPARE(problem.arguments.at(0), std::string("process_child"));
    QCOMPARE(problem.arguments.at(1), std::string("exit code 3"));
    QCOMPARE(problem.arguments.at(2), std::string("it does not go: password=***"));
    QCOMPARE(process::run(child({"exit", "3"}), {}).exitCode, 3);
}

void RunTest::crashIsReported()
{
    const auto problem = problemOf(child({"crash"}));
    QCOMPARE(problem.code, Code::ToolFailed);
    QCOMPARE(problem.arguments.at(1), std::string("a crash or a signal"));
}

void RunTest::missingProgramIsNamed()
{
    Command command;
    command.program = "tidegate-no-such-program";
    command.package = "no-such-package";
    const auto problem = problemOf(command);
    QCOMPARE(problem.code, Code::ToolMissing);
    QCOMPARE(problem.arguments, (std::vector<std::string>{"tidegate-no-such-program", "no-such-package"}));
}

void RunTest::secretAmongTheArgumentsIsRefused()
{
    for (const std::string argument : {"postgresql://joe:hunter2@db/shop", "host=db password=hunter2"}) {
        const auto problem = problemOf(child({"echo", argument}));
        QCOMPARE(problem.code, Code::Internal);
        QVERIFY(problem.arguments.at(0).find("hunter2") == std::string::npos);
    }
    QCOMPARE(process::run(child({"echo", "postgresql://joe@db/shop"}), {}).exitCode, 0);
}

void RunTest::exceptionOfTheReceiverEndsTheProgram()
{
#ifdef Q_OS_WIN
    QSKIP("needs POSIX signals");
#else
    auto command = child({"stay"});
    long pid = 0;
    command.output = [&pid](std::string_view piece) {
        pid = std::stol(std::string(piece));
        throw std::runtime_error("disk full");
    };
    QVERIFY_EXCEPTION_THROWN(process::run(command, {}), std::runtime_error);
    QVERIFY(pid > 0);
    QVERIFY(::kill(static_cast<pid_t>(pid), 0) != 0 && errno == ESRCH);
#endif
}

void RunTest::stopEndsAWillingProgram()
{
    stopWithinASecond("stay");
}

void RunTest::stopEndsAStubbornProgramWithItsChildren()
{
    stopWithinASecond("stubborn");
}

void RunTest::stopEndsAChildThatOutlivesItsParent()
{
    stopWithinASecond("parent");
}

void RunTest::stopWithinASecond(const char *how)
{
#ifdef Q_OS_WIN
    Q_UNUSED(how)
    QSKIP("needs POSIX signals");
#else
    const StopToken stop;
    QElapsedTimer sinceStop;
    auto command = child({how});
    long pid = 0;
    long grandchild = 0;
    command.output = [&](std::string_view piece) {
        QCOMPARE(std::sscanf(std::string(piece).c_str(), "%ld %ld", &pid, &grandchild), 2);
        stop.requestStop(); // it stands and ignores what it was told to ignore
        sinceStop.start();
    };
    QVERIFY_EXCEPTION_THROWN(process::run(command, stop), Stopped);
    QVERIFY2(sinceStop.elapsed() < 1000, std::to_string(sinceStop.elapsed()).c_str());
    QVERIFY(::kill(static_cast<pid_t>(pid), 0) != 0 && errno == ESRCH);
    // The grandchild is reaped by init, which takes its own time. A zombie has no memory map to read.
    if (grandchild > 0) {
        const auto gone = [grandchild] {
            QFile status(QStringLiteral("/proc/%1/stat").arg(grandchild));
            return !status.open(QIODevice::ReadOnly) || status.readAll().contains(") Z ");
        };
        QTRY_VERIFY(gone());
    }
#endif
}

void RunTest::stopBeforeTheStartRunsNothing()
{
    QTemporaryDir directory;
    const StopToken stop;
    stop.requestStop();
    auto command = child({"out", "1000"});
    command.outputFile = directory.filePath(QStringLiteral("out")).toStdString();
    QVERIFY_EXCEPTION_THROWN(process::run(command, stop), Stopped);
    QVERIFY(!QFile::exists(QString::fromStdString(command.outputFile)));
}

QTEST_GUILESS_MAIN(RunTest)
#include "run_test.moc"
