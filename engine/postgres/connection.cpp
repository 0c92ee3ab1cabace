// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "postgres/connection.h"

#include "base/failpoint.h"
#include "postgres/error.h"
#include "postgres/socket_wait.h"

#include <libpq-fe.h>

#include <chrono>
#include <future>
#include <thread>
#include <utility>

namespace tidegate::postgres {

namespace {

constexpr int slice = 100; // ms; how often a wait looks at the stop token

std::string trimmed(const char *message)
{
    std::string text = message ? message : "";
    while (!text.empty() && (text.back() == '\n' || text.back() == ' '))
        text.pop_back();
    return text;
}

} // namespace

Connection::Connection(const ConnectionParameters &parameters, SessionOptions options, StopToken stop)
    : m_parameters(parameters), m_options(std::move(options)), m_stop(std::move(stop)),
      m_connection(nullptr, &PQfinish)
{
    open();
    applySessionSettings();
}

Connection::~Connection() = default;

void Connection::open()
{
    auto values = m_parameters.values();
    values["application_name"] = m_options.applicationName;
    values["client_encoding"] = "UTF8";
    values.erase("replication");
    if (m_options.replication)
        values["replication"] = "database";
    values.try_emplace("connect_timeout", "15");
    values.try_emplace("keepalives_idle", "30");
    values.try_emplace("keepalives_interval", "10");
    values.try_emplace("keepalives_count", "3");
    values.try_emplace("tcp_user_timeout", "60000");
    std::vector<const char *> keywords;
    std::vector<const char *> texts;
    for (const auto &[keyword, value] : values) {
        keywords.push_back(keyword.c_str());
        texts.push_back(value.c_str());
    }
    keywords.push_back(nullptr);
    texts.push_back(nullptr);
    m_stop.throwIfStopped();
    m_connection.reset(PQconnectStartParams(keywords.data(), texts.data(), 0));
    const auto fail = [this](const std::string &why) {
        Problem problem{Code::ConnectionFailed, {m_options.server, m_parameters.display()}, {}, {}, why, true};
        m_connection.reset();
        throw ConnectionLostError(problem);
    };
    if (!m_connection || PQstatus(m_connection.get()) == CONNECTION_BAD)
        fail(trimmed(m_connection ? PQerrorMessage(m_connection.get()) : "out of memory"));
    using Clock = std::chrono::steady_clock;
    int seconds = 15;
    try {
        seconds = std::max(2, std::stoi(values["connect_timeout"]));
    } catch (const std::exception &) {
        fail("connect_timeout is not a number");
    }
    const auto deadline = Clock::now() + std::chrono::seconds(seconds);
    auto polled = PGRES_POLLING_WRITING;
    while (polled != PGRES_POLLING_OK) {
        m_stop.throwIfStopped();
        if (polled == PGRES_POLLING_FAILED)
            fail(trimmed(PQerrorMessage(m_connection.get())));
        if (Clock::now() > deadline)
            fail("no answer within " + std::to_string(seconds) + " s (connect_timeout)");
        const auto wanted = polled == PGRES_POLLING_READING ? Readiness::Read : Readiness::Write;
        if (waitForSocket(PQsocket(m_connection.get()), wanted, slice) != Readiness::None)
            polled = PQconnectPoll(m_connection.get());
    }
    PQsetnonblocking(m_connection.get(), 1);
    PQsetNoticeProcessor(m_connection.get(), [](void *, const char *) {}, nullptr);
}

void Connection::applySessionSettings()
{
    // exactness.md rule 0. SET outranks what ALTER ROLE and ALTER DATABASE gave.
    std::string settings = "SET statement_timeout = 0; SET lock_timeout = 0;"
                           "SET idle_in_transaction_session_timeout = 0; SET row_security = off;"
                           "SET datestyle = 'ISO, MDY'; SET intervalstyle = 'postgres'; SET extra_float_digits = 3;"
                           "SET tcp_keepalives_idle = 30; SET tcp_keepalives_interval = 10;"
                           "SET tcp_keepalives_count = 3; SET tcp_user_timeout = 60000;"
                           "SET bytea_output = 'hex'; SET xmloption = 'content'; SET default_transaction_read_only = off;"
                           "SET default_transaction_isolation = 'read committed'; SET array_nulls = on;"
                           "SET lc_monetary = 'C'; SET search_path = pg_catalog; SET jit = off;"
                           // Off would call durable what a crash takes back (rule 11).
                           "SELECT set_config('synchronous_commit', 'local', false)"
                           " WHERE current_setting('synchronous_commit') = 'off';";
    if (serverVersion() >= 140000)
        settings += "SET idle_session_timeout = 0;";
    if (serverVersion() >= 170000)
        settings += "SET transaction_timeout = 0;";
    if (failpoint::ruleOff("0"))
        settings.clear();
    // Such a database holds bytes of no known encoding: they pass as they are, and a server that has one checks them.
    if (std::string_view(PQparameterStatus(m_connection.get(), "server_encoding")) == "SQL_ASCII")
        settings += "SET client_encoding = 'SQL_ASCII';";
    if (m_options.replicaRole && !failpoint::ruleOff("16"))
        settings += "SET session_replication_role = replica;";
    exec(settings);
}

bool Connection::isOpen() const
{
    return m_connection && PQstatus(m_connection.get()) == CONNECTION_OK;
}

bool Connection::inTransaction() const
{
    return m_connection && PQtransactionStatus(m_connection.get()) != PQTRANS_IDLE;
}

int Connection::serverVersion() const
{
    return PQserverVersion(m_connection.get());
}

int Connection::backendPid() const
{
    return PQbackendPID(m_connection.get());
}

void Connection::cancel() noexcept
{
    auto *request = PQgetCancel(m_connection.get());
    if (!request)
        return;
    // PQcancel connects and waits, on a dead network for minutes; whoever stops must not.
    auto done = std::make_shared<std::promise<void>>();
    auto sent = done->get_future();
    std::thread([request, done] {
        char why[256];
        PQcancel(request, why, sizeof why);
        PQfreeCancel(request);
        done->set_value();
    }).detach();
    sent.wait_for(std::chrono::milliseconds(300));
}

void Connection::cancelAndClose() noexcept
{
    if (isOpen() && PQtransactionStatus(m_connection.get()) == PQTRANS_ACTIVE)
        cancel();
    m_connection.reset();
}

void Connection::throwLost(const std::string &statement, const std::string &why)
{
    Problem problem{Code::ConnectionLost, {m_options.server}, {}, statement, why, true};
    if (why.empty())
        problem.serverMessage = trimmed(m_connection ? PQerrorMessage(m_connection.get()) : "closed");
    m_connection.reset();
    throw ConnectionLostError(problem);
}

void Connection::throwError(pg_result *result, const std::string &statement)
{
    Problem problem{Code::StatementFailed, {m_options.server}, {}, statement, {}, false};
    const char *state = PQresultErrorField(result, PG_DIAG_SQLSTATE);
    problem.sqlstate = state ? state : "";
    const char *primary = PQresultErrorField(result, PG_DIAG_MESSAGE_PRIMARY);
    problem.serverMessage = primary ? primary : trimmed(PQresultErrorMessage(result));
    if (const char *detail = PQresultErrorField(result, PG_DIAG_MESSAGE_DETAIL))
        problem.serverMessage += std::string(" (") + detail + ")";
    // Which row and column of a COPY, as "COPY t, line 7, column v".
    const char *context = PQresultErrorField(result, PG_DIAG_CONTEXT);
    if (const std::string_view where = context ? context : ""; where.substr(0, 5) == "COPY ")
        problem.serverMessage += "; " + std::string(where.substr(0, where.find('\n')));
    const auto category = problem.sqlstate.substr(0, 2);
    // Of "55" (object not in prerequisite state) only what others hold goes away by itself.
    problem.retryable = category == "40" || category == "53" || category == "57" || category == "58"
        || problem.sqlstate == sqlstate::objectInUse || problem.sqlstate == sqlstate::lockNotAvailable;
    const bool gone = problem.sqlstate.empty() || category == "08" || problem.sqlstate == "57P01"
        || problem.sqlstate == "57P02" || problem.sqlstate == "57P03"
        || PQstatus(m_connection.get()) == CONNECTION_BAD;
    if (gone) {
        problem.code = Code::ConnectionLost;
        problem.retryable = true;
        m_connection.reset();
        throw ConnectionLostError(problem);
    }
    const auto field = [result](int code) {
        const char *text = PQresultErrorField(result, code);
        return std::string(text ? text : "");
    };
    throw SqlError(problem, {field(PG_DIAG_SCHEMA_NAME), field(PG_DIAG_TABLE_NAME)});
}

void Connection::flush(const std::string &statement)
{
    Silence silence;
    for (;;) {
        const int left = PQflush(m_connection.get());
        if (left < 0)
            throwLost(statement);
        if (left == 0)
            return;
        betweenLooks(silence, statement);
        const auto ready = waitForSocket(PQsocket(m_connection.get()), Readiness::Both, slice);
        if (ready != Readiness::None)
            silence.broken();
        // Reading while writing: a server that has filled its own output would otherwise never read ours.
        if ((static_cast<int>(ready) & 1) && !PQconsumeInput(m_connection.get()))
            throwLost(statement);
    }
}

void Connection::waitUntilNotBusy(const std::string &statement)
{
    Silence silence;
    while (PQisBusy(m_connection.get())) {
        betweenLooks(silence, statement);
        if (waitForSocket(PQsocket(m_connection.get()), Readiness::Read, slice) == Readiness::None)
            continue;
        silence.broken();
        if (!PQconsumeInput(m_connection.get()))
            throwLost(statement);
    }
}

Result Connection::nextResult(const std::string &statement)
{
    waitUntilNotBusy(statement);
    return Result(PQgetResult(m_connection.get()));
}

Result Connection::finishCommand(const std::string &statement)
{
    Result last;
    Result failed;
    for (;;) {
        auto result = nextResult(statement);
        if (!result.raw())
            break;
        const auto status = PQresultStatus(result.raw());
        if (status == PGRES_COPY_BOTH || status == PGRES_COPY_OUT || status == PGRES_COPY_IN)
            return result;
        if ((status == PGRES_FATAL_ERROR || status == PGRES_BAD_RESPONSE) && !failed.raw())
            failed = std::move(result);
        else
            last = std::move(result);
    }
    if (failed.raw())
        throwError(failed.raw(), statement);
    if (PQstatus(m_connection.get()) == CONNECTION_BAD)
        throwLost(statement);
    return last;
}

Result Connection::exec(const std::string &sql)
{
    m_stop.throwIfStopped();
    if (!isOpen() || !PQsendQuery(m_connection.get(), sql.c_str()))
        throwLost(sql);
    flush(sql);
    return finishCommand(sql);
}

Result Connection::exec(const std::string &sql, const Parameters &parameters)
{
    m_stop.throwIfStopped();
    if (!isOpen() || !parameters.send(m_connection.get(), sql))
        throwLost(sql);
    flush(sql);
    return finishCommand(sql);
}

void Connection::commit()
{
    // What it has sent is worth waiting for: giving it up would only leave it in doubt.
    struct Deaf {
        Connection *&other;
        Connection *was = std::exchange(other, nullptr);
        ~Deaf() { other = was; }
    } const deaf{m_other};
    try {
        const auto result = exec("COMMIT");
        // A failed transaction answers COMMIT with ROLLBACK and without an error.
        if (std::string_view(PQcmdStatus(result.raw())) == "ROLLBACK")
            throw SqlError(Problem{Code::StatementFailed, {m_options.server}, "25P02", "COMMIT",
                                   "the transaction had failed and was rolled back", false});
    } catch (const ConnectionLostError &error) {
        auto problem = error.problem();
        problem.code = Code::CommitInDoubt;
        throw CommitInDoubtError(problem);
    }
}

void Connection::rollback() noexcept
{
    try {
        if (isOpen() && inTransaction())
            exec("ROLLBACK");
    } catch (...) {
        m_connection.reset(); // closing it rolls back as well
    }
}

std::vector<std::string> Connection::takeNotifications()
{
    std::vector<std::string> channels;
    if (!PQconsumeInput(m_connection.get()))
        throwLost({});
    while (auto *notification = PQnotifies(m_connection.get())) {
        channels.emplace_back(notification->relname);
        PQfreemem(notification);
    }
    return channels;
}

bool Connection::waitForInput(int milliseconds)
{
    m_stop.throwIfStopped();
    if (!isOpen())
        throwLost({});
    return waitForSocket(PQsocket(m_connection.get()), Readiness::Read, milliseconds) != Readiness::None;
}

Transaction::Transaction(Connection &connection, const char *begin) : m_connection(connection)
{
    connection.exec(begin);
}

Transaction::~Transaction()
{
    if (m_open)
        m_connection.rollback();
}

void Transaction::commit()
{
    m_open = false;
    m_connection.commit();
}

} // namespace tidegate::postgres
