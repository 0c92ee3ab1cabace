// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "journal/fence.h"

#include "base/failpoint.h"
#include "base/problem.h"
#include "postgres/quoting.h"

#include <QCryptographicHash>
#include <QRandomGenerator>
#include <QString>
#include <QSysInfo>

namespace tidegate::journal {

namespace {

constexpr char liveClass[] = "7310306";
/// Number and token are compared; the rest tells who has it now.
constexpr char fenceColumns[] =
    "generation, token, coalesce(host, 'unknown host'), coalesce(role, 'unknown role'), since::timestamptz(0)";

} // namespace

Fence::Fence(std::string subscription, std::int64_t generation, std::string token, std::string applicationName)
    : m_subscription(std::move(subscription)), m_generation(generation), m_token(std::move(token)),
      m_applicationName(std::move(applicationName))
{
    m_lockSql = "SELECT " + std::string(fenceColumns) + " FROM _tidegate.fence WHERE subname = "
        + postgres::literal(m_subscription) + " FOR NO KEY UPDATE";
}

void Fence::check(const postgres::Result &locked) const
{
    if (failpoint::ruleOff("12"))
        return;
    if (locked.rows() != 1)
        throw ProblemError(Code::TakenOver, {"somebody who dropped the subscription " + m_subscription});
    if (locked.integer(0, 0) != m_generation || locked.view(0, 1) != m_token)
        throw ProblemError(Code::TakenOver,
                           {locked.text(0, 3) + " on " + locked.text(0, 2) + ", at " + locked.text(0, 4)});
}

void Fence::begin(postgres::Connection &target) const
{
    check(target.exec("BEGIN; " + m_lockSql));
}

void Fence::verify(postgres::Connection &target) const
{
    check(target.exec("SELECT " + std::string(fenceColumns) + " FROM _tidegate.fence WHERE subname = $1",
                      postgres::parameters(m_subscription)));
}

FencedTransaction::FencedTransaction(const Fence &fence, postgres::Connection &target) : m_target(target)
{
    try {
        fence.begin(target);
    } catch (...) {
        target.rollback(); // the transaction is open although the fence is another's
        throw;
    }
}

FencedTransaction::~FencedTransaction()
{
    if (m_open)
        m_target.rollback();
}

void FencedTransaction::commit()
{
    m_open = false;
    m_target.commit();
}

std::string randomToken(int length)
{
    static constexpr char letters[] = "abcdefghijklmnopqrstuvwxyz0123456789";
    std::string token;
    for (int i = 0; i < length; ++i)
        token += letters[QRandomGenerator::system()->bounded(36)];
    return token;
}

bool tryLiveLock(postgres::Connection &target, const std::string &subscription)
{
    return target
        .exec(std::string("SELECT pg_try_advisory_lock(") + liveClass + ", hashtext($1))",
              postgres::parameters(subscription))
        .boolean(0, 0);
}

EngineIdentity liveEngine(postgres::Connection &target, const std::string &subscription)
{
    const auto holder = target.exec(
        std::string("SELECT l.pid, f.host, f.role, f.since::timestamptz(0) FROM pg_locks l LEFT JOIN _tidegate.fence f ON f.subname = $1"
                    " WHERE l.locktype = 'advisory' AND l.granted AND l.objsubid = 2 AND l.classid = ")
            + liveClass + " AND l.objid = (hashtext($1)::bigint & 4294967295)::oid"
            + " AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database())",
        postgres::parameters(subscription));
    if (holder.rows() == 0)
        return {};
    EngineIdentity engine;
    engine.pid = static_cast<int>(holder.integer(0, 0));
    engine.host = holder.isNull(0, 1) ? "unknown host" : holder.text(0, 1);
    engine.role = holder.text(0, 2);
    engine.since = holder.text(0, 3);
    return engine;
}

bool otherEngines(postgres::Connection &target)
{
    return target
        .exec(std::string("SELECT EXISTS (SELECT FROM pg_locks WHERE locktype = 'advisory' AND granted AND objsubid = 2"
                          " AND pid <> pg_backend_pid() AND classid = ")
              + liveClass + " AND database = (SELECT oid FROM pg_database WHERE datname = current_database()))")
        .boolean(0, 0);
}

Fence takeFence(postgres::Connection &target, const std::string &subscription)
{
    const auto token = randomToken(24);
    const auto taken = target.exec(
        "INSERT INTO _tidegate.fence (subname, generation, token, host, role) VALUES ($1, 1, $2, $3, current_user)"
        " ON CONFLICT (subname) DO UPDATE SET generation = fence.generation + 1, token = excluded.token,"
        " host = excluded.host, role = excluded.role, since = now() RETURNING generation",
        postgres::parameters(subscription, token, QSysInfo::machineHostName().toStdString()));
    return Fence(subscription, taken.integer(0, 0), token, applicationName(subscription, target));
}

std::string applicationName(const std::string &subscription, postgres::Connection &target)
{
    const bool mayAsk = target.exec("SELECT has_function_privilege('pg_catalog.pg_control_system()', 'EXECUTE')").boolean(0, 0);
    const std::string system = mayAsk ? "(SELECT c.system_identifier::text FROM pg_catalog.pg_control_system() c)"
                                      : "concat_ws(' ', inet_server_addr(), inet_server_port())";
    const auto which = target.exec("SELECT concat_ws('/', " + system + ", d.oid) FROM pg_catalog.pg_database d"
                                   " WHERE d.datname = current_database()");
    const auto hash = QCryptographicHash::hash(QByteArray::fromStdString(subscription + '/' + which.text(0, 0)),
                                               QCryptographicHash::Sha256)
                          .toHex()
                          .left(8)
                          .toStdString();
    std::string name = "tidegate " + subscription;
    for (auto &c : name) {
        if (c < 32 || c > 126)
            c = '?'; // what the server makes of it
    }
    return name.substr(0, 63 - 1 - hash.size()) + " " + hash;
}

std::string endOwnBackendsSql(const std::string &applicationName)
{
    return "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = "
        + postgres::literal(applicationName)
        + " AND usename = current_user AND datname = current_database() AND pid <> pg_backend_pid()";
}

int endOwnBackends(postgres::Connection &connection, const std::string &applicationName)
{
    const auto ended = connection.exec("SELECT count(*) FROM (" + endOwnBackendsSql(applicationName) + ") t");
    return static_cast<int>(ended.integer(0, 0));
}

void endLiveEngine(postgres::Connection &target, const std::string &subscription)
{
    const auto engine = liveEngine(target, subscription);
    if (engine.pid != 0)
        target.exec("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid = $1::int AND usename = current_user"
                    " AND pid <> pg_backend_pid()",
                    postgres::parameters(engine.pid));
}

} // namespace tidegate::journal
