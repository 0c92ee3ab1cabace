// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "cli/arguments.h"
#include "cli/exit_code.h"
#include "cli/flags.h"
#include "cli/help.h"

#include <QTest>

using namespace tidegate;
using namespace tidegate::cli;

namespace {

const std::vector<std::string> both = {"--source", "postgres://u@s/d", "--target", "postgres://u@t/d"};

std::vector<std::string> run(const std::vector<std::string> &more)
{
    std::vector<std::string> words = {"run", "--subscription", "s"};
    words.insert(words.end(), both.begin(), both.end());
    words.insert(words.end(), more.begin(), more.end());
    return words;
}

/// The words of the refusal; empty if the line was taken.
std::string refusal(const std::vector<std::string> &words)
{
    try {
        parseArguments(words);
    } catch (const ProblemError &error) {
        if (exitFor(error.problem().code) != Exit::BadUsage)
            return "another exit code";
        std::string all = error.what();
        for (const auto &argument : error.problem().arguments)
            all += " " + argument;
        return all + " " + error.problem().serverMessage;
    }
    return {};
}

} // namespace

class ArgumentsTest : public QObject
{
    Q_OBJECT

private slots:
    void tunnelsBelongToTheirServers()
    {
        const auto given = parseArguments(run({"--target-ssh", "joe@bastion:2222", "--ssh-config=/c"}));
        QVERIFY(!given.source->ssh());
        const auto &server = given.target->ssh().value();
        QCOMPARE(server.toText(), "joe@bastion:2222");
        QCOMPARE(server.configFile, "/c");
        QVERIFY(refusal(run({"--source-ssh", "-oProxyCommand=id"})).find("SSH server") != std::string::npos);
        QVERIFY(refusal(run({"--source-ssh", "joe:hunter2@h"})).find("hunter2") == std::string::npos);
        QVERIFY(refusal(run({"--ssh-config", "/c"})).find("--source-ssh") != std::string::npos);
        QVERIFY(refusal({"status", "--target", "host=t", "--source-ssh", "h"}).find("needs --source") != std::string::npos);
    }

    void guideCommandLine()
    {
        const auto given = parseArguments(
            {"run",
             "--publication",
             "a",
             "--publication=b",
             "--subscription",
             "shop",
             "--source",
             "postgres://me:pw@left:5433/app",
             "--target=host=right dbname=app",
             "--table-map",
             R"({"source": {"schema": "public", "table": "metrics"}, "target": {"schema": "public", "table": "m2"}})",
             "--table-sync-workers",
             "8",
             "--copy-data",
             "false",
             "--end-lsn",
             "16/B374D848",
             "--take-over",
             "--allow-nonempty",
             "public.x",
             "--wal-limit=2GB",
             "--confirm-delay",
             "5",
             "--json"});
        QVERIFY(given.verb == Verb::Run);
        QCOMPARE(given.publications, (std::vector<std::string>{"a", "b"}));
        QCOMPARE(given.subscription, "shop");
        QCOMPARE(given.source->value("host"), "left");
        QCOMPARE(given.source->value("password"), "pw");
        QCOMPARE(given.target->value("host"), "right");
        QVERIFY((given.tableMap.target({"public", "metrics"}) == RelationName{"public", "m2"}));
        QCOMPARE(given.tableSyncWorkers, 8);
        QVERIFY(!given.copyData && given.takeOver && given.json);
        QCOMPARE(given.endLsn->toString(), "16/B374D848");
        QCOMPARE(given.allowNonempty, (std::vector<std::string>{"public.x"}));
        QCOMPARE(given.walLimitBytes, 2ull << 30);
        QCOMPARE(given.confirmDelaySeconds, 5);
    }

    void defaults()
    {
        const auto given = parseArguments(run({}));
        QCOMPARE(given.tableSyncWorkers, 4);
        QVERIFY(given.copyData && !given.takeOver && !given.json && given.sequences);
        QCOMPARE(given.walLimitBytes, 0u);
        QCOMPARE(given.stopWrites, "none");
        QVERIFY(!given.endLsn && !given.timeoutSeconds);
    }

    void truth_data()
    {
        QTest::addColumn<QString>("word");
        QTest::addColumn<bool>("value");
        for (const char *word : {"true", "TRUE", "t", "1"})
            QTest::newRow(word) << QString::fromLatin1(word) << true;
        for (const char *word : {"false", "False", "f", "0"})
            QTest::newRow(word) << QString::fromLatin1(word) << false;
    }
    void truth()
    {
        QFETCH(QString, word);
        QFETCH(bool, value);
        QCOMPARE(parseArguments(run({"--copy-data=" + word.toStdString()})).copyData, value);
    }

    /// A run's publications are changed by a run; a flag that would be ignored is none.
    void refreshTakesNoPublication()
    {
        const auto said = refusal({"refresh-publication", "--subscription", "s", "--target", "host=t", "--publication", "p"});
        QVERIFY2(said.find("refresh-publication has no flag --publication") != std::string::npos, said.c_str());
    }

