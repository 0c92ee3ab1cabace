// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "frame/both_servers.h"

#include "frame/saved_login.h"
#include "frame/workspace.h"
#include "settings/saved_connection.h"
#include "widgets/environment_look.h"

#include <QCoreApplication>
#include <QObject>

namespace tidegate::frame {

namespace {

struct Words {
    Q_DECLARE_TR_FUNCTIONS(BothServers)
};

} // namespace

/// libpq's own rule: a database that is not named is called as the user.
QString databaseOf(const settings::SavedConnection &connection)
{
    try {
        const auto endpoint = connection.endpoint();
        const auto named = endpoint.value("dbname");
        const auto name = named.empty() ? endpoint.value("user") : named;
        if (!name.empty())
            return QString::fromStdString(name);
    } catch (const ProblemError &) {
        // Then its own name must do.
    }
    return connection.name;
}

void openBoth(const PageContext &context, QObject *owner, std::function<void(const BothLogins &)> answer,
              std::function<void(const QString &)> failed)
{
    const auto &workspace = context.workspace;
    const auto *source = workspace.source();
    const auto *target = workspace.target();
    if (!source || !target) {
        QMetaObject::invokeMethod(
            owner,
            [failed = std::move(failed)] {
                failed(Words::tr("Choose a source and a target on the first page."));
            },
            Qt::QueuedConnection);
        return;
    }
    const auto stillChosen = [&workspace, from = source->id, to = target->id] {
        return workspace.source() && workspace.source()->id == from && workspace.target()
               && workspace.target()->id == to;
    };
    auto &vault = context.vault;
    openLogin(vault, *source, owner,
              [&vault, &workspace, owner, stillChosen, answer = std::move(answer),
               failed = std::move(failed)](const SavedLogin &from) {
                  if (!stillChosen())
                      return;
                  if (!from.endpoint) {
                      failed(from.reason);
                      return;
                  }
                  openLogin(vault, *workspace.target(), owner,
                            [stillChosen, answer, failed, source = *from.endpoint](const SavedLogin &to) {
                                if (!stillChosen())
                                    return;
                                if (to.endpoint)
                                    answer({source, *to.endpoint});
                                else
                                    failed(to.reason);
                            });
              });
}

std::vector<ask::ServerName> serverNames(const Workspace &workspace)
{
    std::vector<ask::ServerName> names;
    const auto add = [&names](const QString &role, const settings::SavedConnection *connection) {
        if (connection)
            names.push_back({role, connection->name, connection->address(),
                             settings::environmentName(connection->environment),
                             widgets::hueOf(connection->environment)});
    };
    add(Words::tr("Source"), workspace.source());
    add(Words::tr("Target"), workspace.target());
    return names;
}

QString nameToType(const Workspace &workspace, std::optional<Side> touched)
{
    for (const auto side : {Side::Source, Side::Target}) {
        const auto *connection = side == Side::Source ? workspace.source() : workspace.target();
        const bool counts = !touched || *touched == side;
        if (connection && counts && connection->environment == settings::Environment::Production)
            return databaseOf(*connection);
    }
    return {};
}

} // namespace tidegate::frame
