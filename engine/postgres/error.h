// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "base/problem.h"
#include "base/relation_name.h"

#include <string>

namespace tidegate::postgres {

/// The server refused a statement. The connection is usable; an open transaction has failed.
class SqlError : public ProblemError
{
public:
    using ProblemError::ProblemError;
    SqlError(Problem problem, RelationName relation) : ProblemError(std::move(problem)), m_relation(std::move(relation)) {}
    const std::string &sqlstate() const { return problem().sqlstate; }
    bool is(const char *state) const { return problem().sqlstate == state; }
    /// Whose constraint it was; empty for other errors.
    const RelationName &relation() const { return m_relation; }

private:
    RelationName m_relation;
};

/// The connection could not be made, or is gone. Whatever was not committed is not there; retry on a new one.
class ConnectionLostError : public ProblemError
{
public:
    using ProblemError::ProblemError;
};

/// The connection went while COMMIT was under way: it may have happened or not. Ask the journal, never guess.
class CommitInDoubtError : public ConnectionLostError
{
public:
    using ConnectionLostError::ConnectionLostError;
};

/// SQLSTATEs that the engine tells apart (PostgreSQL, Appendix A).
namespace sqlstate {
inline constexpr char lockNotAvailable[] = "55P03";
inline constexpr char outOfMemory[] = "53200";
inline constexpr char objectInUse[] = "55006";
inline constexpr char invalidText[] = "22P02"; ///< of an enum: a label that it has not
inline constexpr char undefinedObject[] = "42704";
inline constexpr char undefinedTable[] = "42P01";
inline constexpr char invalidSchema[] = "3F000"; ///< there is none of that name
inline constexpr char duplicateObject[] = "42710";
inline constexpr char insufficientPrivilege[] = "42501";
inline constexpr char deadlockDetected[] = "40P01";
inline constexpr char serializationFailure[] = "40001";
inline constexpr char queryCanceled[] = "57014";
inline constexpr char adminShutdown[] = "57P01";
inline constexpr char featureNotSupported[] = "0A000";
} // namespace sqlstate

} // namespace tidegate::postgres
