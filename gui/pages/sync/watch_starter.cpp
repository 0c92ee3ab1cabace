// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "pages/sync/watch_starter.h"

#include "frame/saved_login.h"
#include "frame/workspace.h"
#include "jobs/connect.h"
#include "pages/sync/watch_dialog.h"
#include "settings/saved_connection.h"

#include <algorithm>
#include <memory>

namespace tidegate::pages {

WatchStarter::WatchStarter(const frame::PageContext &context, QWidget *asking)
    : QObject(asking), m_context(context), m_asking(asking)
{
}

void WatchStarter::start()
{
    const auto *target = m_context.workspace.target();
    if (!target) {
        emit missing(tr("Choose the target on the first page: what is known of a run stands there."));
        return;
    }
    m_underWay = true;
    const int attempt = ++m_attempt;
    emit changed();
    frame::openLogin(m_context.vault, *target, this, [this, attempt](const frame::SavedLogin &login) {
        if (attempt != m_attempt)
            return;
        if (login.endpoint) {
            look(*login.endpoint);
            return;
        }
        end();
        emit missing(login.reason);
    });
}

void WatchStarter::look(const endpoint::Endpoint &target)
{
    const auto found = std::make_shared<std::vector<jobs::SubscriptionSeen>>();
    m_look.start(
        [found, target](const StopToken &stop, const frame::PageJob::Tell &) {
            *found = jobs::readSubscriptions(*jobs::connectTarget(target, stop));
        },
        [this, found, target](const std::optional<Problem> &problem, bool) {
            if (problem) {
                end();
                emit failed(*problem);
            } else {
                seen(target, *found);
            }
        });
}

void WatchStarter::seen(const endpoint::Endpoint &target, std::vector<jobs::SubscriptionSeen> subscriptions)
{
    subscriptions.erase(std::remove_if(subscriptions.begin(), subscriptions.end(),
                                       [](const auto &subscription) { return !subscription.engine; }),
                        subscriptions.end());
    if (subscriptions.empty()) {
        end();
        emit missing(tr("Nobody runs a migration to this target at present. Start runs it here."));
    } else if (subscriptions.size() == 1) {
        watch(target, subscriptions.front());
    } else {
        choose(target, std::move(subscriptions));
    }
}

void WatchStarter::choose(const endpoint::Endpoint &target, std::vector<jobs::SubscriptionSeen> live)
{
    auto *dialog = new WatchDialog(live, m_asking);
    const int attempt = m_attempt;
    connect(dialog, &WatchDialog::chosen, this, [this, attempt, target](const jobs::SubscriptionSeen &subscription) {
        if (attempt == m_attempt)
            watch(target, subscription);
    });
    connect(dialog, &QDialog::rejected, this, [this, attempt] {
        if (attempt == m_attempt)
            end();
    });
    dialog->open();
}

void WatchStarter::watch(const endpoint::Endpoint &target, const jobs::SubscriptionSeen &subscription)
{
    end();
    if (m_context.workspace.run().isActive())
        return;
    migration::WatchOptions options;
    options.target = target;
    options.subscription = subscription.name;
    m_context.workspace.run().watch(options, subscription.publications);
}

void WatchStarter::cancel()
{
    m_look.letGo();
    ++m_attempt;
    end();
}

void WatchStarter::end()
{
    m_underWay = false;
    emit changed();
}

} // namespace tidegate::pages
