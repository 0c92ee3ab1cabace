// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "vault/vault.h"

namespace QKeychain {
class Job;
}

namespace tidegate::vault {

/// The system's keychain by QtKeychain: service "tidegate", key "tidegate/connection/<uuid>". Never its insecure
/// fallback, which would be a plain file. Keep::ThisSession is not for it: see SessionFirstVault.
class KeychainVault : public Vault
{
    Q_OBJECT
public:
    using Vault::Vault;

    VaultRequest *read(const QUuid &connection) override;
    VaultRequest *write(const QUuid &connection, const QString &password, Keep keep) override;
    VaultRequest *remove(const QUuid &connection) override;
    VaultDescription describe() const override;

    /// Asks for something that is not there: NotFound means that a keychain answers.
    VaultRequest *probe();

private:
    VaultRequest *start(QKeychain::Job *job, const QUuid &connection);
};

} // namespace tidegate::vault
