// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include <QTest>

#include "base/problem.h"
#include "endpoint/login_problem.h"
#include "endpoint/passfile.h"
#include "endpoint/tool_login.h"

#include <QFile>
#include <QFileInfo>
#include <QTemporaryDir>

using namespace tidegate;
using endpoint::Endpoint;

class EndpointTest : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase();
    void formsOfTextAreRead();
    void fieldsAreTaken();
    void emptyValueTakesAParameterAway();
    void badTextIsRefusedWithoutShowingIt();
    void unknownParameterIsRefused();
    void uriComesBackWhole_data();
    void uriComesBackWhole();
    void uriIsReadable();
    void secretsAreTakenOut();
    void passfileLines_data();
    void passfileLines();
    void usersPassfileIsReadAsLibpqDoes();
    void passwordWithALineBreakIsRefused();
    void passfileIsOursAloneAndGoes();
    void toolGetsItsPasswordByFile();
    void toolWithoutAPasswordKeepsTheEnvironment();
    void toolCannotBeGivenAPassPhrase();
    void loginProblemsAreToldApart_data();
    void loginProblemsAreToldApart();
};

void EndpointTest::initTestCase()
{
    for (const char *variable : {"PGHOST", "PGPORT", "PGUSER", "PGDATABASE"})
        qunsetenv(variable);
}

void EndpointTest::formsOfTextAreRead()
{
    const auto uri = Endpoint::fromText("postgresql://j%40e:p%3Aw@db.example:6543/shop?sslmode=verify-full");
    const auto pairs = Endpoint::fromText(
        "host=db.example port=6543 user='j@e' password='p:w' dbname=shop sslmode=verify-full");
    QVERIFY(uri == pairs);
    QCOMPARE(uri.value("user"), std::string("j@e"));
    QCOMPARE(uri.value("password"), std::string("p:w"));
    QCOMPARE(Endpoint::fromService("prod").value("service"), std::string("prod"));
    QVERIFY(Endpoint::fromText("").isEmpty());
}

void EndpointTest::fieldsAreTaken()
{
    const auto fields = Endpoint::fromFields({"db", "", "my shop", "joe", "a'b\\c d", "require"});
    QCOMPARE(fields.value("dbname"), std::string("my shop"));
    QCOMPARE(fields.value("password"), std::string("a'b\\c d"));
    QVERIFY(!fields.parameters().has("port"));
    QCOMPARE(fields.display(), std::string("db:5432/my shop as joe"));
}

void EndpointTest::emptyValueTakesAParameterAway()
{
    auto endpoint = Endpoint::fromText("host=db sslmode=require");
    endpoint.set("sslmode", "");
    QVERIFY(endpoint == Endpoint::fromText("host=db"));
}

void EndpointTest::badTextIsRefusedWithoutShowingIt()
{
    for (const char *text : {"postgresql://joe:hunter2@[db/shop", "password=hunter2 host", "hunter2=1",
                             "postgresql://joe:hunter2%ZZ@db/shop"}) {
        try {
            Endpoint::fromText(text);
            QFAIL(text);
        } catch (const ProblemError &error) {
            QCOMPARE(error.problem().code, Code::BadConnectionString);
            QVERIFY2(std::string(error.what()).find("hunter2") == std::string::npos, error.what());
        }
    }
}

void EndpointTest::unknownParameterIsRefused()
{
    Endpoint endpoint;
    QVERIFY_EXCEPTION_THROWN(endpoint.set("sslmod", "require"), ProblemError);
    QVERIFY_EXCEPTION_THROWN(endpoint.set("host=a dbname", "b"), ProblemError);
    QVERIFY_EXCEPTION_THROWN(endpoint.set("", "b"), ProblemError);
    QVERIFY_EXCEPTION_THROWN(endpoint.set("host", std::string("a\0b", 3)), ProblemError);
    QVERIFY(endpoint.isEmpty());
}

void EndpointTest::uriComesBackWhole_data()
{
    QTest::addColumn<std::string>("text");
    const auto row = [](const char *text) { QTest::newRow(text) << std::string(text); };
    row("host=db port=5433 dbname=shop user=joe");
    row("");
    row("dbname=shop");
    row("user=joe");
    row("port=5433");
    row("service=prod");
    row("service='my service' passfile='/home/joe/my passfile'");
    row("host=2001:db8::1 port=5433 dbname=shop");
    row("host=fe80::1%eth0 user=joe");
    row("host=/var/run/postgresql port=5433 dbname=shop");
    row("host=@abstract dbname=shop");
    row("host=a,b,c port=1,2,3 dbname=shop target_session_attrs=read-write load_balance_hosts=disable");
    row("host=a,b port=5433");
    row("host=db hostaddr=192.0.2.1");
    row("host=db user='we@ird:u/s?e#r%20' dbname='d/b?x=1&y#z ä@'");
    row("host=db options='-c search_path=a,b -c statement_timeout=5s'");
    row("host=db sslmode=verify-full sslrootcert=/ca.pem sslcert=/c.pem sslkey=/k.pem sslcrl=/crl.pem "
        "sslcompression=0 "
        "sslsni=1 ssl_min_protocol_version=TLSv1.2 ssl_max_protocol_version=TLSv1.3");
    row("host=db channel_binding=require gssencmode=disable krbsrvname=pg gsslib=gssapi requirepeer=pg");
    row("host=db connect_timeout=7 keepalives=1 keepalives_idle=5 keepalives_interval=6 keepalives_count=7 "
        "tcp_user_timeout=8000");
    row("host=db application_name=me fallback_application_name=tool client_encoding=UTF8");
}

