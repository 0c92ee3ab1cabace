// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "base/problem.h"
#include "endpoint/endpoint.h"
#include "frame/page_context.h"
#include "frame/page_job.h"
#include "jobs/subscriptions.h"

#include <QObject>

#include <vector>

class QWidget;

namespace tidegate::pages {

/// From "Watch" to a run that is watched: the target's password, a look at who runs what there, the choice if there are
/// several. It asks nothing else, since nothing is changed.
class WatchStarter : public QObject
{
    Q_OBJECT
public:
    /// `asking` is the widget that the choice belongs to.
    WatchStarter(const frame::PageContext &context, QWidget *asking);

    /// Not while a run is active.
    void start();
    void cancel();
    bool isUnderWay() const { return m_underWay; }

signals:
    void changed(); ///< isUnderWay()
    void missing(const QString &why);
    void failed(const tidegate::Problem &problem);

private:
    void look(const endpoint::Endpoint &target);
    void seen(const endpoint::Endpoint &target, std::vector<jobs::SubscriptionSeen> subscriptions);
    void choose(const endpoint::Endpoint &target, std::vector<jobs::SubscriptionSeen> live);
    void watch(const endpoint::Endpoint &target, const jobs::SubscriptionSeen &subscription);
    void end();

    const frame::PageContext m_context;
    QWidget *m_asking;
    frame::PageJob m_look;
    bool m_underWay = false;
    int m_attempt = 0; ///< answers to an earlier one are not heard
};

} // namespace tidegate::pages
