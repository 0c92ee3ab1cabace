// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "endpoint/endpoint.h"
#include "frame/page_job.h"
#include "frame/page_context.h"

#include <QObject>
#include <QPointer>
#include <QString>

#include <functional>
#include <optional>

namespace tidegate::vault {
class VaultRequest;
}

namespace tidegate::frame {

struct SavedLogin;

/// One-off work on both servers, one at a time: fetches the passwords of source and target, then works on a thread of
/// its own. GUI thread. Work that is let go of (by the destructor, too) says nothing more.
class ServersJob : public QObject
{
    Q_OBJECT
public:
    using Work = std::function<void(const endpoint::Endpoint &source, const endpoint::Endpoint &target,
                                    const StopToken &stop, const PageJob::Tell &tell)>;
    struct Ending {
        QString reason; ///< why a password could not be had; empty otherwise
        std::optional<Problem> problem;
        bool stopped = false;

        bool isSuccess() const { return reason.isEmpty() && !problem && !stopped; }
    };
    using Ended = std::function<void(const Ending &ending)>;

    explicit ServersJob(const PageContext &context, QObject *parent = nullptr);

    /// Both roles must be chosen. `ended` is called once, or never if this work is let go of.
    void start(Work work, Ended ended);
    /// `ended` with `stopped` follows within a second.
    void requestStop();
    void letGo();
    bool isRunning() const { return m_isWaiting || m_job.isRunning(); }

private:
    void askSource();
    void askTarget(const endpoint::Endpoint &source);
    void work(const endpoint::Endpoint &source, const endpoint::Endpoint &target);
    void end(const Ending &ending);
    /// The endpoint; without one, the work has ended.
    std::optional<endpoint::Endpoint> opened(const SavedLogin &login);

    const PageContext m_context;
    PageJob m_job;
    Work m_work;
    Ended m_ended;
    QPointer<vault::VaultRequest> m_request;
    bool m_isWaiting = false; ///< for a password
    int m_number = 0;         ///< of this work; an answer for an earlier one is nobody's
};

} // namespace tidegate::frame