void EndpointTest::uriComesBackWhole()
{
    QFETCH(std::string, text);
    Endpoint endpoint;
    try {
        endpoint = Endpoint::fromText(text);
    } catch (const ProblemError &) {
        // A keyword newer than this machine's libpq (load_balance_hosts): without it then.
        endpoint = Endpoint::fromText(text.substr(0, text.find(" load_balance_hosts")));
    }
    const auto uri = endpoint.toUri();
    QVERIFY2(Endpoint::fromText(uri) == endpoint, uri.c_str());
}

void EndpointTest::uriIsReadable()
{
    QCOMPARE(Endpoint::fromText("host=db port=5433 dbname=shop user=joe sslmode=require").toUri(),
             std::string("postgresql://joe@db:5433/shop?sslmode=require"));
    for (const char *odd : {"host=a@b:1]:/x port=7 dbname=d", "host=fe80::1%eth0 dbname='' user=joe"})
        QVERIFY2(Endpoint::fromText(Endpoint::fromText(odd).toUri()) == Endpoint::fromText(odd), odd);
    QCOMPARE(Endpoint::fromText("host=2001:db8::1 dbname=shop").toUri(),
             std::string("postgresql://[2001:db8::1]/shop"));
}

void EndpointTest::secretsAreTakenOut()
{
    const auto endpoint = Endpoint::fromText("host=db user=joe password=hunter2 sslpassword=hunter2");
    QVERIFY(endpoint.hasSecrets());
    QVERIFY(!endpoint.withoutSecrets().hasSecrets());
    QVERIFY(endpoint.withoutSecrets() == Endpoint::fromText("host=db user=joe"));
    QVERIFY(endpoint.toUri().find("hunter2") == std::string::npos);
    QVERIFY(endpoint.display().find("hunter2") == std::string::npos);
}

void EndpointTest::passfileLines_data()
{
    QTest::addColumn<std::string>("text");
    QTest::addColumn<std::string>("line");
    const auto row = [](const char *name, const char *text, const char *line) {
        QTest::newRow(name) << std::string(text) << std::string(line);
    };
    row("all", "host=db port=5433 dbname=shop user=joe password=secret", "db:5433:shop:joe:secret");
    row("little", "password=secret", "*:*:*:*:secret");
    row("escapes", "host=2001:db8::1 user='a\\\\b' password='c:d\\\\e'",
        "2001\\:db8\\:\\:1:*:*:a\\\\b:c\\:d\\\\e");
    row("socket", "host=/run/postgresql user=joe password=secret", "*:*:*:joe:secret");
    row("several", "host=a,b port=1,2 dbname=shop password=secret", "*:*:shop:*:secret");
    row("not ASCII", "host=db password='pässwörd #1 '", "db:*:*:*:pässwörd #1 ");
}

void EndpointTest::passfileLines()
{
    QFETCH(std::string, text);
    QFETCH(std::string, line);
    QCOMPARE(endpoint::passfileLine(Endpoint::fromText(text)), line);
}

void EndpointTest::usersPassfileIsReadAsLibpqDoes()
{
    QTemporaryDir directory;
    QFile file(directory.filePath(QStringLiteral("pgpass")));
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write("# db:5432:shop:joe:comment\nother:5432:shop:joe:no\ndb:5432:sh\\:op:joe:a\\:b:c\\\\ \r\n"
               "db:6543:*:*:second\ndb:*:shop:joe:third\nshort:line\n\n*:*:*:last:\n");
    file.close();
    file.setPermissions(QFile::ReadOwner | QFile::WriteOwner);
    const auto found = [&file](const std::string &text) {
        auto endpoint = Endpoint::fromText(text);
        endpoint.set("passfile", file.fileName().toStdString());
        return endpoint::passwordInPassfile(endpoint);
    };
    QCOMPARE(found("host=db dbname=sh:op user=joe"), std::string("a:b:c\\ "));
    QCOMPARE(found("host=db port=6543 user=joe"), std::string("second"));
    QCOMPARE(found("host=db,other port=6543,1 user=joe"), std::string("second"));
    QCOMPARE(found("host=db dbname=shop user=joe"), std::string("third"));
    QCOMPARE(found("host=db dbname=shop user=jim"), std::string());
    QCOMPARE(found("host=short dbname=line"), std::string());
    qputenv("PGPASSFILE", file.fileName().toUtf8());
    QCOMPARE(endpoint::passwordInPassfile(Endpoint::fromText("hostaddr=db dbname=shop user=joe")), std::string("third"));
    qunsetenv("PGPASSFILE");
#ifdef Q_OS_UNIX
    file.setPermissions(QFile::ReadOwner | QFile::WriteOwner | QFile::ReadGroup); // libpq ignores it then
    QCOMPARE(found("host=db port=6543 user=joe"), std::string());
#endif
}

