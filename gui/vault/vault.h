// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "vault/vault_request.h"

#include <QUuid>

namespace tidegate::vault {

/// How long a password is to be kept.
enum class Keep { Always, ThisSession };

/// Where passwords go, for people.
struct VaultDescription {
    QString place;       ///< "the Secret Service keyring", "memory"
    bool lasting = true; ///< false: gone when the window closes
    QString reason;      ///< why not lasting; empty otherwise
};

/// Keeps the passwords of saved connections, by the connection's id. Every call returns at once with a request that
/// ends once (vault_request.h); the vault owns it. GUI thread.
class Vault : public QObject
{
    Q_OBJECT
public:
    using QObject::QObject;

    virtual VaultRequest *read(const QUuid &connection) = 0;
    virtual VaultRequest *write(const QUuid &connection, const QString &password, Keep keep) = 0;
    virtual VaultRequest *remove(const QUuid &connection) = 0; ///< NotFound is fine too
    virtual VaultDescription describe() const = 0;

signals:
    void described(); ///< describe() says something else from now on
};

} // namespace tidegate::vault
