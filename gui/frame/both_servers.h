// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "ask/question.h"
#include "base/side.h"
#include "endpoint/endpoint.h"
#include "frame/page_context.h"
#include "settings/saved_connection.h"

#include <QString>

#include <functional>
#include <optional>
#include <vector>

class QObject;

namespace tidegate::frame {

/// The two servers of the workspace, ready to log in with.
struct BothLogins {
    endpoint::Endpoint source;
    endpoint::Endpoint target;
};

/// Fetches both passwords. One of the two comes once, later, on the GUI thread: `answer`, or `failed` with the reason for
/// people (empty if a request was cancelled). Neither comes if `owner` is gone by then, or if other servers were chosen
/// meanwhile: whoever asked then asks anew, since Workspace::rolesChanged() told it.
void openBoth(const PageContext &context, QObject *owner, std::function<void(const BothLogins &)> answer,
              std::function<void(const QString &reason)> failed);

/// As a dangerous question names them: the source, then the target.
std::vector<ask::ServerName> serverNames(const Workspace &workspace);

/// The name of its database, as people know it.
QString databaseOf(const settings::SavedConnection &connection);

/// What must be typed before something dangerous: the name of the database that counts as production, the source's if
/// both do. Empty: neither is production. With a side: what happens touches that server alone.
QString nameToType(const Workspace &workspace, std::optional<Side> touched = std::nullopt);

} // namespace tidegate::frame
