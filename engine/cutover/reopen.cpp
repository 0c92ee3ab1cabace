// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "cutover/reopen.h"

#include "base/failpoint.h"
#include "base/problem.h"
#include "journal/subscription.h"
#include "postgres/connection.h"

#include <memory>

namespace tidegate::cutover {

namespace {

constexpr int pauseMilliseconds = 500;

class Undo
{
public:
    Undo(Closing &closing, const StopToken &stop) : m_closing(closing), m_stop(stop) {}

    /// Throws what connections do.
    Reopening attempt()
    {
        failpoint::reach("cutover.undo.verify");
        if (isOurs()) {
            if (m_closing.keepClosed)
                return stillClosed("the source stays closed, as asked", byHand());
            if (const auto why = whyNotWe(); !why.empty())
                return stillClosed("the source was not opened, since " + why, byHand());
            failpoint::reach("cutover.undo");
        }
        const auto source = connected(m_closing.source, "source");
        source->exec("SET lock_timeout = '10s'");
        const bool opened = isOurs() && run(*source);
        if (const auto sql = undoReadOnlySql(*source); !sql.empty())
            return stillClosed(opened ? "the source is read-only all the same"
                                      : "the source is read-only by a setting that this cutover did not make, perhaps since an"
                                        " engine was ended in the middle of an earlier one",
                               sql);
        return opened ? Reopening{Reopened::Opened, "the source takes writes again"} : nothingDone();
    }

    Reopening failed(const std::string &why) const
    {
        if (!isOurs())
            return {Reopened::NothingDone, nothingDone().words + "; whether it takes writes is not known (" + why + ")"};
        auto closed = stillClosed("the source could not be opened again (" + why + ")", byHand());
        closed.mayFollow = true;
        return closed;
    }

private:
    std::unique_ptr<postgres::Connection> connected(const postgres::ConnectionParameters &parameters, const char *server) const
    {
        return std::make_unique<postgres::Connection>(
            parameters, postgres::SessionOptions{server, m_closing.fence.applicationName()}, m_stop);
    }

    /// Is there something that we have done and can undo?
    bool isOurs() const { return m_closing.begun && !m_closing.undo.empty(); }

    /// Why the source is not ours to open; empty if it is.
    std::string whyNotWe() const
    {
        const auto target = connected(m_closing.target, "target");
        try {
            m_closing.fence.verify(*target);
        } catch (const ProblemError &error) {
            if (error.problem().code != Code::TakenOver)
                throw;
            return "the migration was taken over by " + error.problem().arguments.at(0);
        }
        const auto record = journal::readSlot(*target, m_closing.fence.subscription());
        return record && !record->cutOverAt.empty() ? "the target is the database that counts, since " + record->cutOverAt
                                                    : std::string();
    }

    /// False if there was nothing to undo.
    bool run(postgres::Connection &source)
    {
        const bool readOnly = m_closing.by == StopWritesBy::ReadOnly;
        if (readOnly && !m_closing.tried && undoReadOnlySql(source).empty())
            return false; // it had not come to that, or somebody was faster: no reason to end anybody's session
        m_closing.tried = true;
        for (; m_closing.undone < m_closing.undo.size(); ++m_closing.undone)
            source.exec(m_closing.undo.at(m_closing.undone).sql);
        return true;
    }

    Reopening nothingDone() const
    {
        if (m_closing.by == StopWritesBy::Hand)
            return {Reopened::NothingDone, "nothing was changed on the source: if its writers were stopped by hand, let them go on"};
        if (m_closing.by == StopWritesBy::Statements && m_closing.begun)
            return {Reopened::NothingDone, "nothing was undone: the statements that stopped the writes came without any that undo them"};
        return {Reopened::NothingDone, "the writes on the source had not been stopped"};
    }

    static Reopening stillClosed(const std::string &why, const std::string &sql)
    {
        return {Reopened::StillClosed, why + "; to open it: " + sql};
    }

    /// What a person would run. Of the read-only setting the first statement does; sessions that stay read-only are theirs.
    std::string byHand() const
    {
        std::string sql;
        for (const auto &statement : m_closing.undo.statements()) {
            sql += (sql.empty() ? "" : "; ") + statement.sql;
            if (m_closing.by == StopWritesBy::ReadOnly)
                break;
        }
        return sql;
    }

    Closing &m_closing;
    StopToken m_stop;
};

} // namespace

Reopening reopen(Closing &closing, int tries, const StopToken &stop)
{
    Undo undo(closing, stop);
    std::string why;
    for (int attempt = 1;; ++attempt) {
        try {
            return undo.attempt();
        } catch (const Stopped &) {
            return undo.failed("told to stop");
        } catch (const ProblemError &error) {
            why = error.problem().serverMessage.empty() ? error.what() : error.problem().serverMessage;
        } catch (const std::exception &error) {
            why = error.what();
        }
        if (attempt >= tries)
            return undo.failed(why);
        StopToken().pause(pauseMilliseconds);
    }
}

} // namespace tidegate::cutover