void EndpointTest::passwordWithALineBreakIsRefused()
{
    Endpoint endpoint;
    endpoint.set("password", "a\nb");
    QVERIFY_EXCEPTION_THROWN(endpoint::passfileLine(endpoint), ProblemError);
}

void EndpointTest::passfileIsOursAloneAndGoes()
{
    QString path;
    {
        const endpoint::TemporaryPassfile passfile(Endpoint::fromText("host=db password=secret"));
        path = QString::fromStdString(passfile.path());
        QFile file(path);
        QVERIFY(file.open(QIODevice::ReadOnly));
        QCOMPARE(file.readAll(), QByteArray("db:*:*:*:secret\n"));
#ifdef Q_OS_UNIX
        QCOMPARE(file.permissions()
                     & (QFile::ReadGroup | QFile::WriteGroup | QFile::ReadOther | QFile::WriteOther),
                 QFile::Permissions());
#endif
    }
    QVERIFY(!QFileInfo::exists(path));
}

void EndpointTest::toolGetsItsPasswordByFile()
{
    const endpoint::ToolLogin login(
        Endpoint::fromText("host=db user=joe password=hunter2 passfile=/elsewhere connect_timeout=3"));
    QVERIFY(login.uri().find("hunter2") == std::string::npos);
    const auto given = Endpoint::fromText(login.uri());
    QVERIFY(!given.parameters().has("passfile"));
    QCOMPARE(given.value("connect_timeout"), std::string("3"));
    QCOMPARE(given.value("keepalives_idle"), std::string("30"));
    QVERIFY(QFileInfo::exists(QString::fromStdString(login.environment().at("PGPASSFILE"))));
    QCOMPARE(login.environment().at("PGPASSWORD"), std::string());
}

void EndpointTest::toolWithoutAPasswordKeepsTheEnvironment()
{
    const endpoint::ToolLogin login(Endpoint::fromText("host=db user=joe passfile=/elsewhere"));
    QVERIFY(login.environment().empty());
    QCOMPARE(Endpoint::fromText(login.uri()).value("passfile"), std::string("/elsewhere"));
}

void EndpointTest::toolCannotBeGivenAPassPhrase()
{
    QVERIFY_EXCEPTION_THROWN(endpoint::ToolLogin(Endpoint::fromText("host=db sslpassword=hunter2")),
                             ProblemError);
}

void EndpointTest::loginProblemsAreToldApart_data()
{
    QTest::addColumn<std::string>("state");
    QTest::addColumn<std::string>("message");
    QTest::addColumn<int>("code");
    const auto row = [](const char *name, const char *state, const char *message, Code code) {
        QTest::newRow(name) << std::string(state) << std::string(message) << static_cast<int>(code);
    };
    // In the words of a German server, where only states and names are the same.
    row("password", "28P01", "Passwort-Authentifizierung für Benutzer »joe« fehlgeschlagen",
        Code::LoginRefused);
    row("rule", "28000", "kein pg_hba.conf-Eintrag für Host »10.0.0.1«", Code::AccessRuleMissing);
    row("no login", "28000", "Rolle »joe« hat keine Berechtigung zum Einloggen", Code::LoginRefused);
    row("database", "3D000", "Datenbank »shop« existiert nicht", Code::DatabaseMissing);
    row("crowded", "53300", "tut mir leid, schon zu viele Verbindungen", Code::TooManyConnections);
    row("starting", "57P03", "das Datenbanksystem startet", Code::ServerStarting);
    row("no CONNECT", "42501", "keine Berechtigung für Datenbank »shop«", Code::RightMissing);
    row("other", "XX000", "?", Code::ConnectionFailed);
}

void EndpointTest::loginProblemsAreToldApart()
{
    QFETCH(std::string, state);
    QFETCH(std::string, message);
    QFETCH(int, code);
    postgres::LoginAttempt attempt;
    attempt.reached = postgres::LoginStep::Authentication;
    attempt.sqlstate = state;
    attempt.message = message;
    const auto problem = endpoint::loginProblem(attempt, Endpoint::fromText("host=db user=joe dbname=shop"));
    QCOMPARE(static_cast<int>(problem.code), code);
    QCOMPARE(problem.sqlstate, state);
    QCOMPARE(problem.serverMessage, message);
}

QTEST_GUILESS_MAIN(EndpointTest)
#include "endpoint_test.moc"
