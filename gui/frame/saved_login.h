// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "endpoint/endpoint.h"

#include <QString>

#include <functional>
#include <optional>

class QObject;

namespace tidegate::settings {
struct SavedConnection;
}
namespace tidegate::vault {
class Vault;
class VaultRequest;
} // namespace tidegate::vault

namespace tidegate::frame {

/// A saved connection with its password, ready to log in with.
struct SavedLogin {
    std::optional<endpoint::Endpoint> endpoint; ///< absent: it could not be had
    QString reason;                             ///< why, for people; empty if the request was cancelled
};

/// Fetches the password. A connection without one is fine too: libpq then looks where it always does. `answer` comes
/// once, later, on the GUI thread, and not at all if `owner` is gone by then. The request is for showing that the
/// keychain waits, and for cancelling; null if the URI itself cannot be read.
vault::VaultRequest *openLogin(vault::Vault &vault, const settings::SavedConnection &connection,
                               QObject *owner, std::function<void(const SavedLogin &)> answer);

} // namespace tidegate::frame