    void refused_data()
    {
        QTest::addColumn<QStringList>("more");
        QTest::addColumn<QString>("names");
        const auto row = [](const char *name, const QStringList &more, const char *names) {
            QTest::newRow(name) << more << QString::fromLatin1(names);
        };
        const auto list = [](const char *text) { return QString::fromLatin1(text).split(QLatin1Char(' ')); };
        row("unknown", list("--frobnicate"), "--frobnicate");
        row("of another verb", list("--preview"), "run has no flag --preview");
        row("twice", list("--subscription t"), "twice");
        row("no value at the end", list("--publication"), "--publication needs a value");
        row("empty value", list("--publication="), "not empty");
        row("value of a switch", list("--take-over=yes"), "takes no value");
        row("stray word", list("hunter2"), "word 8");
        row("single dash", list("-p x"), "word 8");
        row("workers zero", list("--table-sync-workers 0"), "from 1 to 100");
        row("workers huge", list("--table-sync-workers 99999999999"), "from 1 to 100");
        row("workers word", list("--table-sync-workers 4x"), "from 1 to 100");
        row("copy-data", list("--copy-data maybe"), "true or false");
        row("lsn", list("--end-lsn 1234"), "WAL position");
        row("bytes", list("--wal-limit 3MiB"), "--wal-limit");
        row("table map", list("--table-map {}"), "{}");
    }
    void refused()
    {
        QFETCH(QStringList, more);
        QFETCH(QString, names);
        std::vector<std::string> words;
        for (const auto &word : more)
            words.push_back(word.toStdString());
        const auto said = refusal(run(words));
        QVERIFY2(said.find(names.toStdString()) != std::string::npos, said.c_str());
        QVERIFY2(said.find("hunter2") == std::string::npos, said.c_str());
    }

    void missingFlagsAreNamed()
    {
        QVERIFY(refusal({"run", "--subscription", "s"}).find("--source, --target") != std::string::npos);
        QVERIFY(refusal({"pause", "--target", "host=t"}).find("--subscription") != std::string::npos);
        QVERIFY(refusal({"status"}).find("--target") != std::string::npos);
        QVERIFY(refusal({"status", "--target", "host=t"}).empty());
    }

    void noSecretInARefusal()
    {
        for (const auto &words : std::vector<std::vector<std::string>>{
                 {"postgres://u:hunter2@h/d"},
                 {"run", "--source", "postgres://u:hunter2@[bad/d"},
                 {"run", "--source", "password=hunter2 nonsense"},
                 {"run", "--source", "password='hunter2"},
                 {"run", "password=hunter2"},
                 {"run", "--password=hunter2"},
                 {"run", "--source=host=h", "password=hunter2"},
                 {"run", "--copy-data", "hunter2"},
                 {"run", "--wal-limit", "hunter2"},
             }) {
            const auto said = refusal(words);
            QVERIFY(!said.empty());
            QVERIFY2(said.find("hunter2") == std::string::npos, said.c_str());
        }
    }

    void bytes()
    {
        QCOMPARE(parseBytes("0"), std::optional<std::uint64_t>(0));
        QCOMPARE(parseBytes("512B"), std::optional<std::uint64_t>(512));
        QCOMPARE(parseBytes("1kB"), std::optional<std::uint64_t>(1024));
        QCOMPARE(parseBytes("3TB"), std::optional<std::uint64_t>(3ull << 40));
        for (const char *bad :
             {"", "MB", "-1", "1.5GB", "1 GB", "1gb", "99999999999999999999", "999999999999999TB"})
            QVERIFY2(!parseBytes(bad), bad);
    }

    void helpNamesEveryFlag()
    {
        for (const auto verb :
             {Verb::Run, Verb::RefreshPublication, Verb::CopySequences, Verb::Drop, Verb::Status, Verb::Pause,
              Verb::Resume, Verb::Resync, Verb::Skip, Verb::Check, Verb::Cutover}) {
            const auto text = helpText(verb);
            for (const auto &flag : flags())
                QCOMPARE(text.find("  --" + std::string(flag.name) + " ") != std::string::npos,
                         flag.isFor(verb));
            QVERIFY(parseArguments({verbName(verb), "--help"}).helpAbout == verb);
            QVERIFY(parseArguments({"help", verbName(verb)}).helpAbout == verb);
            QVERIFY(helpText({}).find(verbName(verb)) != std::string::npos);
        }
        QVERIFY(parseArguments({}).verb == Verb::Help);
        QVERIFY(parseArguments({"--version"}).verb == Verb::Version);
    }

    void exitCodes()
    {
        QVERIFY(exitFor(Code::AlreadyRunning) == Exit::AlreadyRunning);
        QVERIFY(exitFor(Code::SameDatabase) == Exit::Refused);
        QVERIFY(exitFor(Code::LoginRefused) == Exit::NoConnection);
        QVERIFY(exitFor(Code::PreparedTransactions) == Exit::NotReady);
        QVERIFY(exitFor(migration::Outcome::Stopped, {}) == Exit::Done);
        QVERIFY(exitFor(migration::Outcome::Refused, Problem{Code::Internal, {}, {}, {}, {}, false})
                == Exit::Refused);
        QVERIFY(exitFor(migration::Outcome::Failed, Problem{Code::SlotLost, {}, {}, {}, {}, false})
                == Exit::Failed);
    }
};

QTEST_GUILESS_MAIN(ArgumentsTest)
#include "arguments_test.moc"
