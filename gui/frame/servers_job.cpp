// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "frame/servers_job.h"

#include "frame/saved_login.h"
#include "frame/workspace.h"
#include "vault/vault_request.h"

namespace tidegate::frame {

ServersJob::ServersJob(const PageContext &context, QObject *parent) : QObject(parent), m_context(context) {}

void ServersJob::start(Work work, Ended ended)
{
    letGo();
    m_work = std::move(work);
    m_ended = std::move(ended);
    m_isWaiting = true;
    askSource();
}

void ServersJob::askSource()
{
    if (!m_context.workspace.source()) { // deleted meanwhile
        end({{}, std::nullopt, true});
        return;
    }
    m_request = openLogin(m_context.vault, *m_context.workspace.source(), this,
                          [this, number = m_number](const SavedLogin &login) {
                              if (number != m_number)
                                  return;
                              if (const auto source = opened(login))
                                  askTarget(*source);
                          });
}

void ServersJob::askTarget(const endpoint::Endpoint &source)
{
    if (!m_context.workspace.target()) { // deleted meanwhile
        end({{}, std::nullopt, true});
        return;
    }
    m_request = openLogin(m_context.vault, *m_context.workspace.target(), this,
                          [this, number = m_number, source](const SavedLogin &login) {
                              if (number != m_number)
                                  return;
                              if (const auto target = opened(login))
                                  work(source, *target);
                          });
}

std::optional<endpoint::Endpoint> ServersJob::opened(const SavedLogin &login)
{
    if (!login.endpoint)
        end({login.reason, std::nullopt, login.reason.isEmpty()});
    return login.endpoint;
}

void ServersJob::work(const endpoint::Endpoint &source, const endpoint::Endpoint &target)
{
    m_isWaiting = false;
    m_job.start([source, target, work = std::move(m_work)](
                    const StopToken &stop, const PageJob::Tell &tell) { work(source, target, stop, tell); },
                [this](const std::optional<Problem> &problem, bool stopped) { end({{}, problem, stopped}); });
}

void ServersJob::end(const Ending &ending)
{
    m_isWaiting = false;
    ++m_number;
    m_work = {};
    const auto ended = std::exchange(m_ended, {});
    ended(ending);
}

void ServersJob::requestStop()
{
    if (m_isWaiting) {
        if (m_request)
            m_request->cancel();
        else
            end({{}, std::nullopt, true});
        return;
    }
    m_job.requestStop();
}

void ServersJob::letGo()
{
    ++m_number;
    m_isWaiting = false;
    if (m_request)
        m_request->cancel();
    m_job.letGo();
    m_work = {};
    m_ended = {};
}

} // namespace tidegate::frame
