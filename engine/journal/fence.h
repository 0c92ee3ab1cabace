// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "postgres/connection.h"

#include <cstdint>
#include <string>

namespace tidegate::journal {

/// Who may write the journal (exactness.md rule 12). Every transaction of ours that writes the journal or applies
/// changes begins with lockSql(): the row lock conflicts with a take-over, and number and token are compared,
/// since a target that was rewound could give the number twice. Claim and finish of units use their own token.
class Fence
{
public:
    Fence() = default;
    Fence(std::string subscription, std::int64_t generation, std::string token, std::string applicationName);

    const std::string &subscription() const { return m_subscription; }
    std::int64_t generation() const { return m_generation; }
    const std::string &token() const { return m_token; }
    /// Of all our sessions on either server: a take-over ends them by it.
    const std::string &applicationName() const { return m_applicationName; }

    /// SELECT … FOR NO KEY UPDATE on the fence row; check() its result.
    const std::string &lockSql() const { return m_lockSql; }
    /// BEGIN and lock, in one round trip. Throws ProblemError TakenOver.
    void begin(postgres::Connection &target) const;
    /// Throws TakenOver if the row is no longer ours. Called also before any fault is reported.
    void check(const postgres::Result &locked) const;
    void verify(postgres::Connection &target) const;

private:
    std::string m_subscription;
    std::int64_t m_generation = 0;
    std::string m_token;
    std::string m_applicationName;
    std::string m_lockSql;
};

/// A target transaction that begins with the fence, and is rolled back unless commit() is reached.
class FencedTransaction
{
public:
    /// Throws what Fence::begin() does.
    FencedTransaction(const Fence &fence, postgres::Connection &target);
    ~FencedTransaction();
    FencedTransaction(const FencedTransaction &) = delete;
    FencedTransaction &operator=(const FencedTransaction &) = delete;
    void commit();

private:
    postgres::Connection &m_target;
    bool m_open = true;
};

/// Letters and digits from a cryptographic source.
std::string randomToken(int length);

/// Host and role of an engine, as shown to a second one.
struct EngineIdentity {
    std::string host;
    std::string role;
    std::string since;
    int pid = 0; ///< backend on the target that holds the live lock
};

/// A live engine is known by a session advisory lock on the target (design.md §4). True if this session has it now.
bool tryLiveLock(postgres::Connection &target, const std::string &subscription);
/// Who holds it; empty host if nobody.
EngineIdentity liveEngine(postgres::Connection &target, const std::string &subscription);

/// Whether engines of other subscriptions, or other sessions, hold a live lock in this database.
bool otherEngines(postgres::Connection &target);

/// Take-over: generation + 1 with a new token, made if the subscription is new. The caller ends the old engine's
/// backends before and after.
Fence takeFence(postgres::Connection &target, const std::string &subscription);

/// "tidegate <subscription> <which target>", at most the 63 bytes that a server keeps. Two migrations of one source may
/// have one subscription name and role, and must not end each other's sessions there.
std::string applicationName(const std::string &subscription, postgres::Connection &target);
/// The statement by which endOwnBackends() ends them.
std::string endOwnBackendsSql(const std::string &applicationName);
/// Ends every other session of this role with that application_name in this database; how many.
int endOwnBackends(postgres::Connection &connection, const std::string &applicationName);
/// Ends the session that holds the live lock, if it is of this role: an engine of another build or of a target that was
/// moved has another application_name.
void endLiveEngine(postgres::Connection &target, const std::string &subscription);

} // namespace tidegate::journal
